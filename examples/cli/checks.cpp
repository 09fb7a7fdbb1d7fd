#include "checks.hpp"

#include <cstdlib>
#include <filesystem>
#include <utility>

#include "failure.hpp"
#include "reactivation/adapters/program_notifier.hpp"

namespace cli {

using namespace reactivation;

std::string_view word_of(CheckState state) noexcept {
  switch (state) {
    case CheckState::ok:
      return "ok";
    case CheckState::warning:
      return "warning";
    case CheckState::problem:
      return "problem";
  }
  return {};
}

namespace {

std::string quoted(const std::string& name) { return name.empty() ? "" : " “" + name + "”"; }

std::string why_unreachable(http::Failure failure) {
  switch (failure) {
    case http::Failure::untrusted:
      return "its certificate does not hold; look at the address and at this machine's clock";
    case http::Failure::timed_out:
    case http::Failure::stalled:
      return "it does not answer in time; look at the network and try again";
    default:
      return "there is no connection; look at the address and the network";
  }
}

std::string value_of(const char* variable) {
  const char* value = std::getenv(variable);
  return value == nullptr ? std::string{} : std::string(value);
}

/// What an opening refuses ends one check, not the command.
template <class Made, class Make>
std::optional<Made> made_or_problem(CompanyId company, std::string_view subject, Checks& checks,
                                    Make make) {
  try {
    return make();
  } catch (const Failure& failure) {
    checks.push_back({company, subject, CheckState::problem, failure.what()});
    return std::nullopt;
  }
}

}  // namespace

ProbeSentence sentence_of(const Probe& probe, const ServiceNames& names) {
  const std::string again = "; try again later";
  switch (probe.end) {
    case ProbeEnd::usable:
      return {CheckState::ok, {}};
    case ProbeEnd::no_key:
      return {CheckState::problem, names.service + ": there is no key, or what is there can be " +
                                       "none; put it into " + names.keys};
    case ProbeEnd::key_refused:
      return {CheckState::problem, names.service + " refuses the key or its rights for " +
                                       names.thing + "; make a new one and put it into " +
                                       names.keys};
    case ProbeEnd::not_found:
      return {CheckState::problem,
              names.service + " does not know " + names.thing + "; " + names.not_found};
    case ProbeEnd::limited:
      return {CheckState::warning,
              names.service + " was asked too often and says nothing now" + again};
    case ProbeEnd::unavailable:
      return {CheckState::problem, names.service + " says that it is out of order" + again};
    case ProbeEnd::unreachable:
      return {CheckState::problem, names.service + ": " + why_unreachable(probe.failure)};
    case ProbeEnd::not_the_service:
      return {CheckState::problem, "what answers is not " + names.service +
                                       "; look at `url`, and whether a login page or a proxy " +
                                       "stands in between"};
    case ProbeEnd::wrong_options:
      return {CheckState::problem,
              names.service + " cannot be asked for " + names.thing + "; " + names.not_found};
  }
  return {};
}

// --- The messenger -------------------------------------------------------------------------------

namespace {

ProbeSentence whatsapp_sentence(const CompanyConfiguration& own) {
  const WhatsAppOptions options = whatsapp_options(own.messenger);
  const WhatsAppProbe probe = probe_whatsapp(options);
  const ServiceNames names{"WhatsApp", "WHATSAPP_TOKEN", "the phone number of this id",
                           "take the phone number id (not the number itself) from WhatsApp's "
                           "settings, and give the token's system user this account"};
  if (!probe.is_usable()) return sentence_of(probe, names);
  std::string text = "WhatsApp: the number" + quoted(probe.name) + " is there";
  if (!probe.quality.empty()) text += ", its quality is " + probe.quality;
  if (!probe.state.empty()) text += ", its state " + probe.state;
  if (options.templates.empty()) {
    return {CheckState::warning, text +
                                     "; but there are no `templates`, and without one WhatsApp "
                                     "takes no message to somebody who has not just written"};
  }
  const bool is_state_fine = probe.state.empty() || probe.state == "CONNECTED";
  if (!is_state_fine && probe.state != "FLAGGED") {
    return {CheckState::problem, text +
                                     "; it takes messages only when it is CONNECTED: look at "
                                     "the number in WhatsApp's manager"};
  }
  if (!is_state_fine || probe.quality == "RED" || probe.quality == "YELLOW") {
    return {CheckState::warning, text +
                                     "; people block or report it: send less, and only to those "
                                     "who know the salon, until it is GREEN"};
  }
  return {CheckState::ok, text};
}

ProbeSentence evolution_sentence(const CompanyConfiguration& own) {
  const EvolutionProbe probe = probe_evolution(evolution_options(own.messenger));
  const ServiceNames names{"the gateway", "EVOLUTION_API_KEY", "the instance",
                           "look at `instance` and at the gateway's own list"};
  if (!probe.is_usable()) return sentence_of(probe, names);
  if (probe.state == "open") {
    return {CheckState::ok, "the gateway: the instance is linked to WhatsApp"};
  }
  return {CheckState::problem,
          "the gateway: the instance is not linked to WhatsApp (" +
              (probe.state.empty() ? std::string("it does not say more") : probe.state) +
              "); scan its code again in the gateway"};
}

ProbeSentence program_sentence(const CompanyConfiguration& own, const Company& company) {
  ProgramMessenger program(program_options(own.messenger, company));
  if (auto ready = program.prepare(); !ready) return {CheckState::problem, program.detail()};
  return {CheckState::ok, "your program is there and can be started"};
}

ProbeSentence outbox_sentence(const CompanyConfiguration& own) {
  const std::string folder = own.messenger.spec.substr(own.messenger.spec.find(':') + 1);
  std::error_code ignored;
  if (std::filesystem::exists(folder, ignored) && !std::filesystem::is_directory(folder, ignored)) {
    return {CheckState::problem, folder + ": this is a file; name a folder"};
  }
  return {CheckState::warning, "messages go into files and reach nobody; that is for trying out"};
}

}  // namespace

void check_messenger(const CompanyConfiguration& own, const Company& company, Checks& checks) {
  constexpr std::string_view subject = "messenger";
  auto sentence = made_or_problem<ProbeSentence>(own.id, subject, checks, [&] {
    const std::string kind = kind_of(own.messenger);
    if (kind == "whatsapp") return whatsapp_sentence(own);
    if (kind == "evolution") return evolution_sentence(own);
    return kind == "program" ? program_sentence(own, company) : outbox_sentence(own);
  });
  if (sentence) checks.push_back({own.id, subject, sentence->state, std::move(sentence->text)});
}

// --- Model, notices, free times, webhooks --------------------------------------------------------

namespace {

ProbeSentence model_sentence(const CompanyConfiguration& own) {
  const std::string kind = model_spec(own.model).kind;
  if (kind == "file") {
    (void)open_model(own.model);
    return {CheckState::warning,
            "every text is the one in the file; that is for trying out, use gemini or openai"};
  }
  if (kind == "gemini") {
    const GeminiOptions options = gemini_options(own.model);
    const Probe probe = probe_gemini(options);
    const ServiceNames names{"Gemini", "GEMINI_API_KEY", "the model " + options.model,
                             "models come and go: look up a current name"};
    if (!probe.is_usable()) return sentence_of(probe, names);
    return {CheckState::ok, "Gemini: the model " + options.model + " is there"};
  }
  const OpenAiOptions options = openai_options(own.model);
  const OpenAiProbe probe = probe_openai(options);
  const ServiceNames names{"the model's server", "OPENAI_API_KEY", "the list of its models",
                           "look at `url`, which ends in /v1 for most servers"};
  if (!probe.is_usable()) return sentence_of(probe, names);
  if (probe.lists_model) {
    return {CheckState::ok, "the model's server has " + options.model};
  }
  return {CheckState::warning, "the model's server does not list " + options.model +
                                   "; some answer all the same, else look at `name`"};
}

ProbeSentence telegram_sentence(const CompanyConfiguration& own) {
  const TelegramProbe probe = probe_telegram(telegram_options(own.notify));
  const ServiceNames names{"Telegram", "TELEGRAM_BOT_TOKEN", "the bot", "look at `url`"};
  if (!probe.is_usable()) return sentence_of(probe, names);
  const std::string bot = "Telegram: the bot" + quoted(probe.name) + " is there";
  switch (probe.chat.end) {
    case ProbeEnd::usable:
      return {CheckState::ok, bot + " and sees its chat" + quoted(probe.chat.name)};
    case ProbeEnd::not_found:
      return {CheckState::problem, bot +
                                       ", but does not know the chat; write to the bot first, or "
                                       "take it into the group, and look at `chat`"};
    case ProbeEnd::key_refused:
      return {CheckState::problem, bot +
                                       ", but was blocked in the chat or taken out of it; let it "
                                       "in again"};
    default:
      return {CheckState::warning, bot + "; whether it sees its chat could not be found out now"};
  }
}

ProbeSentence notifier_sentence(const CompanyConfiguration& own) {
  ProgramNotifier program({.program = own.notify.spec.substr(own.notify.spec.find(':') + 1),
                           .arguments = {},
                           .longest = Seconds{own.notify.longest_seconds},
                           .document = {}});
  if (auto ready = program.prepare(); !ready) return {CheckState::problem, program.detail()};
  return {CheckState::ok, "your program is there and can be started"};
}

bool has_secret(const char* variable) { return !http::make_secret(value_of(variable))->is_empty(); }

}  // namespace

void check_model(const CompanyConfiguration& own, Checks& checks) {
  if (own.model.spec.empty()) {
    checks.push_back({own.id, "model", CheckState::ok, "none: every text is a template"});
    return;
  }
  auto sentence =
      made_or_problem<ProbeSentence>(own.id, "model", checks, [&] { return model_sentence(own); });
  if (sentence) checks.push_back({own.id, "model", sentence->state, std::move(sentence->text)});
}

void check_notices(const CompanyConfiguration& own, Checks& checks) {
  if (own.notify.spec.empty()) {
    checks.push_back({own.id, "notices", CheckState::warning,
                      "they stand in the log alone; name a chat of Telegram or a program, so that "
                      "somebody hears of a stop"});
    return;
  }
  auto sentence = made_or_problem<ProbeSentence>(own.id, "notices", checks, [&] {
    return own.notify.spec.starts_with("telegram:") ? telegram_sentence(own)
                                                    : notifier_sentence(own);
  });
  if (sentence) checks.push_back({own.id, "notices", sentence->state, std::move(sentence->text)});
}

void check_slots(const CompanyConfiguration& own, const Company& company, Checks& checks) {
  if (own.slots.spec.empty()) {
    checks.push_back({own.id, "slots", CheckState::ok, "free times are those in the database"});
    return;
  }
  auto sentence = made_or_problem<ProbeSentence>(own.id, "slots", checks, [&] {
    const YclientsOptions options =
        yclients_options(own.slots.option, own.slots.spec, company.time_zone);
    const LocalDate today = company.time_zone.local_date(read_now({}, company.time_zone));
    const Probe probe = probe_yclients(options, today);
    const ServiceNames names{"YClients", "YCLIENTS_PARTNER_TOKEN and YCLIENTS_USER_TOKEN",
                             "the salon " + std::to_string(options.salon_id),
                             "look at `salon`: it is the number in the salon's address there"};
    if (!probe.is_usable()) return sentence_of(probe, names);
    return ProbeSentence{CheckState::ok, "YClients: the salon's schedule can be read"};
  });
  if (sentence) checks.push_back({own.id, "slots", sentence->state, std::move(sentence->text)});
}

void check_listener(const CompanyConfiguration& own, Checks& checks) {
  if (!own.listen) return;
  const std::string kind = kind_of(own.messenger);
  std::vector<const char*> variables;
  if (kind == "whatsapp") variables = {"WHATSAPP_APP_SECRET", "WHATSAPP_VERIFY_TOKEN"};
  if (kind == "evolution") variables = {"EVOLUTION_WEBHOOK_SECRET"};
  if (own.slots.spec.starts_with("yclients:")) variables.push_back("YCLIENTS_HOOK_SECRET");
  std::string missing;
  for (const char* variable : variables) {
    if (!has_secret(variable)) missing += (missing.empty() ? "" : " and ") + std::string(variable);
  }
  if (!missing.empty()) {
    checks.push_back({own.id, "listen", CheckState::problem,
                      "webhooks cannot be trusted without their secrets; set " + missing});
  } else if (variables.empty()) {
    checks.push_back({own.id, "listen", CheckState::warning,
                      "nothing of this company sends webhooks: the address is not opened"});
  } else {
    checks.push_back({own.id, "listen", CheckState::ok, "the secrets of its webhooks are set"});
  }
}

}  // namespace cli
