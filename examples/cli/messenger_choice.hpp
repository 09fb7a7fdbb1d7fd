// The messenger that `--messenger` names.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "context.hpp"
#include "notices.hpp"
#include "reactivation/adapters/evolution.hpp"
#include "reactivation/adapters/program_messenger.hpp"
#include "reactivation/adapters/whatsapp.hpp"
#include "reactivation/core/acknowledgement.hpp"
#include "reactivation/ports/messenger.hpp"

namespace cli {

struct MessengerOptions {
  std::string option = "--messenger";  ///< under which it was given
  std::string spec;       ///< `program:PATH`, `outbox:DIR`, `whatsapp:ID`, `bullmq:QUEUE` or
                          ///< `evolution:INSTANCE@URL`
  std::string templates;  ///< a file with WhatsApp's approved ones; empty: none
  std::vector<std::string> arguments;  ///< of the program
  int longest_seconds = 30;
  bool shows_errors = false;
};
void add_messenger_options(CLI::App& command, MessengerOptions& options);

/// `program`, `outbox`, `whatsapp`, `evolution` or `bullmq`, for documents.
[[nodiscard]] std::string kind_of(const MessengerOptions& options);
[[nodiscard]] reactivation::Carrier carrier_of(const std::string& kind) noexcept;
/// What the adapters are made of; the command ends for a spec, a file or a key that is none.
[[nodiscard]] reactivation::WhatsAppOptions whatsapp_options(const MessengerOptions& options);
[[nodiscard]] reactivation::EvolutionOptions evolution_options(const MessengerOptions& options);
[[nodiscard]] reactivation::ProgramMessengerOptions program_options(
    const MessengerOptions& options, const reactivation::Company& company);

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

/// Why somebody must say that they know, and what else there is.
[[nodiscard]] std::string reason_of(reactivation::Acknowledgement needed);

/// Whether the company's account is armed here, with what its messenger needs; else a sentence that
/// says how.
struct Arming {
  bool is_armed = false;
  std::string remedy;
  std::string notice;  ///< armed, but stopped or waiting for a confirmation; empty otherwise
};
[[nodiscard]] Arming arming_of(Database& database, const reactivation::Company& company,
                               const std::string& here, reactivation::Carrier carrier);

}  // namespace cli
