#include "messenger_choice.hpp"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>
#include <optional>

#include "failure.hpp"
#include "reactivation/adapters/bullmq.hpp"
#include "reactivation/adapters/outbox.hpp"
#include "typed.hpp"

namespace cli {

using namespace reactivation;

namespace {

/// Another messenger, whose words about the account the notices hear before anybody tells of them.
class HeardMessenger final : public Messenger {
public:
  HeardMessenger(Messenger& inner, Notices& notices) : inner_(inner), notices_(notices) {}

  [[nodiscard]] Reach reach() const noexcept override { return inner_.reach(); }
  [[nodiscard]] Seconds send_max() const noexcept override { return inner_.send_max(); }
  [[nodiscard]] result<SendReceipt> send(const OutgoingMessage& message, LastLook& look) override {
    auto receipt = inner_.send(message, look);
    if (receipt && receipt.value().signal) notices_.hear(*receipt.value().signal);
    return receipt;
  }
  [[nodiscard]] result<std::optional<SendReceipt>> find_outcome(const AttemptId& attempt) override {
    return inner_.find_outcome(attempt);
  }

private:
  Messenger& inner_;
  Notices& notices_;
};

}  // namespace

struct ChosenMessenger::Parts {
  std::optional<Outbox> outbox;
  std::optional<ProgramMessenger> program;
  std::unique_ptr<ServiceMessenger> service;
  std::unique_ptr<BullMqMessenger> queue;
  std::optional<HeardMessenger> heard;
};

namespace {

struct Spec {
  std::string kind;
  std::string value;
};

Spec spec_of(const MessengerOptions& options) {
  const std::size_t colon = options.spec.find(':');
  Spec spec{options.spec.substr(0, colon),
            colon == std::string::npos ? std::string{} : options.spec.substr(colon + 1)};
  const char* const example = spec.kind == "program"     ? "program:./send.sh"
                              : spec.kind == "outbox"    ? "outbox:out"
                              : spec.kind == "whatsapp"  ? "whatsapp:106540352242922"
                              : spec.kind == "evolution" ? "evolution:salon@https://gate.example"
                              : spec.kind == "bullmq"    ? "bullmq:company-{company}-messages"
                                                         : nullptr;
  if (example == nullptr) {
    fail_usage(options.option + ": no messenger is called \"" + typed(spec.kind) +
               "\"; use program:PATH, outbox:DIR, whatsapp:PHONE-NUMBER-ID, "
               "evolution:INSTANCE@URL or bullmq:QUEUE");
  }
  if (spec.value.empty()) {
    fail_usage(options.option + " " + spec.kind + ": names nothing; write it as " + example);
  }
  if (spec.kind != "program" && !options.arguments.empty()) {
    fail_usage("--arg belongs to --messenger program:PATH");
  }
  if (spec.kind != "whatsapp" && !options.templates.empty()) {
    fail_usage("--templates belongs to --messenger whatsapp:PHONE-NUMBER-ID");
  }
  return spec;
}

// --- WhatsApp ------------------------------------------------------------------------------------

constexpr std::size_t templates_bytes_max = std::size_t{1} << 20;

/// `[{"name": …, "language": …, "body": …}]`
std::vector<WhatsAppTemplate> read_templates(const std::string& path) {
  using Json = nlohmann::json;
  const std::string form =
      R"(; it holds [{"name": "come_back", "language": "ru", "body": "{{1}}, …"}])";
  const Json rows = Json::parse(read_file(path, templates_bytes_max), nullptr, false);
  if (!rows.is_array() || rows.empty()) fail_usage("--templates " + path + ": is no list" + form);
  std::vector<WhatsAppTemplate> out;
  for (const Json& row : rows) {
    const auto text = [&](const char* name) {
      const bool is_there = row.is_object() && row.contains(name) && row[name].is_string();
      if (!is_there) {
        fail_usage("--templates " + path + ": row " + std::to_string(out.size() + 1) + " has no `" +
                   name + "`" + form);
      }
      return row[name].get<std::string>();
    };
    out.push_back({text("name"), text("language"), text("body")});
  }
  return out;
}

MessengerServiceOptions service_with(const char* variable, const MessengerOptions& given) {
  MessengerServiceOptions out;
  out.token = http::key_from_environment(variable);
  out.try_max = Seconds{given.longest_seconds};
  if (http::make_secret(out.token())->is_empty()) {
    fail_usage(given.option + ": there is no key; put it into " + std::string(variable));
  }
  return out;
}

std::unique_ptr<ServiceMessenger> open_whatsapp(const MessengerOptions& given) {
  auto made = make_whatsapp_messenger(whatsapp_options(given));
  if (made) return std::move(made).value();
  fail_usage(given.option +
             " whatsapp: the id of the number is digits, an address is https (or http to this "
             "machine), and a template has its name in small letters and {{1}}, {{2}} in their "
             "order");
}

std::unique_ptr<ServiceMessenger> open_evolution(const MessengerOptions& given) {
  auto made = make_evolution_messenger(evolution_options(given));
  if (made) return std::move(made).value();
  fail_usage(given.option +
             " evolution: write it as evolution:INSTANCE@URL; the address is https, or http to "
             "this machine");
}

std::unique_ptr<BullMqMessenger> open_queue(const MessengerOptions& given) {
  BullMqMessengerOptions options;
  options.queue.url = redis_address();
  if (options.queue.url.empty()) {
    fail_usage(given.option + " bullmq: put the address of Redis into REACTIVATION_REDIS");
  }
  options.queue_name = spec_of(given).value;
  auto made = BullMqMessenger::make(options);
  if (made) return std::move(made).value();
  fail_usage(given.option +
             " bullmq: the name of a queue has no colon; write it as "
             "bullmq:company-{company}-messages");
}

}  // namespace

WhatsAppOptions whatsapp_options(const MessengerOptions& given) {
  const std::string place = spec_of(given).value;
  WhatsAppOptions options;
  options.service = service_with("WHATSAPP_TOKEN", given);
  const std::size_t at = place.find('@');
  options.phone_number_id = place.substr(0, at);
  if (at != std::string::npos) options.base_url = place.substr(at + 1);
  if (!given.templates.empty()) options.templates = read_templates(given.templates);
  return options;
}

EvolutionOptions evolution_options(const MessengerOptions& given) {
  const std::string place = spec_of(given).value;
  EvolutionOptions options;
  options.service = service_with("EVOLUTION_API_KEY", given);
  const std::size_t at = place.find('@');
  options.instance = place.substr(0, at);
  if (at != std::string::npos) options.base_url = place.substr(at + 1);
  return options;
}

ProgramMessengerOptions program_options(const MessengerOptions& given, const Company& company) {
  return {.program = spec_of(given).value,
          .arguments = given.arguments,
          .longest = Seconds{given.longest_seconds},
          .errors = given.shows_errors ? ChildErrors::shown : ChildErrors::discarded,
          .time_zone = company.time_zone};
}

void add_messenger_options(CLI::App& command, MessengerOptions& options) {
  command
      .add_option("--messenger", options.spec,
                  "program:PATH starts your program for each message; outbox:DIR writes files;\n"
                  "whatsapp:PHONE-NUMBER-ID is the official API (token: WHATSAPP_TOKEN);\n"
                  "evolution:INSTANCE@URL is a gateway of yours, its key in EVOLUTION_API_KEY;\n"
                  "bullmq:QUEUE puts jobs into Redis (REACTIVATION_REDIS) for workers on Node")
      ->type_name("KIND:PLACE");
  command
      .add_option("--templates", options.templates,
                  "The templates that WhatsApp has approved, as JSON (docs/messengers.md)")
      ->type_name("FILE");
  command
      .add_option("--arg", options.arguments,
                  "An argument of that program, as --arg=-v; may be repeated")
      ->type_name("A")
      ->allow_extra_args(false);
  command
      .add_option("--timeout", options.longest_seconds, "Seconds that one message may take [30]")
      ->type_name("SECONDS")
      ->check(CLI::Range(1, 3600));
  command.add_flag("--show-errors", options.shows_errors,
                   "Let the program write on this program's standard error");
}

std::string kind_of(const MessengerOptions& options) { return spec_of(options).kind; }

Carrier carrier_of(const std::string& kind) noexcept {
  // Who takes a queue's jobs is not known here; the original's workers write by WhatsApp.
  const bool may_be_whatsapp = kind == "whatsapp" || kind == "evolution" || kind == "bullmq";
  return may_be_whatsapp ? Carrier::whatsapp : Carrier::other;
}

std::string reason_of(Acknowledgement) {
  return "in Russia advertising on WhatsApp is restricted since 2025-09-01 and the service was "
         "blocked in effect in February 2026, so messages may break the law and may not arrive; "
         "SMS, MAX or your own channel go through --messenger program:PATH";
}

ChosenMessenger::ChosenMessenger(const MessengerOptions& options, const Company& company,
                                 Notices& notices)
    : parts_(std::make_unique<Parts>()) {
  const Spec spec = spec_of(options);
  if (spec.kind == "outbox") {
    parts_->outbox.emplace(OutboxOptions{spec.value, company.time_zone, OutboxMark::none});
    if (auto ready = parts_->outbox->prepare(); !ready) fail_run(parts_->outbox->detail());
    parts_->heard.emplace(*parts_->outbox, notices);
    return;
  }
  if (spec.kind == "bullmq") {
    parts_->queue = open_queue(options);
    parts_->heard.emplace(*parts_->queue, notices);
    return;
  }
  if (spec.kind != "program") {
    parts_->service = spec.kind == "whatsapp" ? open_whatsapp(options) : open_evolution(options);
    parts_->heard.emplace(*parts_->service, notices);
    return;
  }
  parts_->program.emplace(program_options(options, company));
  if (auto ready = parts_->program->prepare(); !ready) {
    fail_usage(options.option + " " + parts_->program->detail());
  }
  parts_->heard.emplace(*parts_->program, notices);
}

ChosenMessenger::~ChosenMessenger() = default;

Messenger& ChosenMessenger::messenger() noexcept { return *parts_->heard; }

std::string ChosenMessenger::detail() const {
  if (parts_->service) return parts_->service->detail();
  if (parts_->queue) return parts_->queue->detail();
  return parts_->outbox ? parts_->outbox->detail() : parts_->program->detail();
}

Arming arming_of(Database& database, const Company& company, const std::string& here,
                 Carrier carrier) {
  SqlStore& store = database.store();
  const AccountId account = database.get(store.find_account(company.id), database.path());
  const AccountGate gate = database.get(store.load_gate(account, here), database.path());
  const std::string id = std::to_string(company.id.value);
  Arming arming;
  arming.is_armed = gate.is_armed;
  arming.remedy = "the account of company " + id +
                  " is not armed on this installation; once you mean it: reactivation arm --db " +
                  database.path() + " --company " + id;
  const auto missing = missing_acknowledgement(company, carrier, gate.acknowledged);
  if (!gate.is_armed && missing) {
    arming.remedy += " (WhatsApp in Russia also needs --acknowledge " +
                     std::string(word_of(*missing)) + "; docs/configuration.md says why)";
  }
  if (gate.is_armed && missing) {
    const std::string word{word_of(*missing)};
    arming.is_armed = false;
    arming.remedy = "the account of company " + id + " is armed without " + word +
                    ", and its messenger is WhatsApp: " + reason_of(*missing) +
                    "; if you know that and mean it: reactivation arm --db " + database.path() +
                    " --company " + id + " --acknowledge " + word;
  }
  if (gate.is_stopped || gate.awaits_confirmation) {
    arming.notice = "the account of company " + id +
                    (gate.is_stopped ? " is stopped" : " waits for a person's confirmation") +
                    "; nothing is sent until: reactivation confirm --db " + database.path() +
                    " --company " + id;
  }
  return arming;
}

}  // namespace cli
