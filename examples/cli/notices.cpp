#include "notices.hpp"

#include <unistd.h>

#include <cstdio>
#include <iostream>

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
                  "object on its standard input; standard error says it in any case")
      ->type_name("KIND:PLACE");
  command
      .add_option("--notify-timeout", options.longest_seconds,
                  "Seconds that this program may take [10]")
      ->type_name("SECONDS")
      ->check(CLI::Range(1, 600));
}

Notices::Notices(const NotifyOptions& options) {
  if (options.spec.empty()) return;
  constexpr std::string_view kind = "program:";
  if (!options.spec.starts_with(kind) || options.spec.size() == kind.size()) {
    fail_usage("--notify \"" + typed(options.spec) + "\": write it as program:./notify.sh");
  }
  program_ = options.spec.substr(kind.size());
  notifier_.emplace(ProgramNotifierOptions{.program = program_,
                                           .arguments = {},
                                           .longest = Seconds{options.longest_seconds},
                                           .document = [this](const Alert& alert) {
                                             NoticeForm form;
                                             form.at = read_now({}, TimeZone::utc());
                                             const auto signal = signal_behind(alert);
                                             if (signal) form.signal = signal->kind;
                                             const std::string sentence =
                                                 sentence_of(alert, signal);
                                             form.sentence = sentence;
                                             return write_notice(alert, form);
                                           }});
  if (auto ready = notifier_->prepare(); !ready) fail_usage("--notify " + notifier_->detail());
}

Notices::~Notices() {
  if (!notifier_) return;
  notifier_->finish();
  if (notifier_->lost() == 0) return;
  std::fprintf(stderr, "notice: --notify %s: %lld of these notices did not get through\n",
               harmless(program_).c_str(), static_cast<long long>(notifier_->lost()));
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
  if (notifier_) notifier_->notify(alert);
  if (signal_behind(alert)) signal_.reset();
}

void Notices::tend() noexcept {
  if (notifier_) notifier_->tend();
}

}  // namespace cli
