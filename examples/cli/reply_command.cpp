// reactivation reply: somebody has written.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <iostream>

#include "commands.hpp"
#include "event_options.hpp"
#include "failure.hpp"
#include "reactivation/core/event_name.hpp"
#include "typed.hpp"

namespace cli {

using namespace reactivation;

namespace {

struct ReplyArguments {
  EventOptions event;
  Who who;
  std::string lid;
  std::string user_id;
  std::string text;
  std::string answers;
  ModelOptions model;
};

bool is_among(const Person& person, const PersonKey& key) {
  return std::any_of(person.clients.begin(), person.clients.end(), [&](const PersonClient& client) {
    return client.client_id == key.client_id && client.company_id == key.company_id;
  });
}

/// Our own number for a client is no code of theirs: it must never stand for somebody else.
bool is_code_of(Desk& desk, ClientId client, const std::string& text) {
  InboundEvent event;
  event.company_id = desk.company().id;
  event.from = {{IdentityKind::external_id, text}};
  event.what = InboundMessage{};
  return is_among(desk.get(desk.store().load_person_of(event)), {desk.company().id, client});
}

/// Every identity that the command line names.
std::vector<Identity> identities_of(Desk& desk, const ReplyArguments& arguments,
                                    std::vector<ClientId>& about) {
  std::vector<Identity> from;
  if (!arguments.lid.empty()) from.push_back({IdentityKind::lid, arguments.lid});
  if (!arguments.user_id.empty()) from.push_back({IdentityKind::user_id, arguments.user_id});
  if (!arguments.who.phone.empty()) {
    const PhoneNumber phone = read_phone(desk.company(), arguments.who.phone);
    about = find_by_phone(desk, phone);
    from.push_back({IdentityKind::phone, to_e164(phone)});
  }
  if (!arguments.who.client.empty()) {
    const PersonKey key = find_who(desk, arguments.who);
    about = {key.client_id};
    // What else they are known by is remembered, so that it names them the next time.
    for (const Identity& identity : from) desk.get(desk.store().add_identity(key, identity));
    const auto clients =
        desk.get(desk.store().load_clients(desk.company().id, std::vector{key.client_id}));
    if (!clients.empty() && clients.front().phone.is_set()) {
      from.push_back({IdentityKind::phone, to_e164(clients.front().phone)});
    }
    if (is_code_of(desk, key.client_id, arguments.who.client)) {
      from.push_back({IdentityKind::external_id, arguments.who.client});
    }
    if (from.empty()) {
      fail_usage("--client " + typed(arguments.who.client) +
                 ": nothing is known by which this client could write; name --phone, --lid or "
                 "--user-id too");
    }
  }
  if (from.empty()) {
    fail_usage("--client, --phone, --lid or --user-id is needed: who has written?");
  }
  return from;
}

void run(const ReplyArguments& arguments) {
  Desk desk(arguments.event.place, arguments.event.notify, arguments.model);
  std::string text = arguments.text;
  if (text == "-") text = read_file("-", event_text_bytes_max);
  if (text.size() > event_text_bytes_max) {
    fail_usage("--text: more than 64 KiB is no message of a person; pass on its beginning");
  }
  check_name(arguments.answers, "--answers");
  check_name(arguments.lid, "--lid");
  check_name(arguments.user_id, "--user-id");
  std::vector<ClientId> about;
  const auto from = identities_of(desk, arguments, about);
  std::vector<std::string> parts{"reply", to_rfc3339(desk.now()), text, arguments.answers};
  for (const Identity& identity : from) parts.push_back(identity.value);
  InboundEvent event = event_of(desk, arguments.event, parts);
  event.from = from;
  event.what = InboundMessage{MessageAuthor::client, true, text, arguments.answers};
  if (about.empty()) {
    for (const PersonClient& client : desk.get(desk.store().load_person_of(event)).clients) {
      if (client.company_id == desk.company().id) about.push_back(client.client_id);
    }
  }
  Effect effect = take_in(desk, event, about);
  if (about.empty()) {
    effect.also =
        "Nobody of the company is known by this; the message is kept, and a stop in it holds.";
  }
  print_effect(desk, effect, arguments.event.is_json ? Form::json : Form::sentences);
}

}  // namespace

void add_reply(CLI::App& program, Action& chosen) {
  auto arguments = std::make_shared<ReplyArguments>();
  CLI::App* command = add_command(
      program,
      {"reply", "Take in what a client has written",
       "The message is stored before anything is made of it; a stop is obeyed at once, by every\n"
       "address of the person. What is not clear waits for a person, and nothing is sent until "
       "then.\n"
       "With --llm and --model-reads-replies a language model reads it, too: it may find a stop, "
       "or a\n"
       "reason for a person to look, where our words do not, and nothing else.\n"
       "Without --event-id the id is made of sender, text and --now: the very same command again\n"
       "changes nothing.",
       "  reactivation reply --db salon.db --client 17 --text \"Yes, Thursday please\"\n"
       "  reactivation reply --db salon.db --phone +447700900123 --text STOP --event-id wamid.1\n"
       "  reactivation reply --db salon.db --client C0154 --lid 84711 --text - < message.txt\n"
       "  reactivation reply --db salon.db --client 17 --text \"Enough of that\" --llm gemini \\\n"
       "      --model-reads-replies"});
  add_event_options(*command, arguments->event);
  add_who_options(*command, arguments->who, WhoForm::client_or_phone);
  command->add_option("--lid", arguments->lid, "Their linked id at WhatsApp, without its suffix")
      ->type_name("LID");
  command->add_option("--user-id", arguments->user_id, "Their business-scoped user id there")
      ->type_name("UID");
  command->add_option("--text", arguments->text, "What they wrote; - reads standard input")
      ->required()
      ->type_name("T");
  command
      ->add_option("--answers", arguments->answers,
                   "The messenger's id of the message that they answered")
      ->type_name("PROVIDER-ID");
  add_model_option(*command, arguments->model);
  add_reading_option(*command, arguments->model);
  command->get_option("--llm")->needs("--model-reads-replies");
  command->callback([arguments, &chosen] { chosen = [arguments] { run(*arguments); }; });
}

}  // namespace cli
