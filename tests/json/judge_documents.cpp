// For validate_documents.py. `judge_documents read` takes one JSON document a line from standard
// input and answers a line each: {"taken":true,"errors":[places …],"written":document or null}.
// `plan` prints a plan made by hand, `decided` one of a real decision, `full` and `salon`
// documents. `read-KIND` judges small documents of that kind in the same way, and `small` prints
// one of each kind that is written: its kind, a blank, and the document.
#include <functional>
#include <iostream>
#include <map>
#include <string>

#include "json/documents.hpp"
#include "json/sample_plan.hpp"
#include "reactivation/json/capabilities_json.hpp"
#include "reactivation/json/event_json.hpp"
#include "reactivation/json/issues_json.hpp"
#include "reactivation/json/message_facts_json.hpp"
#include "reactivation/json/message_json.hpp"
#include "reactivation/json/plan_json.hpp"
#include "reactivation/json/port_json.hpp"
#include "reactivation/json/result_json.hpp"
#include "reactivation/json/worker_json.hpp"

using namespace reactivation;

namespace {

std::string one_line(std::string text) {
  for (char& c : text) {
    if (c == '\n') c = ' ';  // line feeds inside texts are escaped
  }
  return text;
}

void print_errors(const std::vector<Issue>& issues) {
  bool is_first = true;
  for (const Issue& issue : issues) {
    if (issue.severity != Issue::Severity::error) continue;
    std::cout << (is_first ? "\"" : ",\"") << issue.place << '"';
    is_first = false;
  }
}

void judge(const std::string& line) {
  const auto read_back = test::read(line);
  std::cout << R"({"taken":)" << (read_back.snapshot ? "true" : "false") << R"(,"errors":[)";
  print_errors(read_back.issues);
  std::cout << R"(],"written":)"
            << (read_back.snapshot ? one_line(write_snapshot(*read_back.snapshot)) : "null")
            << "}\n";
}

const Instant now{date::sys_days{date::year{2026} / 3 / 2} + std::chrono::hours{6}};

template <class T>
void answer(const ReadDocument<T>& read) {
  std::cout << R"({"taken":)" << (read.value ? "true" : "false") << R"(,"errors":[)";
  print_errors(read.issues);
  std::cout << R"(],"written":)";
  if constexpr (std::is_same_v<T, Dialogue>) {
    std::cout << (read.value ? write_dialogue(*read.value) : "null") << "}\n";
  } else {
    std::cout << "null}\n";
  }
}

/// The readers of small documents, by the names of their schemas.
const std::map<std::string, std::function<void(const std::string&)>> readers{
    {"event", [](const std::string& line) { answer(read_event(line, now)); }},
    {"signal", [](const std::string& line) { answer(read_account_signal(line, now)); }},
    {"send_receipt", [](const std::string& line) { answer(read_send_receipt(line, now)); }},
    {"worker_question", [](const std::string& line) { answer(read_worker_question(line)); }},
    {"outcome_report", [](const std::string& line) { answer(read_outcome_report(line, now)); }},
    {"slots_answer", [](const std::string& line) { answer(read_slots(line)); }},
    {"message_facts", [](const std::string& line) { answer(read_message_facts(line)); }},
    {"dialogue", [](const std::string& line) { answer(read_dialogue(line)); }},
};

void print(const char* kind, const std::string& document) {
  std::cout << kind << ' ' << one_line(document) << '\n';
}

OutgoingMessage outgoing_message() {
  OutgoingMessage message;
  message.attempt_id = attempt_id({CompanyId{1}, ClientId{2}, ServiceId{3}, LocalDate{}, 1});
  message.company_id = CompanyId{1};
  message.client_id = ClientId{2};
  message.service_id = ServiceId{3};
  message.phone = PhoneNumber{99'900'000'001};
  message.text = "Hello";
  message.template_id = "en.friendly.1";
  OfferedSlot offered;
  offered.slot = {ServiceId{3}, StaffId{4}, now, 60};
  message.slots = {offered};
  message.sent_at = now;
  return message;
}

void print_small() {
  const OutgoingMessage message = outgoing_message();
  print("receipt", write_event_receipt("e-1", {1, ReceiptState::id_reused, false}));
  Applied applied;
  print("applied", write_applied(applied));
  applied.in_flight = {message.attempt_id};
  print("applied", write_applied(applied));
  print("gate", write_gate(AccountId{1}, AccountGate{}));
  print("message", write_rendered({"Hello", "en.friendly.1"}));
  print("issues", write_issues({}));
  print("issues", write_issues(test::read(R"({"schema":"x","settings":{"tonne":1}})").issues));
  print(
      "capabilities",
      write_capabilities(
          {"0.1.0", 0, {"reactivation.event/1"}, {}, {"memory:"}, {}, {}, {}, {"slots"}, {"en"}}));
  PreviewDocument preview{CompanyId{1}, ClientId{2}, {}, {}, {}, "text_not_sound"};
  print("preview", write_preview(preview));
  const Plan plan = test::sample_plan();
  preview.planned = plan.planned.at(0);
  preview.text = "Hello";
  print("preview", write_preview(preview));
  preview.planned.reset();
  preview.skipped = plan.skipped.at(0);
  print("preview", write_preview(preview));
  print("outgoing_message", write_message(message, MessageForm{}));
  const std::vector<ServiceId> services{ServiceId{3}};
  print("permit", write_permit({true, message, 3, now, {}, {}}));
  print("permit", write_permit({false, {}, 0, {}, "gap", now}));
  print("slot_question", write_slot_question({CompanyId{1}, services, now, now + Days{7}}));
}

}  // namespace

int main(int argc, char** argv) {
  const std::string task = argc > 1 ? argv[1] : "";
  if (task == "plan") {
    std::cout << write_plan(test::sample_plan());
  } else if (task == "decided") {
    std::cout << write_plan(plan_day(test::read(test::salon_document()).snapshot.value(), now));
  } else if (task == "full") {
    std::cout << test::full_document();
  } else if (task == "salon") {
    std::cout << test::salon_document();
  } else if (task == "small") {
    print_small();
  } else if (task.starts_with("read-")) {
    const auto& read_small = readers.at(task.substr(5));
    for (std::string line; std::getline(std::cin, line);) read_small(line);
  } else {
    for (std::string line; std::getline(std::cin, line);) judge(line);
  }
}
