#include "reactivation/adapters/program_notifier.hpp"

#include <unistd.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <chrono>
#include <nlohmann/json.hpp>

#include "script.hpp"

using namespace reactivation;

namespace {

using Clock = std::chrono::steady_clock;

constexpr Alert complaint{AlertKind::complaint, CompanyId{1}, ClientId{17}};

ProgramNotifierOptions options_of(const Script& script, Seconds longest = Seconds{20}) {
  return {.program = script.path(), .arguments = {}, .longest = longest, .document = {}};
}

std::size_t lines_in(const std::string& text) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

}  // namespace

TEST_CASE("each notice starts the program once, with one JSON object") {
  const Script script("cat >> notices; echo \"$1\" >> arguments; echo noise; echo noise >&2");
  {
    auto options = options_of(script);
    options.arguments = {"--chat=$HOME"};
    ProgramNotifier notifier(std::move(options));
    for (int i = 0; i < 3; ++i) notifier.notify(complaint);
    notifier.finish();
    CHECK(notifier.lost() == 0);
  }
  const std::string text = script.text_of("notices");
  CHECK(lines_in(text) == 3);
  const auto read = nlohmann::json::parse(text.substr(0, text.find('\n')));
  CHECK(read["schema"] == "reactivation.notice/1");
  CHECK(read["kind"] == "complaint");
  CHECK(read["client_id"] == 17);
  CHECK(script.text_of("arguments") == "--chat=$HOME\n--chat=$HOME\n--chat=$HOME\n");
}

TEST_CASE("its document may be the host's own") {
  const Script script("cat > notice");
  auto options = options_of(script);
  options.document = [](const Alert& alert) {
    return "company " + std::to_string(alert.company_id.value);
  };
  ProgramNotifier notifier(std::move(options));
  notifier.notify(complaint);
  notifier.finish();
  CHECK(script.text_of("notice") == "company 1");
}

TEST_CASE("a notifier that hangs holds up nobody and is killed at its time") {
  const Script script("cat > /dev/null; echo started >> log; sleep 300");
  const auto began = Clock::now();
  ProgramNotifier notifier(options_of(script, Seconds{1}));
  for (int i = 0; i < 20; ++i) notifier.notify(complaint);
  CHECK(Clock::now() - began < std::chrono::milliseconds{900});
  notifier.finish();
  CHECK(Clock::now() - began < std::chrono::seconds{10});
  CHECK(notifier.lost() == 20);
}

TEST_CASE("while others wait the notifier is tended, and all of them are told") {
  const Script script("cat >> notices; sleep 0.05");
  ProgramNotifier notifier(options_of(script));
  for (int i = 0; i < 12; ++i) notifier.notify(complaint);
  const auto end = Clock::now() + std::chrono::seconds{20};
  while (lines_in(script.text_of("notices")) < 12 && Clock::now() < end) {
    notifier.tend();
    ::usleep(5'000);
  }
  CHECK(lines_in(script.text_of("notices")) == 12);
  notifier.finish();
  CHECK(notifier.lost() == 0);
}

TEST_CASE("whatever goes wrong with it is counted and has no other effect") {
  const auto lost_with = [](const std::string& body) {
    const Script script(body);
    ProgramNotifier notifier(options_of(script));
    notifier.notify(complaint);
    notifier.finish();
    return notifier.lost();
  };
  CHECK(lost_with("cat > /dev/null; exit 0") == 0);
  CHECK(lost_with("exec 0<&-; exit 0") == 0);
  CHECK(lost_with("exit 1") == 1);
  CHECK(lost_with("kill -9 $$") == 1);
  const Script script("exit 0");
  ProgramNotifier missing({.program = script.path() + "-missing", .arguments = {}, .document = {}});
  CHECK(missing.prepare().error() == make_error_code(errc::invalid_argument));
  CHECK(missing.detail().find("-missing") != std::string::npos);
  missing.notify(complaint);
  CHECK(missing.lost() == 1);
  ProgramNotifier folder({.program = script.file(".").string(), .arguments = {}, .document = {}});
  CHECK_FALSE(folder.prepare());
}

TEST_CASE("more notices than can wait are lost, and counted") {
  const Script script("cat > /dev/null; sleep 300");
  ProgramNotifier notifier(options_of(script, Seconds{1}));
  for (int i = 0; i < 1100; ++i) notifier.notify(complaint);
  CHECK(notifier.lost() >= 90);
  notifier.finish();
  CHECK(notifier.lost() == 1100);
}
