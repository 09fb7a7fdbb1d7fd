// The order of reading. A message is judged twice: what forbids it, by what was committed before
// the last look; what it uses up, by what had left before its first byte. So an allowed look waits
// for its wire, and the entries between the two wait with it.
#include "reactivation/simulation/oracle.hpp"

#include <type_traits>

#include "oracle_memory.hpp"

namespace reactivation::simulation {
namespace oracle {
namespace {

/// The entry that says what became of an allowed look.
bool is_end_of_look(const Looked& look, const Happening& what) {
  const auto is_same = [&look](int worker, const AttemptId& attempt) {
    return worker == look.worker && attempt == look.attempt_id;
  };
  if (const auto* wired = std::get_if<Wired>(&what)) {
    return is_same(wired->worker, wired->message.attempt_id);
  }
  if (const auto* answered = std::get_if<Answered>(&what)) {
    return is_same(answered->worker, answered->attempt_id);
  }
  if (const auto* reported = std::get_if<Reported>(&what)) {
    return is_same(reported->worker, reported->attempt_id);
  }
  if (const auto* crashed = std::get_if<Crashed>(&what)) return crashed->worker == look.worker;
  if (const auto* other = std::get_if<Looked>(&what)) return other->worker == look.worker;
  const auto* audited = std::get_if<Audited>(&what);
  return audited != nullptr && audited->is_end;
}

}  // namespace

class Reader {
public:
  void read(const LogEntry& entry) {
    const std::size_t number = entries_++;
    if (waiting_.empty() && !is_allowed_look(entry)) {
      handle(entry, number);
      return;
    }
    waiting_.push_back({entry, number});
    drain();
  }
  [[nodiscard]] std::span<const Violation> violations() const noexcept { return findings_.all(); }

private:
  struct Waiting {
    LogEntry entry;
    std::size_t number = 0;
  };

  static bool is_allowed_look(const LogEntry& entry) {
    const auto* look = std::get_if<Looked>(&entry.what);
    return look != nullptr && look->is_allowed;
  }

  void drain() {
    while (!waiting_.empty()) {
      const Waiting& first = waiting_.front();
      if (is_allowed_look(first.entry)) {
        const auto& look = std::get<Looked>(first.entry.what);
        while (searched_ < waiting_.size() &&
               !is_end_of_look(look, waiting_[searched_].entry.what)) {
          ++searched_;
        }
        if (searched_ == waiting_.size()) return;  // its end is still to come
        const Waiting& end = waiting_[searched_];
        if (const auto* wired = std::get_if<Wired>(&end.entry.what)) {
          judge_by_look(*wired, end.entry.at, end.number);
          looked_.insert(end.number);
        }
      } else {
        handle(first.entry, first.number);
      }
      waiting_.pop_front();
      searched_ = 1;
    }
  }

  std::optional<Sent> sent_of(const Wired& wired, Instant at) {
    const OutgoingMessage& message = wired.message;
    const ClientRef who{message.company_id, message.client_id};
    CompanyRow* company = world_.company(who.company_id);
    ClientRow* client = world_.client(who);
    if (company == nullptr || client == nullptr) {
      findings_.add("I24", message.attempt_id,
                    "the message names company " + std::to_string(who.company_id.value) +
                        " and client " + std::to_string(who.client_id.value) +
                        ", and no such row was stated");
      return std::nullopt;
    }
    const auto known = world_.attempts.find(message.attempt_id);
    const bool is_forced =
        (known != world_.attempts.end() && known->second.is_forced) ||
        (client->perhaps_forced_at && at - *client->perhaps_forced_at < Seconds{86'400});
    return Sent{world_, findings_, wired,
                at,     *company,  *client,
                who,    is_forced, company->stated_at < message.sent_at};
  }

  void judge_by_look(const Wired& wired, Instant at, std::size_t number) {
    findings_.set_place(at, number);
    const auto sent = sent_of(wired, at);
    if (!sent) return;
    check_opt_out(*sent);
    check_inbox(*sent);
    check_waits(*sent);
    check_gate(*sent);
    check_time(*sent);
    check_slots(*sent);
    check_eligibility(*sent);
    check_discount(*sent);
    check_content(*sent);
    check_identity(*sent);
  }

  void judge_by_wires(const Wired& wired, Instant at) {
    const auto sent = sent_of(wired, at);
    if (!sent) return;
    check_uniqueness(*sent);
    check_cadence(*sent);
    check_limits(*sent);
    check_permit_age(*sent);
  }

  void handle_wire(const Wired& wired, const Place& place) {
    if (looked_.erase(place.entry) == 0) {
      findings_.add("I1", wired.message.attempt_id,
                    "the first byte was written and no last look had allowed it");
      judge_by_look(wired, place.at, place.entry);
    }
    judge_by_wires(wired, place.at);
    note(world_, wired);
  }

  /// The store of a world never lies: what the engine asserts by itself is true.
  void handle_report(const Reported& report) {
    if (report.broken == BrokenInvariant::none) return;
    findings_.add(
        promise_of(report.broken), report.attempt_id,
        "the engine stopped before the first byte: " + std::string(to_string(report.broken)));
  }

  void handle_day(const DayPlanned& day, const Place& place) {
    const bool is_again = last_day_ && last_day_->place.entry + 1 == place.entry &&
                          last_day_->planned_at == day.plan.now &&
                          last_day_->company_id == day.company_id;
    if (day.end == CallEnd::done && is_again && day.attempts_new != 0) {
      findings_.add("I11", std::to_string(place.entry),
                    "company " + std::to_string(day.company_id.value) +
                        " was planned twice at one instant, and the second plan stored " +
                        std::to_string(day.attempts_new) + " more attempts");
    }
    last_day_.reset();
    if (day.end == CallEnd::done) last_day_ = LastDay{place, day.plan.now, day.company_id};
    note(world_, place, day);
    check_plan(world_, findings_, place, day);
  }

  void handle(const LogEntry& entry, std::size_t number) {
    const Place place{entry.at, number};
    findings_.set_place(entry.at, number);
    std::visit(
        [&](const auto& what) {
          using What = std::decay_t<decltype(what)>;
          if constexpr (std::is_same_v<What, Wired>) {
            handle_wire(what, place);
          } else if constexpr (std::is_same_v<What, DayPlanned>) {
            handle_day(what, place);
          } else if constexpr (std::is_same_v<What, Audited>) {
            check_audit(world_, findings_, place, what);
          } else if constexpr (std::is_same_v<What, Answered> || std::is_same_v<What, Crashed> ||
                               std::is_same_v<What, ClockSet>) {
            note(world_, what);
          } else if constexpr (std::is_same_v<What, Reported>) {
            handle_report(what);
          } else if constexpr (!std::is_same_v<What, Looked> && !std::is_same_v<What, Faulted>) {
            note(world_, place, what);
          }
        },
        entry.what);
  }

  struct LastDay {
    Place place;
    Instant planned_at;  ///< it may have taken a while until it was stored
    CompanyId company_id;
  };

  World world_;
  Findings findings_;
  std::size_t entries_ = 0;
  std::deque<Waiting> waiting_;
  std::size_t searched_ = 1;
  std::set<std::size_t> looked_;  ///< wires judged by their look already
  std::optional<LastDay> last_day_;
};

}  // namespace oracle

struct Oracle::Memory {
  oracle::Reader reader;
};

Oracle::Oracle() : memory_(std::make_unique<Memory>()) {}
Oracle::~Oracle() = default;

void Oracle::read(const LogEntry& entry) { memory_->reader.read(entry); }

std::span<const Violation> Oracle::violations() const noexcept {
  return memory_->reader.violations();
}

}  // namespace reactivation::simulation
