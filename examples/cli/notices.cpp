#include "notices.hpp"

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <iostream>
#include <utility>

#include "failure.hpp"
#include "reaction.hpp"
#include "reactivation/core/account_alert.hpp"
#include "reactivation/json/notice_json.hpp"
#include "reactivation/json/words.hpp"
#include "table.hpp"
#include "typed.hpp"
#include "words.hpp"

namespace cli {

using namespace reactivation;

namespace {

/// More are counted by nobody: they are for the documents.
constexpr std::size_t kept_max = 10'000;

std::string sentence_of(const Alert& alert, const std::optional<AccountSignal>& signal) {
  const std::string who = " (client " + std::to_string(alert.client_id.value) + ")";
  switch (alert.kind) {
    case AlertKind::opted_out_in_flight:
      return "a message was just leaving to somebody who wants none; it cannot be called back";
    case AlertKind::reply_needs_person:
      return "a reply waits for you" + who + "; `reactivation clear` when you have answered it";
    case AlertKind::event_id_reused:
      return "one event id came with two contents" + who + "; look at both";
    case AlertKind::complaint:
      return "a complaint" + who + "; answer it in person";
    case AlertKind::account_stopped:
      if (signal) return sentence_of_signal(*signal);
      return "too many people blocked, complained or opted out: the messaging account is stopped; "
             "`reactivation confirm` starts it again when you have looked at why";
    case AlertKind::account_limited:
      if (signal) return sentence_of_signal(*signal);
      return "the messaging account sends less for a while";
    case AlertKind::list_quality:
      if (signal) return sentence_of_signal(*signal);
      return "too many messages do not arrive: nobody new is written to until that is better; look "
             "where the numbers come from, then `reactivation confirm`";
    case AlertKind::booking_after_opt_out:
      return "somebody who wants no messages has booked" + who + "; ask before writing again";
    case AlertKind::event_unreadable:
      return "a stored event cannot be read any more and was set aside" +
             (alert.client_id.is_set()
                  ? who + "; look up what they wrote, then `reactivation clear`"
                  : std::string{"; look at it at its sender's"});
    case AlertKind::draft_incident:
      return "the language model invented a promise or gave away its instructions" + who +
             "; a template was sent instead";
    case AlertKind::drafts_refused:
      return "more than 5 % of the language model's texts were refused today: the rest of the day "
             "is written from templates; look at them with `reactivation draft`";
    case AlertKind::low_conversion:
      return "few of the clients written to book, fewer than you asked to be told about; "
             "`reactivation stats` shows where, `reactivation report` what the messages bring";
    case AlertKind::invariant_broken:
      return "the database contradicted itself right before a message left; nothing was sent and "
             "the account is disarmed: restore a copy that is whole, then `reactivation arm`";
  }
  return {};
}

}  // namespace

void add_notify_options(CLI::App& command, NotifyOptions& options) {
  command
      .add_option("--notify", options.spec,
                  "program:PATH is started once for each notice to you, with one JSON\n"
                  "object on its standard input; telegram:CHAT-ID gets it from your bot, whose\n"
                  "token is in TELEGRAM_BOT_TOKEN; standard error says it in any case")
      ->type_name("KIND:PLACE");
  command
      .add_option("--notify-timeout", options.longest_seconds, "Seconds that this may take [10]")
      ->type_name("SECONDS")
      ->check(CLI::Range(1, 600));
}

Notices::Notices(const NotifyOptions& options) {
  if (options.spec.empty()) return;
  option_ = options.option;
  const std::size_t colon = options.spec.find(':');
  const std::string kind = options.spec.substr(0, colon);
  place_ = colon == std::string::npos ? std::string{} : options.spec.substr(colon + 1);
  if (kind == "program" && !place_.empty()) {
    open_program(options);
  } else if (kind == "telegram" && !place_.empty()) {
    open_telegram(options);
  } else {
    fail_usage(options.option + " \"" + typed(options.spec) +
               "\": write it as program:./notify.sh, or telegram:CHAT-ID");
  }
}

void Notices::open_program(const NotifyOptions& options) {
  program_.emplace(ProgramNotifierOptions{.program = place_,
                                          .arguments = {},
                                          .longest = Seconds{options.longest_seconds},
                                          .document = [this](const Alert& alert) {
                                            NoticeForm form;
                                            form.at = read_now({}, TimeZone::utc());
                                            const auto signal = signal_behind(alert);
                                            if (signal) form.signal = signal->kind;
                                            const std::string sentence = sentence_of(alert, signal);
                                            form.sentence = sentence;
                                            return write_notice(alert, form);
                                          }});
  if (auto ready = program_->prepare(); !ready)
    fail_usage(options.option + " " + program_->detail());
}

/// `CHAT`, or `CHAT@URL`; a channel's own name begins with `@`.
TelegramOptions telegram_options(const NotifyOptions& options) {
  const std::string place = options.spec.substr(options.spec.find(':') + 1);
  TelegramOptions telegram;
  telegram.token = http::key_from_environment("TELEGRAM_BOT_TOKEN");
  if (http::make_secret(telegram.token())->is_empty()) {
    fail_usage(options.option +
               " telegram: there is no token; put the bot's into TELEGRAM_BOT_TOKEN");
  }
  const std::size_t at = place.find('@', 1);
  telegram.chat_id = place.substr(0, at);
  if (at != std::string::npos) telegram.base_url = place.substr(at + 1);
  telegram.longest = Seconds{options.longest_seconds};
  return telegram;
}

void Notices::open_telegram(const NotifyOptions& options) {
  TelegramOptions telegram = telegram_options(options);
  telegram.text = [this](const Alert& alert) {
    const std::string company =
        alert.company_id.is_set() ? "Company " + std::to_string(alert.company_id.value) + ": " : "";
    return company + sentence_of(alert, signal_behind(alert));
  };
  auto made = TelegramNotifier::make(std::move(telegram));
  if (!made) {
    fail_usage(options.option +
               " telegram: a chat is a number, as 12345 or -1001234567890, or @channel");
  }
  telegram_ = std::move(made).value();
}

Notices::~Notices() {
  std::int64_t lost = 0;
  std::string why;
  if (program_) {
    program_->finish();
    lost = program_->lost();
  }
  if (telegram_) {
    telegram_->finish();
    lost = telegram_->lost();
    if (lost > 0) why = telegram_->detail();
  }
  if (lost == 0) return;
  std::fprintf(stderr, "notice: %s %s: %lld of these notices did not get through%s%s\n",
               option_.c_str(), harmless(place_).c_str(), static_cast<long long>(lost),
               why.empty() ? "" : "; ", why.c_str());
}

void Notices::tell(const Alert& alert) {
  if (alerts_.size() < kept_max) alerts_.push_back(alert);
  if (::isatty(STDERR_FILENO) == 1) std::cerr << "\r\x1b[K";  // over a line of progress
  std::cerr << (beginning_ ? beginning_() : "notice: ") << sentence_of(alert, signal_behind(alert))
            << "\n";
}

std::optional<AccountSignal> Notices::signal_behind(const Alert& alert) const noexcept {
  return signal_ && alert_of(signal_->kind) == alert.kind ? signal_ : std::nullopt;
}

void Notices::notify(const Alert& alert) noexcept {
  try {
    tell(alert);
  } catch (const std::exception&) {
    std::fputs("notice: something happened that memory did not suffice to tell\n", stderr);
  }
  if (program_) program_->notify(alert);
  if (telegram_) telegram_->notify(alert);
  if (signal_behind(alert)) signal_.reset();
}

void Notices::tend() noexcept {
  if (program_) program_->tend();
}

}  // namespace cli
