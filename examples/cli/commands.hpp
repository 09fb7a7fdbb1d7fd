// One function a command: it adds the command to the program and says what it runs.
#pragma once

#include "context.hpp"

namespace cli {

void add_init(CLI::App& program, Action& chosen);
void add_import(CLI::App& program, Action& chosen);
void add_slots(CLI::App& program, Action& chosen);
void add_plan(CLI::App& program, Action& chosen);
void add_run(CLI::App& program, Action& chosen);
void add_explain(CLI::App& program, Action& chosen);
void add_optout(CLI::App& program, Action& chosen);
void add_settings(CLI::App& program, Action& chosen);
void add_rules(CLI::App& program, Action& chosen);
void add_snapshot(CLI::App& program, Action& chosen);
void add_classify(CLI::App& program, Action& chosen);

}  // namespace cli
