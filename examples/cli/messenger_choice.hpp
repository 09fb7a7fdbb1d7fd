// The messenger that `--messenger` names.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "context.hpp"
#include "notices.hpp"
#include "reactivation/ports/messenger.hpp"

namespace cli {

struct MessengerOptions {
  std::string spec;  ///< `program:PATH`, `outbox:DIR`, `whatsapp:ID` or `evolution:INSTANCE@URL`
  std::string templates;               ///< a file with WhatsApp's approved ones; empty: none
  std::vector<std::string> arguments;  ///< of the program
  int longest_seconds = 30;
  bool shows_errors = false;
};
void add_messenger_options(CLI::App& command, MessengerOptions& options);

/// `program`, `outbox`, `whatsapp` or `evolution`, for documents.
[[nodiscard]] std::string kind_of(const MessengerOptions& options);

class ChosenMessenger {
public:
  /// The command ends when there is no such messenger, or when it cannot be used. What it says of
  /// the account is passed on to the notices.
  ChosenMessenger(const MessengerOptions& options, const reactivation::Company& company,
                  Notices& notices);
  ~ChosenMessenger();
  ChosenMessenger(const ChosenMessenger&) = delete;
  ChosenMessenger& operator=(const ChosenMessenger&) = delete;

  [[nodiscard]] reactivation::Messenger& messenger() noexcept;
  /// On its last call that failed.
  [[nodiscard]] std::string detail() const;

private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

/// Whether the company's account is armed here; else a sentence that says how.
struct Arming {
  bool is_armed = false;
  std::string remedy;
  std::string notice;  ///< armed, but stopped or waiting for a confirmation; empty otherwise
};
[[nodiscard]] Arming arming_of(Database& database, const reactivation::Company& company,
                               const std::string& here);

}  // namespace cli
