// What the library has to tell the admin: a line on standard error, and a program of the host's.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "context.hpp"
#include "reactivation/adapters/program_notifier.hpp"
#include "reactivation/adapters/telegram.hpp"
#include "reactivation/core/account_signal.hpp"

namespace cli {

struct NotifyOptions {
  std::string option = "--notify";  ///< under which it was given
  std::string spec;  ///< `program:PATH` or `telegram:CHAT`; empty: standard error alone
  int longest_seconds = 10;
};
/// The bot and its chat, for `telegram:CHAT`; the command ends without a token.
[[nodiscard]] reactivation::TelegramOptions telegram_options(const NotifyOptions& options);
void add_notify_options(CLI::App& command, NotifyOptions& options);

/// Tells each notice at once. What `--notify` names is not waited for; at its end the command waits
/// for it, no longer than its time. No failure of it changes the command's own
/// result.
class Notices final : public reactivation::Notifier {
public:
  /// The command ends when `--notify` names no program that can be started, or no chat.
  explicit Notices(const NotifyOptions& options);
  ~Notices() override;
  Notices(const Notices&) = delete;
  Notices& operator=(const Notices&) = delete;

  void notify(const reactivation::Alert& alert) noexcept override;
  /// What the messenger has said of the account: the next alert of its kind is about this.
  void hear(const reactivation::AccountSignal& signal) noexcept { signal_ = signal; }
  /// What a line begins with, as the time in a log. "notice: " when left out.
  void set_beginning(std::string (*beginning)()) noexcept { beginning_ = beginning; }
  /// Now and then, in a command that lives long.
  void tend() noexcept;

  [[nodiscard]] const std::vector<reactivation::Alert>& alerts() const noexcept { return alerts_; }

private:
  void open_program(const NotifyOptions& options);
  void open_telegram(const NotifyOptions& options);
  void tell(const reactivation::Alert& alert);
  [[nodiscard]] std::optional<reactivation::AccountSignal> signal_behind(
      const reactivation::Alert& alert) const noexcept;

  std::vector<reactivation::Alert> alerts_;
  std::optional<reactivation::AccountSignal> signal_;
  std::string (*beginning_)() = nullptr;
  std::string option_;
  std::string place_;  ///< of `--notify`
  std::optional<reactivation::ProgramNotifier> program_;
  std::unique_ptr<reactivation::TelegramNotifier> telegram_;
};

}  // namespace cli
