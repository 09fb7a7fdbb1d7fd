#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <utility>

#include "connection.hpp"
#include "reactivation/adapters/bullmq.hpp"
#include "script.hpp"

namespace reactivation {
namespace {

using redis::Connection;
using redis::Failed;
using redis::Reply;

constexpr int priority_max = 2'097'151;
/// So many jobs are added by one step, which no other command of the server interrupts, and so many
/// are on their way at a time.
constexpr std::size_t jobs_a_step = 100;
constexpr std::size_t jobs_at_once = 2000;
// Suffixes in the order of the script's KEYS.
constexpr std::array suffixes{"wait",        "paused", "meta",   "id",     "delayed",
                              "prioritized", "active", "events", "marker", "pc"};

/// What BullMQ itself takes: ids that look like its own numbers would collide with them.
bool is_sound(const QueueJob& job) {
  const bool is_number =
      std::all_of(job.id.begin(), job.id.end(), [](char c) { return c >= '0' && c <= '9'; });
  const bool is_sound_id = !job.id.empty() && job.id.size() <= 200 && !is_number &&
                           job.id.find(':') == std::string::npos;
  return is_sound_id && !job.name.empty() && job.priority >= 0 && job.priority <= priority_max &&
         job.attempts >= 1 && nlohmann::json::accept(job.data);
}

std::string options_of(const QueueJob& job, std::int64_t delay_ms) {
  nlohmann::ordered_json options;
  options["attempts"] = job.attempts;
  options["jobId"] = job.id;
  if (delay_ms > 0) options["delay"] = delay_ms;
  if (job.priority > 0) options["priority"] = job.priority;
  if (job.is_removed) {
    options["removeOnComplete"] = true;
    options["removeOnFail"] = true;
  }
  return options.dump();
}

class Queue final : public BullMqQueue {
public:
  Queue(redis::Address address, const BullMqOptions& options)
      : connection_(std::move(address), options.times), prefix_(options.prefix) {}

  result<void> connect() override {
    if (load()) return boost::outcome_v2::success();
    detail_ = connection_.detail();
    return errc::storage_busy;
  }

  result<QueueCounts> add(const std::string& queue, std::span<const QueueJob> jobs,
                          Instant now) override {
    detail_.clear();
    if (queue.empty() || queue.find(':') != std::string::npos ||
        !std::all_of(jobs.begin(), jobs.end(), is_sound)) {
      detail_ =
          "a job needs an id that is no number and has no colon, a name, and data that is JSON";
      return errc::invalid_argument;
    }
    QueueCounts counts;
    for (std::size_t first = 0; first < jobs.size(); first += jobs_at_once) {
      const auto some = jobs.subspan(first, std::min(jobs_at_once, jobs.size() - first));
      if (!add_some(queue, some, now, counts)) {
        detail_ = connection_.detail();
        return errc::storage_busy;
      }
    }
    return counts;
  }

  const std::string& detail() const noexcept override { return detail_; }

private:
  /// A step of the server for some jobs, several of them on their way at a time.
  bool add_some(const std::string& queue, std::span<const QueueJob> jobs, Instant now,
                QueueCounts& counts) {
    for (int tries = 0; tries < 2; ++tries) {
      if (hash_.empty() && !load()) return false;
      std::vector<Connection::Words> steps;
      for (std::size_t first = 0; first < jobs.size(); first += jobs_a_step) {
        const std::size_t size = std::min(jobs_a_step, jobs.size() - first);
        steps.push_back(words_of(queue, jobs.subspan(first, size), now));
      }
      const std::vector<Reply> replies = connection_.commands(steps);
      if (replies.size() != steps.size()) return false;
      std::int64_t added = 0;
      bool is_unknown = false;
      for (const Reply& reply : replies) {
        if (reply->type == REDIS_REPLY_INTEGER) added += reply->integer;
        is_unknown |= redis::text_of(*reply).starts_with("NOSCRIPT");
      }
      if (connection_.failed() == Failed::no) {
        counts.added += added;
        counts.known += std::ssize(jobs) - added;
        return true;
      }
      // A server that was restarted has forgotten the script.
      if (!is_unknown) return false;
      hash_.clear();
    }
    return false;
  }

  bool load() {
    const Reply reply = connection_.command({"SCRIPT", "LOAD", bullmq::add_job_script});
    if (!reply || reply->type != REDIS_REPLY_STRING) return false;
    hash_ = std::string{redis::text_of(*reply)};
    return true;
  }

  Connection::Words words_of(const std::string& queue, std::span<const QueueJob> jobs,
                             Instant now) const {
    const std::string key = prefix_ + ":" + queue + ":";
    const std::int64_t at = now.time_since_epoch().count() * 1000;
    Connection::Words words{"EVALSHA", hash_, std::to_string(suffixes.size())};
    words.reserve(words.size() + suffixes.size() + 2 + 6 * jobs.size());
    for (const char* suffix : suffixes) words.push_back(key + suffix);
    words.push_back(key);
    words.push_back(std::to_string(at));
    for (const QueueJob& job : jobs) {
      const std::int64_t due = job.due ? job.due->time_since_epoch().count() * 1000 : at;
      const std::int64_t delay = std::max<std::int64_t>(0, due - at);
      words.push_back(job.id);
      words.push_back(job.name);
      words.push_back(job.data);
      words.push_back(options_of(job, delay));
      words.push_back(std::to_string(delay));
      words.push_back(std::to_string(job.priority));
    }
    return words;
  }

  Connection connection_;
  std::string prefix_;
  std::string hash_;
  std::string detail_;
};

}  // namespace

result<std::unique_ptr<BullMqQueue>> BullMqQueue::make(const BullMqOptions& options) {
  auto address = redis::address_of(options.url);
  if (!address || options.prefix.empty()) return errc::invalid_argument;
  return std::unique_ptr<BullMqQueue>{new Queue{std::move(*address), options}};
}

std::string queue_name_for(std::string_view pattern, CompanyId company) {
  constexpr std::string_view place = "{company}";
  std::string name{pattern};
  if (const std::size_t at = name.find(place); at != std::string::npos) {
    name.replace(at, place.size(), std::to_string(company.value));
  }
  return name;
}

QueueJob wake_up_job(CompanyId company, const AttemptId& attempt, Instant not_before, int rank) {
  QueueJob job;
  job.id = "react-" + to_string(attempt);
  job.name = "reactivation";
  nlohmann::ordered_json data;
  data["companyId"] = company.value;
  data["attemptId"] = to_string(attempt);
  job.data = data.dump();
  job.due = not_before;
  job.priority = std::clamp(rank, 1, priority_max);
  return job;
}

}  // namespace reactivation
