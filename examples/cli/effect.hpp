// What an event or an order has changed, in sentences and as a document.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "desk.hpp"

namespace cli {

/// One thing that is different now.
struct Difference {
  reactivation::ClientId client_id;
  std::optional<reactivation::AttemptId> attempt_id;
  std::string what;   ///< for programs: `opted_out` `needs_person` `paused` `state` `reply` …
  std::string value;  ///< its new value; empty when `what` says all
};

/// The clients that a command is about, as they were before it.
class Before {
public:
  Before(Desk& desk, std::vector<reactivation::ClientId> clients);
  /// What has changed since.
  [[nodiscard]] std::vector<Difference> differences();

private:
  Desk& desk_;
  std::vector<reactivation::ClientId> clients_;
  std::vector<reactivation::Person> persons_;
};

/// What is printed of one command.
struct Effect {
  std::string event_id;  ///< empty: an order
  std::optional<reactivation::InboundReceipt> receipt;
  std::vector<Difference> differences;
  std::string also;  ///< a sentence for people, at the end
};
enum class Form : std::uint8_t { sentences, json };
/// On standard output; notices go to standard error.
void print_effect(Desk& desk, const Effect& effect, Form form);

/// Takes the event in. The command ends when it could not be stored.
[[nodiscard]] Effect take_in(Desk& desk, const reactivation::InboundEvent& event,
                             const std::vector<reactivation::ClientId>& about);

}  // namespace cli
