// Each signal's reaction and the instant at which it is over (safety.md §8, second table).
#include <algorithm>
#include <chrono>
#include <utility>

#include "governor_parts.hpp"

namespace reactivation {

bool is_disconnect_storm(std::span<const Instant> disconnected_at, Instant now) noexcept {
  const Instant since = within_reach(now) - disconnect_storm_length;
  return std::count_if(disconnected_at.begin(), disconnected_at.end(),
                       [since](Instant at) { return at > since; }) >= disconnect_storm_count;
}

namespace governing {
namespace {

using std::chrono::hours;

/// What ends a stop.
enum class EndsBy : std::uint8_t {
  time_since,  ///< some time after it began
  known_end,   ///< some time after the end that the messenger named, else a person's word
  person_too,  ///< both: some time after the end, and a person's confirmation
};
enum class Gravity : std::uint8_t { technical, incident, ban };

struct Reaction {
  StopReason reason;
  EndsBy ends_by;
  Seconds after;
  Gravity gravity;
};

/// The stop a signal causes; none for those that only lower a cap and for what people enter.
std::optional<Reaction> reaction_to(AccountSignalKind kind) noexcept {
  const auto by_person = [](StopReason reason, Gravity gravity = Gravity::incident) {
    return Reaction{reason, EndsBy::person_too, Seconds{0}, gravity};
  };
  using Kind = AccountSignalKind;
  switch (kind) {
    case Kind::reach_out_lock:
      return Reaction{StopReason::reach_out_lock, EndsBy::known_end, hours{24}, Gravity::incident};
    case Kind::temporary_ban:
      return Reaction{StopReason::temporary_ban, EndsBy::person_too, hours{72}, Gravity::ban};
    case Kind::permanent_ban:
      return by_person(StopReason::permanent_ban, Gravity::ban);
    case Kind::logged_out:
      return by_person(StopReason::logged_out);
    case Kind::auth_revoked:
      return by_person(StopReason::auth_revoked);
    case Kind::yellow_card:
      return Reaction{StopReason::yellow_card, EndsBy::time_since, hours{24}, Gravity::incident};
    case Kind::disconnect_storm:
      return Reaction{StopReason::disconnect_storm, EndsBy::time_since, hours{2},
                      Gravity::technical};
    case Kind::spam_rate_limited:
      return by_person(StopReason::spam_rate_limited);
    case Kind::policy_block:
      return by_person(StopReason::policy_block);
    case Kind::account_locked:
      return by_person(StopReason::account_locked);
    case Kind::registration_lost:
      return by_person(StopReason::registration_lost);
    case Kind::payment_problem:
      return by_person(StopReason::payment_problem, Gravity::technical);
    case Kind::rate_limited:
    case Kind::undelivered_high:
    case Kind::not_on_messenger_high:
    case Kind::person_confirmed:
    case Kind::operator_paused:
    case Kind::operator_resumed:
      return std::nullopt;
  }
  return by_person(StopReason::unknown_signal);
}

class SignalReader {
public:
  SignalReader(std::span<const AccountSignal> signals, Instant now)
      : signals_(signals), now_(now) {}

  [[nodiscard]] SignalReading read() {
    reading_.confirmed_at = last_of(AccountSignalKind::person_confirmed);
    resumed_at_ = last_of(AccountSignalKind::operator_resumed);
    for (const AccountSignal& signal : signals_) {
      if (const auto reaction = reaction_to(signal.kind)) {
        stop(signal, *reaction);
      } else {
        lower(signal);
      }
    }
    return std::move(reading_);
  }

private:
  /// What a person permits counts only once its time has come; what goes against the account counts
  /// at once, even when its clock was ahead of ours.
  [[nodiscard]] std::optional<Instant> last_of(AccountSignalKind kind) const {
    std::optional<Instant> last;
    for (const AccountSignal& signal : signals_) {
      const Instant at = within_reach(signal.at);
      if (signal.kind == kind && at <= now_) last = std::max(last, std::optional{at});
    }
    return last;
  }
  [[nodiscard]] std::optional<Instant> confirmed_after(Instant at) const {
    std::optional<Instant> first;
    for (const AccountSignal& signal : signals_) {
      if (signal.kind != AccountSignalKind::person_confirmed) continue;
      const Instant confirmed_at = within_reach(signal.at);
      if (confirmed_at <= at || confirmed_at > now_) continue;
      first = std::min(first.value_or(confirmed_at), confirmed_at);
    }
    return first;
  }
  /// An end before the beginning is no end.
  [[nodiscard]] static std::optional<Instant> known_end(const AccountSignal& signal) {
    if (!signal.until || *signal.until < signal.at) return std::nullopt;
    return within_reach(*signal.until);
  }

  void stop(const AccountSignal& signal, const Reaction& reaction) {
    const Instant at = within_reach(signal.at);
    const auto known = known_end(signal);
    const auto confirmed = confirmed_after(at);
    Stop stop{reaction.reason, {}, false};
    if (reaction.ends_by == EndsBy::time_since) {
      stop.until = std::max(at + reaction.after, known.value_or(at));
    } else {
      const auto end = known ? known : confirmed;
      if (end) stop.until = *end + reaction.after;
      stop.needs_person = reaction.ends_by == EndsBy::person_too ? !confirmed : !end;
      if (reaction.ends_by == EndsBy::person_too) stop.until = std::max(stop.until, confirmed);
    }
    const Instant over = stop.needs_person ? never : within_reach(*stop.until);
    if (over > now_) reading_.stops.push_back(stop);
    if (reaction.gravity != Gravity::technical) reading_.incident_ends.push_back(over);
    if (reaction.gravity == Gravity::ban) {
      reading_.ban_ends = std::max(reading_.ban_ends, std::optional{over});
      if (stop.needs_person) reading_.is_ban_unconfirmed = true;
    }
  }

  void lower(const AccountSignal& signal) {
    const Instant at = within_reach(signal.at);
    const auto known = known_end(signal);
    const auto keep = [this](std::optional<Instant>& longest, Instant until) {
      if (until > now_) longest = std::max(longest, std::optional{until});
    };
    switch (signal.kind) {
      case AccountSignalKind::rate_limited:
        keep(reading_.rate_limited_until, std::max(at + hours{24}, known.value_or(at)));
        break;
      case AccountSignalKind::undelivered_high:
        if (!confirmed_after(at))
          keep(reading_.undelivered_until, known.value_or(at + incident_length));
        break;
      case AccountSignalKind::not_on_messenger_high:
        if (!confirmed_after(at)) {
          keep(reading_.not_on_messenger_until, known.value_or(at + incident_length));
        }
        break;
      case AccountSignalKind::operator_paused:
        if ((!resumed_at_ || *resumed_at_ <= at) && known.value_or(never) > now_) {
          reading_.stops.push_back({StopReason::operator_paused, known, false});
        }
        break;
      default:
        break;  // a person's permission has been read before
    }
  }

  std::span<const AccountSignal> signals_;
  Instant now_;
  std::optional<Instant> resumed_at_;
  SignalReading reading_;
};

}  // namespace

bool SignalReading::is_clean(Days length, Instant now) const noexcept {
  return std::all_of(incident_ends.begin(), incident_ends.end(),
                     [&](Instant over) { return over <= now - length; });
}

SignalReading read_signals(std::span<const AccountSignal> signals, Instant now) {
  return SignalReader(signals, now).read();
}

std::vector<Stop> merge_stops(std::vector<Stop> stops) {
  std::stable_sort(stops.begin(), stops.end(),
                   [](const Stop& a, const Stop& b) { return a.reason < b.reason; });
  std::vector<Stop> merged;
  for (const Stop& stop : stops) {
    if (merged.empty() || merged.back().reason != stop.reason) {
      merged.push_back(stop);
      continue;
    }
    Stop& kept = merged.back();
    kept.needs_person = kept.needs_person || stop.needs_person;
    const bool is_endless = !kept.needs_person && (!kept.until || !stop.until);
    kept.until = is_endless ? std::nullopt : std::max(kept.until, stop.until);
  }
  return merged;
}

}  // namespace governing

bool waits_for_confirmation(AccountSignalKind kind) noexcept {
  const auto reaction = governing::reaction_to(kind);
  return reaction && reaction->ends_by == governing::EndsBy::person_too;
}

}  // namespace reactivation
