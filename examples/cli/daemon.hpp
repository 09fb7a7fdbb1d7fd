// Plans each company's day at its time and sends what is due, until its clock is stopped.
#pragma once

#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "crew.hpp"
#include "reactivation/adapters/system_clock.hpp"

namespace cli {

struct DaemonOptions {
  bool is_once = false;  ///< one round
  bool has_web = true;   ///< listens for the webhooks that the configuration names
  int lease_seconds = 300;
  int every_seconds = 20;
  /// A line for people, without its time. Empty: standard error.
  std::function<void(const std::string&)> log;
  /// What was done, for programs.
  std::function<void(const nlohmann::ordered_json&)> print;
  /// False while something that came in elsewhere in this process is not stored: nothing is sent.
  std::function<bool()> is_settled;
  std::function<void()> tend;  ///< once a round
};

class Daemon {
public:
  /// `setup` and `clock` outlive it. Everything that can be wrong with the setup ends the command
  /// here.
  Daemon(const Setup& setup, DaemonOptions options, reactivation::SystemClock& clock);
  ~Daemon();
  Daemon(const Daemon&) = delete;
  Daemon& operator=(const Daemon&) = delete;

  void run();

private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace cli
