// Adapter: jobs for workers that use BullMQ (5 and 6) on Node, put into Redis as BullMQ itself
// does.
//
// Two ways, docs/bullmq.md:
// - A queue of wake-ups. Jobs carry an attempt's name and no text; a worker takes the permit
// through
//   the listener (docs/listener.md) and reports back. The database is the truth: a job that is lost
//   is added again by the next sweep, a stale or repeated one sends nothing.
// - A messenger. The job carries the message, and whoever takes it sends. The promises that a
// permit
//   makes end when the job is in the queue.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "reactivation/adapters/redis.hpp"
#include "reactivation/ports/messenger.hpp"

namespace reactivation {

struct BullMqOptions {
  std::string url;  ///< `redis://[user[:password]@]host[:port][/database]`
  RedisTimes times;
  /// Before every key, as the workers have it; `{bull}` for a cluster.
  std::string prefix = "bull";
};

/// One job. Workers see `id` as its id, `name` as its name, `data` as its data.
struct QueueJob {
  /// A job with this id that is still there is not added again. No ":" in it, and not only digits.
  std::string id;
  std::string name;
  std::string data;  ///< JSON; passed on as it is
  /// Not before then; absent or past: at once.
  std::optional<Instant> due;
  /// 0: before all others; else 1 to 2,097,151, the smaller first. A delayed job keeps it.
  int priority = 0;
  int attempts = 1;  ///< how often a worker tries it
  /// Workers remove it when it is done, and when it has failed: its id is free again.
  bool is_removed = true;
};

struct QueueCounts {
  std::int64_t added = 0;
  std::int64_t known = 0;  ///< there already
};

/// Adds jobs; each by one step of the server, so that no worker sees a part of one. Threads: one
/// call at a time.
class BullMqQueue {
public:
  virtual ~BullMqQueue() = default;
  /// `errc::invalid_argument` for an address that is none. The server is not asked yet.
  [[nodiscard]] static result<std::unique_ptr<BullMqQueue>> make(const BullMqOptions& options);

  /// Connects, so that what follows can be added at once. `errc::storage_busy` when that fails: no
  /// byte has left.
  [[nodiscard]] virtual result<void> connect() = 0;
  /// All in the order given. `errc::invalid_argument` for a job that BullMQ would not take, then
  /// none is added; `errc::storage_busy` when the server is away: some may be there, and adding all
  /// again adds none twice.
  [[nodiscard]] virtual result<QueueCounts> add(const std::string& queue,
                                                std::span<const QueueJob> jobs, Instant now) = 0;
  /// One sentence on the last call that failed. No number, text or password.
  [[nodiscard]] virtual const std::string& detail() const noexcept = 0;
};

/// What jobs of a messenger look like to the worker.
enum class JobShape : std::uint8_t {
  ours,      ///< `outgoing_message` (docs/documents.md)
  original,  ///< {"companyId", "phone", "message", "attemptId", …}, as the original's workers take
             ///< it
};

struct BullMqMessengerOptions {
  BullMqOptions queue;
  JobShape shape = JobShape::original;
  /// `{company}` stands for the company's number.
  std::string queue_name = "company-{company}-messages";
  std::string job_name = "process-message";
  int attempts = 1;  ///< a worker that tries twice may send twice
};

/// Hands messages to the queue: accepted when the job is in it, with the job's id as the provider
/// id; not started when Redis cannot be reached; uncertain when it did not answer.
class BullMqMessenger : public Messenger {
public:
  /// `errc::invalid_argument` for an address or a name that is none.
  [[nodiscard]] static result<std::unique_ptr<BullMqMessenger>> make(
      const BullMqMessengerOptions& options);
  /// One sentence on the last call that failed. No number, text or password.
  [[nodiscard]] virtual const std::string& detail() const noexcept = 0;
};

/// The job that wakes a worker for this attempt: {"companyId", "attemptId"} and nothing else.
[[nodiscard]] QueueJob wake_up_job(CompanyId company, const AttemptId& attempt, Instant not_before,
                                   int rank);
/// The queue's name for that company.
[[nodiscard]] std::string queue_name_for(std::string_view pattern, CompanyId company);

}  // namespace reactivation
