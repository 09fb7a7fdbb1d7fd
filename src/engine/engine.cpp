#include "reactivation/engine/engine.hpp"

#include <algorithm>
#include <limits>
#include <set>
#include <utility>

#include "call_guard.hpp"
#include "dispatch.hpp"
#include "inbound.hpp"
#include "message_draft.hpp"
#include "reactivation/core/booking_news.hpp"
#include "reactivation/engine/plan_from.hpp"
#include "reply_reader.hpp"
#include "results.hpp"
#include "unstored.hpp"

namespace reactivation {
namespace {

using boost::outcome_v2::success;

constexpr int rows_at_once = 500;

bool is_conflict(std::error_code error) { return error == make_error_code(errc::storage_conflict); }

/// Attempts that time alone changes. Each is written by itself: one that somebody else has changed
/// meanwhile is decided upon again in the next round.
result<std::int64_t> pass_time(const EnginePorts& ports, const Progress& progress) {
  std::int64_t changed = 0;
  while (true) {
    const Instant now = ports.clock.now();
    const auto overdue = ports.attempts.load_overdue(now, rows_at_once);
    if (!overdue) return overdue.as_failure();
    std::int64_t changed_now = 0;
    for (const PersonAttempt& attempt : overdue.value()) {
      if (progress && !progress("deadlines", changed + changed_now, 0)) {
        return make_error_code(errc::cancelled);
      }
      auto change = change_of_time(attempt, now);
      if (!change) continue;
      Changes changes;
      changes.at = now;
      changes.attempts.push_back(std::move(*change));
      const auto applied =
          ports.inbox.apply_order({attempt.company_id, attempt.attempt.client_id}, changes);
      if (!applied && !is_conflict(applied.error())) return applied.as_failure();
      if (applied) ++changed_now;
    }
    changed += changed_now;
    if (changed_now == 0) return changed;
  }
}

/// What one event may fail with while the store itself is well.
bool is_of_one_event(std::error_code error) {
  return error == make_error_code(errc::storage_failed) || error.category() != error_category();
}

/// Events left behind by a crash, and those that wait for the message they speak of. `failed`: the
/// first error of a single one.
result<std::int64_t> process_left_behind(const EnginePorts& ports, const EngineOptions& options,
                                         const Progress& progress, std::error_code& failed) {
  detail::ReplyReader reader(ports, options, &progress);
  std::int64_t processed = 0;
  std::set<std::int64_t> seen;
  int rows_max = rows_at_once;
  while (true) {
    const auto events = ports.inbox.load_unprocessed(ports.clock.now(), rows_max);
    if (!events) return events.as_failure();
    bool is_news = false;
    for (const StoredEvent& stored : events.value()) {
      if (!seen.insert(stored.row).second) continue;
      is_news = true;
      if (progress && !progress("events", processed, 0)) return make_error_code(errc::cancelled);
      const auto done = detail::process_event(ports, stored, reader);
      // One event that cannot be decided now does not stop the others (B79).
      if (!done && is_of_one_event(done.error())) {
        if (!failed) failed = done.error();
        continue;
      }
      if (!done && !is_conflict(done.error())) return done.as_failure();
      ++processed;
    }
    if (is_news) continue;
    // Deliveries of messages that are not ours stay for days: behind them there may be more.
    const bool is_all = events.value().size() < static_cast<std::size_t>(rows_max);
    if (is_all || rows_max > std::numeric_limits<int>::max() / 2) return processed;
    rows_max *= 2;
  }
}

}  // namespace

Engine::Engine(const EnginePorts& ports, EngineOptions options)
    : ports_(ports), options_(std::move(options)) {
  // A hold that ends before its hand-over would be taken away each time, for ever.
  options_.lease = std::max(options_.lease, 2 * ports_.messenger.send_max());
  options_.lease = std::max(options_.lease, Seconds{1});
}

result<Plan> Engine::plan_now(CompanyId company, const Progress& progress, PlanScope scope) {
  // A store that is asked for both has put its own free times into the facts.
  const bool is_one_store =
      dynamic_cast<const void*>(&ports_.slots) == dynamic_cast<const void*>(&ports_.snapshots);
  return plan_from(ports_.snapshots, company, ports_.clock.now(), scope, progress,
                   is_one_store ? nullptr : &ports_.slots, options_.policy);
}

result<Plan> Engine::plan(CompanyId company, const Progress& progress) {
  return guarded(Call::day, [&] { return plan_now(company, progress); });
}

result<StoredDay> Engine::run_day(CompanyId company, const Progress& progress) {
  return guarded(Call::day, [&]() -> result<StoredDay> {
    auto plan = plan_now(company, progress);
    if (!plan) return plan.as_failure();
    // The last moment at which nothing has happened yet.
    const std::int64_t planned = plan.value().counts.planned;
    if (progress && !progress("attempts", 0, planned)) return make_error_code(errc::cancelled);
    // First: a day that is planned again after a crash finds the same clients eligible.
    if (const auto logged = detail::log_eligible(ports_, plan.value()); !logged) {
      return logged.as_failure();
    }
    const auto stored = ports_.attempts.store_plan(plan.value());
    if (!stored) return stored.as_failure();
    if (const auto told = detail::tell_of_conversion(ports_, company); !told) {
      return told.as_failure();
    }
    return StoredDay{std::move(plan).value(), stored.value()};
  });
}

result<Engine::Preview> Engine::preview(const PersonKey& who, const Progress& progress) {
  return guarded(Call::day, [&]() -> result<Preview> {
    const auto facts =
        ports_.snapshots.load_person_facts(who.company_id, who.client_id, ports_.clock.now());
    if (!facts) return facts.as_failure();
    const auto plan = plan_now(who.company_id, progress);
    if (!plan) return plan.as_failure();
    const auto row_of = [&who](const auto& rows) {
      return std::find_if(rows.begin(), rows.end(),
                          [&who](const auto& row) { return row.client_id == who.client_id; });
    };
    Preview out;
    const auto skipped = row_of(plan.value().skipped);
    if (skipped != plan.value().skipped.end()) out.skipped = *skipped;
    const auto planned = row_of(plan.value().planned);
    if (planned == plan.value().planned.end()) return out;
    out.planned = *planned;
    auto written = detail::write_draft(ports_, facts.value(), *planned);
    if (!written) return written.as_failure();
    out.draft = std::move(written.value().draft);
    out.problem = std::move(written.value().problem);
    out.said = std::move(written.value().said);
    out.visits = written.value().visits;
    if (written.value().skip_reason != SkipReason::none) {
      out.problem = to_string(written.value().skip_reason);
    }
    return out;
  });
}

result<DispatchCounts> Engine::dispatch(CompanyId company, DispatchUntil until,
                                        const MessageObserver& observer, const Progress& progress) {
  return guarded(Call::day, [&]() -> result<DispatchCounts> {
    if (const auto stored = store_unstored(); !stored) return stored.as_failure();
    return detail::Dispatch(ports_, options_, unstored_, company, until, observer).run(progress);
  });
}

result<SweepCounts> Engine::sweep(const Progress& progress) {
  return guarded(Call::day, [&] { return sweep_now(progress); });
}

result<SweepCounts> Engine::sweep_now(const Progress& progress) {
  if (const auto stored = store_unstored(); !stored) return stored.as_failure();
  SweepCounts counts;
  const auto settled = detail::settle_lost_hand_overs(ports_, ports_.clock.now());
  if (!settled) return settled.as_failure();
  counts.settled = settled.value();
  std::error_code failed;
  const auto processed = process_left_behind(ports_, options_, progress, failed);
  if (!processed) return processed.as_failure();
  counts.processed = processed.value();
  const auto changed = pass_time(ports_, progress);
  if (!changed) return changed.as_failure();
  counts.changed = changed.value();
  if (ports_.drafts != nullptr) {
    const auto forgotten =
        ports_.drafts->forget_drafts(ports_.clock.now() - options_.drafts_kept_for);
    if (!forgotten) failed = failed ? failed : forgotten.error();
  }
  if (const auto told = detail::tell_of_accounts(ports_); !told && !failed) failed = told.error();
  if (failed) return failed;
  return counts;
}

result<std::int64_t> Engine::read_bookings(CompanyId company, const Progress& progress) {
  return guarded(Call::day, [&]() -> result<std::int64_t> {
    std::int64_t taken = 0;
    while (true) {
      const Instant now = ports_.clock.now();
      const auto news = ports_.inbox.load_booking_news(company, now, rows_at_once);
      if (!news) return news.as_failure();
      const std::int64_t before = taken;
      for (const BookingFacts& facts : news.value()) {
        if (progress && !progress("bookings", taken, taken + 1)) return errc::cancelled;
        InboundEvent event;
        event.provider = booking_news_provider;
        event.event_id = booking_news_name(facts);
        event.company_id = company;
        event.at = now;
        InboundBooking booking;
        booking.facts = facts;
        event.what = booking;
        detail::ReplyReader lexicon;
        const auto receipt = take_in(event, lexicon);
        if (!receipt) return receipt.as_failure();
        taken += receipt.value().state == ReceiptState::stored ? 1 : 0;
      }
      if (taken == before) return taken;
    }
  });
}

result<InboundReceipt> Engine::on_event(const InboundEvent& event) {
  if (!detail::is_sound(event)) return make_error_code(errc::invalid_argument);
  // A message under way does not wait for a model, which may be at work itself just now.
  auto reader =
      under_way_ == Call::none ? detail::ReplyReader(ports_, options_) : detail::ReplyReader();
  auto receipt = guarded(Call::inner, [&] { return take_in(event, reader); });
  if (!receipt) detail::remember_event(unstored_, event, receipt.error());
  return receipt;
}

/// Fails only as long as the event is not stored.
result<InboundReceipt> Engine::take_in(const InboundEvent& event, detail::ReplyReader& reader) {
  InboundEvent known = event;
  known.received_at = ports_.clock.now();
  known.at = time_of_event(event.at, known.received_at);
  detail::read_preference(known);
  auto receipt = ports_.inbox.receive(known);
  if (!receipt) return receipt;
  detail::remember_event(unstored_, event, {});
  if (receipt.value().is_done) return receipt;
  const StoredEvent stored{receipt.value().row, known,
                           receipt.value().state == ReceiptState::id_reused, false};
  const auto processed = detail::caught(
      [&]() -> result<void> { return detail::process_event(ports_, stored, reader); });
  receipt.value().is_done = processed.has_value();
  return receipt;
}

/// The same calls again; each takes what it could store off the list. What a port adds meanwhile
/// waits for the next time.
result<void> Engine::store_unstored() {
  if (unstored_.is_full) return unstored_.why;
  if (const std::optional<std::string> why = unstored_.stop) {
    const auto stored = store_stop(*why);
    if (!stored) detail::remember_stop(unstored_, *why, stored.error());
    if (!stored && detail::is_to_be_repeated(stored.error())) return stored.as_failure();
  }
  for (std::size_t left = unstored_.opt_outs.size(); left > 0; --left) {
    if (unstored_.opt_outs.empty()) break;
    const Unstored::OptOut first = unstored_.opt_outs.front();
    const auto stored = store_opt_out(first.who, first.why);
    if (!stored) detail::remember_opt_out(unstored_, first.who, first.why, stored.error());
    if (!stored && detail::is_to_be_repeated(stored.error())) return stored.as_failure();
  }
  for (std::size_t left = unstored_.events.size(); left > 0; --left) {
    if (unstored_.events.empty()) break;
    const InboundEvent first = unstored_.events.front();
    detail::ReplyReader lexicon;
    const auto stored = take_in(first, lexicon);
    if (!stored) detail::remember_event(unstored_, first, stored.error());
    if (!stored && detail::is_to_be_repeated(stored.error())) return stored.as_failure();
  }
  for (const Unstored::Signal& known : std::vector<Unstored::Signal>(unstored_.signals)) {
    const auto stored = store_signal(known.account_id, known.signal);
    if (!stored) {
      detail::remember_signal(unstored_, known.account_id, known.signal, stored.error());
    }
    if (!stored && detail::is_to_be_repeated(stored.error())) return stored.as_failure();
  }
  for (const Unstored::Disarm& known : std::vector<Unstored::Disarm>(unstored_.disarms)) {
    const auto stored = store_disarm(known.account_id, known.why);
    if (!stored) detail::remember_disarm(unstored_, known.account_id, known.why, stored.error());
    if (!stored && detail::is_to_be_repeated(stored.error())) return stored.as_failure();
  }
  if (!unstored_.is_empty()) return unstored_.why;
  return success();
}

}  // namespace reactivation
