// Adapter: a Telegram bot (`sendMessage`): notices to the admin, and messages to clients whose
// chats with the bot the host knows.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "reactivation/adapters/http.hpp"
#include "reactivation/adapters/http_probe.hpp"
#include "reactivation/adapters/messengers.hpp"
#include "reactivation/ports/notifier.hpp"

namespace reactivation {

struct TelegramOptions {
  http::KeySource token;  ///< the bot's, asked for each message
  std::string base_url = "https://api.telegram.org";
  std::string chat_id;  ///< `12345`, `-1001234567890`, or `@channel`
  /// The line of a notice. Left out: its kind, the company and the client by their numbers. What a
  /// function of the host's gives passes `http::redacted`: no phone and no key leaves. It must not
  /// throw anything but std::bad_alloc.
  std::function<std::string(const Alert&)> text;
  /// Between two messages, so that a burst stays below 20 a minute; what comes meanwhile goes
  /// together. 0 to 60 s.
  http::Milliseconds pace{3'000};
  /// How long the end waits for what has not gone out, 0 to 600 s.
  Seconds longest{10};
  http::Milliseconds try_max{15'000};  ///< of one message
  http::ClientOptions client;          ///< its `connections` and `repeat` are not used
};

/// Sends on a thread of its own, with all signals blocked; `notify` waits for nothing. Plain text
/// without a parse mode: there is nothing to escape, and no name can break it. A bot that must wait
/// (429) is obeyed up to an hour; a group that became a supergroup is followed; an unclear end is
/// tried once more, so a notice may come twice. Up to 1000 notices wait, more are lost.
/// Threads: `notify` and `lost` from any.
class TelegramNotifier final : public Notifier {
public:
  /// `errc::invalid_argument` for a chat, a base URL or a client that cannot be one.
  [[nodiscard]] static result<std::unique_ptr<TelegramNotifier>> make(TelegramOptions options);
  ~TelegramNotifier() override;
  TelegramNotifier(const TelegramNotifier&) = delete;
  TelegramNotifier& operator=(const TelegramNotifier&) = delete;

  void notify(const Alert& alert) noexcept override;
  /// Waits until all is sent or lost, no longer than `longest`; after it nothing is sent.
  void finish() noexcept;
  /// Notices that did not get through.
  [[nodiscard]] std::int64_t lost() const noexcept;
  /// One sentence on the last message that was refused, without token and text; empty: none was.
  [[nodiscard]] std::string detail() const;

private:
  struct Parts;
  explicit TelegramNotifier(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

struct TelegramMessengerOptions {
  MessengerServiceOptions service;  ///< its token is the bot's
  std::string base_url = "https://api.telegram.org";
  /// The number of the client's own chat with the bot, as its updates say (`message.chat.id`): a
  /// bot cannot write to a phone, nor to anybody who has not begun. Nothing, or what is no person's
  /// chat: the message is refused unsent, and the client left alone as one whose number nobody has.
  std::function<std::optional<std::string>(const OutgoingMessage&)> chat_of;
};

/// Plain text, no previews, 4096 UTF-16 units at most. A client who has blocked the bot is opted
/// out. A message is named by chat and number, `123456789/42`. Telegram says nothing of delivery or
/// reading. `errc::invalid_argument` for a base URL that cannot be one, or without `chat_of`.
[[nodiscard]] result<std::unique_ptr<ServiceMessenger>> make_telegram_messenger(
    TelegramMessengerOptions options);

struct TelegramProbe : Probe {
  /// Whether the bot may see the chat: asked only when the bot itself is `usable`. `key_refused`:
  /// it was blocked there, or taken out.
  Probe chat;
};
/// Asks for the bot and for the chat (`getMe`, `getChat`): nothing is sent and nothing changes.
[[nodiscard]] TelegramProbe probe_telegram(const TelegramOptions& options);

}  // namespace reactivation
