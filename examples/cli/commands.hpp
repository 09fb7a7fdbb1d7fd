// One function a command: it adds the command to the program and says what it runs.
#pragma once

#include "context.hpp"

namespace cli {

// Before anything is sent.
void add_init(CLI::App& program, Action& chosen);
void add_import(CLI::App& program, Action& chosen);
void add_slots(CLI::App& program, Action& chosen);
void add_settings(CLI::App& program, Action& chosen);
void add_rules(CLI::App& program, Action& chosen);
void add_snapshot(CLI::App& program, Action& chosen);
void add_plan(CLI::App& program, Action& chosen);
void add_explain(CLI::App& program, Action& chosen);
void add_draft(CLI::App& program, Action& chosen);

void add_simulate(CLI::App& program, Action& chosen);

// The rhythm of a business.
void add_fit(CLI::App& program, Action& chosen);
void add_score(CLI::App& program, Action& chosen);
void add_uplift(CLI::App& program, Action& chosen);
void add_intervals(CLI::App& program, Action& chosen);
void add_backtest(CLI::App& program, Action& chosen);

// Sending.
void add_run(CLI::App& program, Action& chosen);
void add_check_config(CLI::App& program, Action& chosen);
void add_daemon(CLI::App& program, Action& chosen);
void add_sweep(CLI::App& program, Action& chosen);
void add_arm(CLI::App& program, Action& chosen);
void add_disarm(CLI::App& program, Action& chosen);
void add_confirm(CLI::App& program, Action& chosen);
void add_stop(CLI::App& program, Action& chosen);
void add_send(CLI::App& program, Action& chosen);
void add_approve(CLI::App& program, Action& chosen);
void add_hold(CLI::App& program, Action& chosen);
void add_cancel(CLI::App& program, Action& chosen);

// What comes in.
void add_reply(CLI::App& program, Action& chosen);
void add_booking(CLI::App& program, Action& chosen);
void add_visit(CLI::App& program, Action& chosen);
void add_status(CLI::App& program, Action& chosen);
void add_signal(CLI::App& program, Action& chosen);
void add_webhook(CLI::App& program, Action& chosen);
void add_listen(CLI::App& program, Action& chosen);
void add_classify(CLI::App& program, Action& chosen);

// People, and what they ask.
void add_optout(CLI::App& program, Action& chosen);
void add_optin(CLI::App& program, Action& chosen);
void add_pause(CLI::App& program, Action& chosen);
void add_clear(CLI::App& program, Action& chosen);
void add_offer(CLI::App& program, Action& chosen);
void add_stats(CLI::App& program, Action& chosen);
void add_report(CLI::App& program, Action& chosen);
void add_export_person(CLI::App& program, Action& chosen);
void add_erase_person(CLI::App& program, Action& chosen);

}  // namespace cli
