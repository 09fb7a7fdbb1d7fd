// What the commands of people and of the host's events share: a company at an instant, and an
// engine over it that sends nothing.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "context.hpp"
#include "model_choice.hpp"
#include "notices.hpp"
#include "reactivation/engine/engine.hpp"

namespace cli {

/// Stands where nothing is sent.
class NoMessenger final : public reactivation::Messenger {
public:
  [[nodiscard]] reactivation::Reach reach() const noexcept override {
    return reactivation::Reach::nobody;
  }
  [[nodiscard]] reactivation::result<reactivation::SendReceipt> send(
      const reactivation::OutgoingMessage&, reactivation::LastLook&) override {
    return reactivation::make_error_code(reactivation::errc::unsupported);
  }
};

class Desk {
public:
  explicit Desk(const Place& place, const NotifyOptions& notify = {},
                const ModelOptions& model = {});
  Desk(const Desk&) = delete;
  Desk& operator=(const Desk&) = delete;

  [[nodiscard]] Database& database() noexcept { return database_; }
  [[nodiscard]] reactivation::SqlStore& store() noexcept { return database_.store(); }
  [[nodiscard]] const reactivation::Company& company() const noexcept { return company_; }
  [[nodiscard]] reactivation::Instant now() const noexcept { return now_; }
  [[nodiscard]] reactivation::Engine& engine() noexcept { return engine_; }
  [[nodiscard]] const Notices& notices() const noexcept { return notices_; }
  [[nodiscard]] Notices& notices() noexcept { return notices_; }

  /// The value, or the end of the command with the store's own sentence.
  template <class T>
  T get(reactivation::result<T>&& answer) {
    return database_.get(std::move(answer), database_.path());
  }
  /// `Anna (17)`
  [[nodiscard]] std::string name_of(reactivation::ClientId client);

private:
  Database database_;
  reactivation::Company company_;
  reactivation::Instant now_;
  NoMessenger messenger_;
  reactivation::VirtualClock clock_;
  Notices notices_;
  std::unique_ptr<reactivation::TextModel> model_;  ///< null without `--llm`
  reactivation::Engine engine_;
};

/// A client as typed: our id, the code of the booking system, or a phone number.
struct Who {
  std::string client;
  std::string phone;
};
enum class WhoForm : std::uint8_t { client_only, client_or_phone };
void add_who_options(CLI::App& command, Who& who, WhoForm form);
/// The number that `--phone` means in the company's country. The command ends for what is none; its
/// last line does not repeat it.
[[nodiscard]] reactivation::PhoneNumber read_phone(const reactivation::Company& company,
                                                   const std::string& text);
/// Everybody of the company with that number.
[[nodiscard]] std::vector<reactivation::ClientId> find_by_phone(Desk& desk,
                                                                reactivation::PhoneNumber phone);
/// The one client meant; the command ends when there is none, or several.
[[nodiscard]] reactivation::PersonKey find_who(Desk& desk, const Who& who);

/// The instant that an option names, on the company's clock when it has no offset; a bare date is
/// its beginning.
[[nodiscard]] reactivation::Instant read_instant(const std::string& text,
                                                 const reactivation::TimeZone& zone,
                                                 const std::string& place);
/// The attempt that a 36-letter id names.
[[nodiscard]] reactivation::AttemptId read_attempt(const std::string& text,
                                                   const std::string& place);

}  // namespace cli
