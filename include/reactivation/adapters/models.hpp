// Adapter: what all language models behind HTTP have in common: quotas, a budget, a breaker, tries.
// The services themselves: adapters/gemini.hpp, adapters/openai.hpp.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string_view>

#include "reactivation/adapters/http.hpp"
#include "reactivation/core/time.hpp"
#include "reactivation/ports/text_model.hpp"

namespace reactivation {

/// In the currency's minor units (kopecks, cents) for a million tokens. Thinking counts as answer.
struct ModelPrices {
  std::int64_t prompt_minor_per_million = 0;
  std::int64_t answer_minor_per_million = 0;
};

/// What may be used within a day or a month; what is not set has no limit, below 0 is 0. Money
/// needs `ModelPrices`.
struct ModelAllowance {
  std::optional<std::int64_t> requests;
  std::optional<std::int64_t> tokens;
  std::optional<std::int64_t> spent_minor;
};

/// Which tokens a service counts against its limit by the minute.
enum class CountedTokens : std::uint8_t {
  prompt,             ///< Gemini
  prompt_and_answer,  ///< OpenAI: with the cap of the answer, as it may become that long
};

/// Midnights of the US Pacific coast (Energy Policy Act of 2005, §110, to 2200): when Gemini's
/// daily quotas begin anew.
[[nodiscard]] TimeZone us_pacific();

struct ModelQuotas {
  std::optional<std::int64_t> requests_per_minute;
  std::optional<std::int64_t> tokens_per_minute;
  CountedTokens counted = CountedTokens::prompt;
  ModelAllowance per_day;
  ModelAllowance per_month;
  ModelPrices prices;
  TimeZone zone = us_pacific();  ///< whose midnight begins a day and a month
};

struct ModelCounts {
  std::int64_t requests = 0;
  std::int64_t tokens = 0;
  std::int64_t spent_micro_minor = 0;  ///< millionths of a minor unit

  friend bool operator==(const ModelCounts&, const ModelCounts&) = default;
};

/// For the host to keep over a restart. Without it a restart begins at nothing.
struct ModelUsage {
  LocalDate date{};  ///< in the zone of the quotas
  ModelCounts of_day;
  ModelCounts of_month;
};

/// What one request takes at most.
struct ModelNeed {
  std::int64_t prompt_tokens = 0;
  std::int64_t answer_tokens_max = 0;
};

struct ModelTurn {
  enum class Kind : std::uint8_t { granted, wait, spent } kind = Kind::granted;
  std::uint64_t ticket = 0;  ///< with granted
  http::SteadyTime until;    ///< with wait
  std::string_view why;      ///< with spent: `tokens_per_day` for instance
};

/// How a request ended, for the counts.
enum class ModelCharge : std::uint8_t {
  none,     ///< nothing left, or an error that is not billed
  unknown,  ///< it may have been answered and billed: the reservation stays
  known,
};

/// Counts what is used of a service's limits, which hold for a project and not for a model's
/// object: one ledger is meant for all of them. Before a request the most that it can cost must
/// fit; afterwards the true figure takes its place. Threads: any.
class ModelLedger {
public:
  explicit ModelLedger(ModelQuotas quotas, ModelUsage before = {});

  [[nodiscard]] const ModelQuotas& quotas() const noexcept { return quotas_; }
  [[nodiscard]] ModelTurn reserve(const ModelNeed& need, http::SteadyTime now, Instant wall);
  void settle(std::uint64_t ticket, ModelCharge charge, const ModelNeed& used);
  /// The service wants nothing before then.
  void hold(http::SteadyTime until);
  /// The service says that the day's quota is used up: nothing more on this date.
  void close_day(Instant wall);
  [[nodiscard]] ModelUsage usage(Instant wall);

private:
  struct Open {
    std::uint64_t ticket;
    ModelCounts counts;
    LocalDate date;
  };
  struct Minute {
    http::SteadyTime at;
    std::uint64_t ticket;
    std::int64_t tokens;
  };
  void turn_to(LocalDate date);
  [[nodiscard]] ModelCounts cost_of(const ModelNeed& need) const;
  [[nodiscard]] std::int64_t counted_of(const ModelNeed& need) const;
  [[nodiscard]] std::string_view what_is_spent(const ModelCounts& cost) const;
  [[nodiscard]] std::optional<http::SteadyTime> minute_is_full_until(std::int64_t tokens,
                                                                     http::SteadyTime now);

  std::mutex mutex_;
  ModelQuotas quotas_;
  ModelUsage usage_;
  std::deque<Minute> minute_;
  std::deque<Open> open_;
  http::SteadyTime held_until_{};
  std::optional<LocalDate> closed_on_;
  std::uint64_t tickets_ = 0;
};

struct BreakerOptions {
  int failures_max = 5;              ///< so many in a row, and nobody is asked
  http::Milliseconds pause{60'000};  ///< then one question tries; doubled when it fails
  http::Milliseconds pause_max{600'000};
};

/// Stops asking a service that is down. The time is passed in. Threads: one at a time.
class Breaker {
public:
  enum class State : std::uint8_t {
    closed,
    probing,  ///< one request may pass, or is under way
    open,
  };
  explicit Breaker(BreakerOptions options) : options_(options) {}

  [[nodiscard]] State state(http::SteadyTime now) const noexcept;
  /// Whether a request may begin: always while closed, one while probing.
  [[nodiscard]] bool is_ready(http::SteadyTime now) const noexcept;
  /// One begins.
  void take(http::SteadyTime now) noexcept;
  void succeeded() noexcept;
  void failed(http::SteadyTime now) noexcept;
  /// A request that was taken told nothing (it was cancelled).
  void gave_up() noexcept { is_probe_out_ = false; }
  [[nodiscard]] http::SteadyTime opens_until() const noexcept { return open_until_; }

private:
  BreakerOptions options_;
  int failures_ = 0;
  int openings_ = 0;
  bool is_probe_out_ = false;
  http::SteadyTime open_until_{};
};

/// What every model behind HTTP is configured with.
struct ModelServiceOptions {
  /// `connections`: questions at a time, 1 to 16. `repeat`: tries of one question. `time.wall`
  /// dates the days of the ledger.
  http::ClientOptions client = default_client();
  http::Milliseconds connect_max{5'000};
  http::Milliseconds try_max{90'000};  ///< one try, thinking included
  /// A quota or a service that makes us wait longer than this ends the question instead.
  http::Milliseconds wait_max{120'000};
  std::size_t answer_bytes_max = std::size_t{1} << 20;
  BreakerOptions breaker;
  std::shared_ptr<ModelLedger> ledger;  ///< nothing: no limits but the service's own
  /// Asked once for each call of `ask`.
  http::KeySource key;

  [[nodiscard]] static http::ClientOptions default_client();
};

}  // namespace reactivation
