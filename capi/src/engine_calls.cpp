// The day, and what an engine knows of a company.
#include <utility>

#include "engine_handle.hpp"
#include "names.hpp"
#include "reactivation/c/documents.h"
#include "reactivation/engine/explain.hpp"
#include "reactivation/engine/report.hpp"
#include "reactivation/json/explanation_json.hpp"
#include "reactivation/json/parts_json.hpp"
#include "reactivation/json/plan_json.hpp"
#include "reactivation/json/port_json.hpp"
#include "reactivation/json/result_json.hpp"
#include "reactivation/json/snapshot_json.hpp"

namespace {

using namespace reactivation;
using capi::check_promises;
using capi::checked;
using capi::company_of;
using capi::empty;
using capi::engine_call;
using capi::Failure;
using capi::finish;
using capi::get;
using capi::name_of;
using capi::Reentry;
using capi::require;

/// Lets others in; stops for the host's progress, for `reactivation_engine_cancel`, and after a
/// broken promise.
Progress progress_of(reactivation_engine& engine, const reactivation_call_options& options) {
  return [&engine, options](std::string_view what, std::int64_t done, std::int64_t total) {
    engine.turn.let_in();
    if (engine.promises.is_broken() || engine.is_cancelled.exchange(false)) return false;
    if (options.progress == nullptr) return true;
    try {
      const capi::Opening opening(engine.turn);
      return options.progress(options.progress_user_data, {what.data(), what.size()}, done,
                              total) == 0;
    } catch (...) {
      engine.promises.broke("progress", "threw an exception");
      return false;
    }
  };
}

/// Nothing leaves before what was refused has come again.
void check_owed(const reactivation_engine& engine) {
  if (!engine.owed.is_empty()) {
    throw Failure{REACTIVATION_MUST_REPEAT, engine.owed.sentence()};
  }
}

std::string dispatch(reactivation_engine& engine, const reactivation_call_options& options) {
  const bool is_window = (options.flags & REACTIVATION_DISPATCH_WINDOW) != 0;
  if (engine.messenger_kind.empty()) {
    throw Failure{REACTIVATION_UNSUPPORTED,
                  "the engine was made without a messenger: name one in its options or ports"};
  }
  if (is_window && engine.host_clock != nullptr && !engine.host_clock->can_wait()) {
    throw Failure{REACTIVATION_UNSUPPORTED, "clock.wait_until is null: this clock cannot wait"};
  }
  check_owed(engine);
  RunDocument run;
  run.company_id = company_of(options.company_id);
  run.now = engine.clock->now();
  run.messenger = engine.messenger_kind;
  run.outbox = engine.outbox;
  const auto counts = engine.engine->dispatch(
      run.company_id, is_window ? DispatchUntil::window : DispatchUntil::now,
      [&run](const MessageReport& report) { run.messages.push_back(run_row_of(report)); },
      [&engine, progress = progress_of(engine, options)](std::string_view what, std::int64_t done,
                                                         std::int64_t total) {
        return progress(what, done, total) && engine.owed.is_empty();
      });
  if (!counts) {
    check_promises(engine);
    if (counts.error() == make_error_code(errc::cancelled)) check_owed(engine);
    capi::fail(engine, counts.error(), "dispatch of " + name_of(run.company_id));
  }
  run.counts = counts.value();
  run.notices = engine.notices.told;
  return write_run(run);
}

void add_to_sql(reactivation_engine& engine, SqlStore& store, const Snapshot& snapshot) {
  const bool has_rows = !snapshot.services.empty() || !snapshot.staff.empty() ||
                        !snapshot.rules.empty() || !snapshot.clients.empty() ||
                        !snapshot.visits.empty() || !snapshot.attempts.empty() ||
                        !snapshot.slots.empty();
  if (has_rows) {
    throw Failure{REACTIVATION_UNSUPPORTED,
                  "a database takes a company without rows; services, clients and visits come by "
                  "`reactivation import` or stand in tables of your own (docs/storage.md)"};
  }
  NewCompany company{.company = snapshot.company,
                     .now = engine.clock->now(),
                     .account_since = {},
                     .account_id = {},
                     .settings = snapshot.settings};
  if (snapshot.account) {
    company.account_since = snapshot.account->account_created_at;
    company.account_id = snapshot.account->id;
  }
  auto made = store.create_company(company);
  if (!made && made.error() == make_error_code(errc::invalid_argument)) {
    throw Failure{REACTIVATION_INVALID_ARGUMENT, store.detail()};
  }
  get(engine, made, name_of(snapshot.company.id));
}

void add_to_memory(reactivation_engine& engine, MemoryStore& store, Snapshot&& snapshot) {
  const CompanyId company = snapshot.company.id;
  auto added = store.add_company(std::move(snapshot));
  if (!added && added.error() == make_error_code(errc::invalid_argument)) {
    throw Failure{REACTIVATION_INVALID_ARGUMENT, "there already is " + name_of(company)};
  }
  get(engine, added, name_of(company));
}

/// The same call of either storage.
template <class Call>
auto on_storage(reactivation_engine& engine, Call call) {
  if (SqlStore* store = engine.storage.sql()) return call(*store);
  return call(*engine.storage.memory());
}

/// What is out of its range is refused by the storage with a sentence of its own.
void get_written(reactivation_engine& engine, result<void> written, const std::string& what) {
  const std::string detail = engine.storage.detail();
  if (!written && written.error() == make_error_code(errc::invalid_argument) && !detail.empty()) {
    throw Failure{REACTIVATION_INVALID_ARGUMENT, detail};
  }
  get(engine, written, what);
}

}  // namespace

extern "C" {

void reactivation_call_options_init(reactivation_call_options* options) {
  if (options == nullptr) return;
  *options = reactivation_call_options{};
  options->struct_size = sizeof(reactivation_call_options);
}

reactivation_status reactivation_engine_plan(reactivation_engine* engine,
                                             const reactivation_call_options* options,
                                             reactivation_bytes* plan, reactivation_error* error) {
  empty(plan);
  return engine_call(engine, Reentry::refused, error, [&](reactivation_engine& used) {
    require(plan, "plan");
    const auto& given = checked(options, "options");
    capi::check_flags(given.flags, 0, "options");
    const CompanyId company = company_of(given.company_id);
    const Plan made =
        get(used, used.engine->plan(company, progress_of(used, given)), name_of(company));
    finish(used, plan, write_plan(made, PlanRows::due_only));
  });
}

reactivation_status reactivation_engine_run_day(reactivation_engine* engine,
                                                const reactivation_call_options* options,
                                                reactivation_bytes* plan,
                                                std::int64_t* attempts_new,
                                                reactivation_error* error) {
  empty(plan);
  empty(attempts_new);
  return engine_call(engine, Reentry::refused, error, [&](reactivation_engine& used) {
    const auto& given = checked(options, "options");
    capi::check_flags(given.flags, 0, "options");
    const CompanyId company = company_of(given.company_id);
    const StoredDay day =
        get(used, used.engine->run_day(company, progress_of(used, given)), name_of(company));
    finish(used, plan, write_plan(day.plan, PlanRows::due_only));
    if (attempts_new != nullptr) *attempts_new = day.attempts_new;
  });
}

reactivation_status reactivation_engine_dispatch(reactivation_engine* engine,
                                                 const reactivation_call_options* options,
                                                 reactivation_bytes* run,
                                                 reactivation_error* error) {
  empty(run);
  return engine_call(engine, Reentry::refused, error, [&](reactivation_engine& used) {
    require(run, "run");
    const auto& given = checked(options, "options");
    capi::check_flags(given.flags, REACTIVATION_DISPATCH_WINDOW, "options");
    finish(used, run, dispatch(used, given));
  });
}

reactivation_status reactivation_engine_sweep(reactivation_engine* engine,
                                              const reactivation_call_options* options,
                                              reactivation_bytes* sweep,
                                              reactivation_error* error) {
  empty(sweep);
  return engine_call(engine, Reentry::refused, error, [&](reactivation_engine& used) {
    require(sweep, "sweep");
    const auto& given = checked(options, "options");
    capi::check_flags(given.flags, 0, "options");
    const SweepCounts counts = get(used, used.engine->sweep(progress_of(used, given)), "sweep");
    finish(used, sweep,
           write_sweep({counts.settled, counts.changed, counts.processed, used.notices.told}));
  });
}

reactivation_status reactivation_engine_snapshot(reactivation_engine* engine,
                                                 std::int64_t company_id,
                                                 reactivation_bytes* snapshot,
                                                 reactivation_error* error) {
  empty(snapshot);
  return engine_call(engine, Reentry::refused, error, [&](reactivation_engine& used) {
    require(snapshot, "snapshot");
    const CompanyId company = company_of(company_id);
    const Snapshot known = get(
        used, used.storage.snapshots().load_snapshot(company, used.clock->now()), name_of(company));
    finish(used, snapshot, write_snapshot(known));
  });
}

reactivation_status reactivation_engine_explain(reactivation_engine* engine,
                                                reactivation_person person,
                                                reactivation_bytes* explanation,
                                                reactivation_error* error) {
  empty(explanation);
  return engine_call(engine, Reentry::refused, error, [&](reactivation_engine& used) {
    require(explanation, "explanation");
    const PersonKey who = capi::person_of(person);
    const Instant now = used.clock->now();
    const Snapshot known = get(used, used.storage.snapshots().load_snapshot(who.company_id, now),
                               name_of(who.company_id));
    const auto explained = explain_client(known, who.client_id, now);
    if (!explained) throw Failure{REACTIVATION_NOT_FOUND, "the company has no such client"};
    finish(used, explanation, write_explanation(*explained, who.company_id, now));
  });
}

reactivation_status reactivation_engine_add_company(reactivation_engine* engine,
                                                    reactivation_text snapshot,
                                                    reactivation_error* error) {
  return engine_call(engine, Reentry::refused, error, [&](reactivation_engine& used) {
    ReadSnapshot read = read_snapshot(capi::view_of(snapshot, "snapshot"), used.zones);
    if (!read.snapshot) throw capi::refusal_of(read.issues, "snapshot");
    if (SqlStore* store = used.storage.sql()) {
      add_to_sql(used, *store, *read.snapshot);
    } else {
      add_to_memory(used, *used.storage.memory(), std::move(*read.snapshot));
    }
  });
}

reactivation_status reactivation_engine_set_settings(reactivation_engine* engine,
                                                     std::int64_t company_id,
                                                     reactivation_text settings,
                                                     reactivation_error* error) {
  return engine_call(engine, Reentry::refused, error, [&](reactivation_engine& used) {
    const CompanyId company = company_of(company_id);
    const Settings given =
        capi::value_of(read_settings(capi::view_of(settings, "settings")), "settings");
    const auto put = [&](auto& store) -> result<void> {
      if constexpr (requires { store.set_settings(company, given); }) {
        return store.set_settings(company, given);
      } else {
        return store.put_settings(company, given);
      }
    };
    get_written(used, on_storage(used, put), name_of(company));
  });
}

reactivation_status reactivation_engine_put_rule(reactivation_engine* engine,
                                                 std::int64_t company_id, reactivation_text rule,
                                                 reactivation_error* error) {
  return engine_call(engine, Reentry::refused, error, [&](reactivation_engine& used) {
    const CompanyId company = company_of(company_id);
    const Rule given = capi::value_of(read_rule(capi::view_of(rule, "rule")), "rule");
    get_written(used, on_storage(used, [&](auto& store) { return store.put_rule(company, given); }),
                name_of(company));
  });
}

reactivation_status reactivation_engine_set_slots(reactivation_engine* engine,
                                                  std::int64_t company_id, reactivation_text slots,
                                                  reactivation_error* error) {
  return engine_call(engine, Reentry::refused, error, [&](reactivation_engine& used) {
    const CompanyId company = company_of(company_id);
    const std::vector<Slot> given =
        capi::value_of(read_slots(capi::view_of(slots, "slots")), "slots");
    get_written(used,
                on_storage(used, [&](auto& store) { return store.put_slots(company, given); }),
                name_of(company));
  });
}

}  // extern "C"
