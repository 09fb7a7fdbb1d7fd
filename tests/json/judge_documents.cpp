// For validate_documents.py. `judge_documents read` takes one JSON document a line from standard
// input and answers a line each: {"taken":true,"errors":[places …],"written":document or null}.
// `plan` prints a plan made by hand, `decided` one of a real decision, `full` and `salon`
// documents.
#include <iostream>
#include <string>

#include "json/documents.hpp"
#include "json/sample_plan.hpp"
#include "reactivation/json/plan_json.hpp"

using namespace reactivation;

namespace {

std::string one_line(std::string text) {
  for (char& c : text) {
    if (c == '\n') c = ' ';  // line feeds inside texts are escaped
  }
  return text;
}

void judge(const std::string& line) {
  const auto read_back = test::read(line);
  std::cout << R"({"taken":)" << (read_back.snapshot ? "true" : "false") << R"(,"errors":[)";
  bool is_first = true;
  for (const Issue& issue : read_back.issues) {
    if (issue.severity != Issue::Severity::error) continue;
    std::cout << (is_first ? "\"" : ",\"") << issue.place << '"';
    is_first = false;
  }
  std::cout << R"(],"written":)"
            << (read_back.snapshot ? one_line(write_snapshot(*read_back.snapshot)) : "null")
            << "}\n";
}

}  // namespace

int main(int argc, char** argv) {
  const std::string task = argc > 1 ? argv[1] : "";
  if (task == "plan") {
    std::cout << write_plan(test::sample_plan());
  } else if (task == "decided") {
    const Instant now{date::sys_days{date::year{2026} / 3 / 2} + std::chrono::hours{6}};
    std::cout << write_plan(plan_day(test::read(test::salon_document()).snapshot.value(), now));
  } else if (task == "full") {
    std::cout << test::full_document();
  } else if (task == "salon") {
    std::cout << test::salon_document();
  } else {
    for (std::string line; std::getline(std::cin, line);) judge(line);
  }
}
