#include "reactivation/adapters/program_messenger.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <chrono>
#include <nlohmann/json.hpp>

#include "hand_over.hpp"
#include "script.hpp"

using namespace hand_over;

namespace {

ProgramMessengerOptions options_of(const Script& script, Seconds longest = Seconds{20}) {
  return {.program = script.path(), .arguments = {}, .longest = longest, .time_zone = {}};
}

SendReceipt sent_by(const std::string& body, Seconds longest = Seconds{20}) {
  const Script script(body);
  ProgramMessenger messenger(options_of(script, longest));
  Look look;
  const auto receipt = messenger.send(a_message(), look);
  REQUIRE(receipt);
  return receipt.value();
}

int open_files() {
  int count = 0;
  DIR* folder = ::opendir("/proc/self/fd");
  while (::readdir(folder)) ++count;
  ::closedir(folder);
  return count;
}

}  // namespace

TEST_CASE("the program reads one JSON object with everything the message says") {
  const Script script("cat > read");
  ProgramMessenger messenger(options_of(script));
  Look look;
  REQUIRE(messenger.send(a_message(), look));
  const std::string text = script.text_of("read");
  CHECK(std::count(text.begin(), text.end(), '\n') == 1);
  const auto read = nlohmann::json::parse(text);
  CHECK(read["attempt_id"] == to_string(a_message().attempt_id));
  CHECK(read["company_id"] == 1);
  CHECK(read["client_id"] == 17);
  CHECK(read["service_id"] == 3);
  CHECK(read["phone"] == "+447700900123");
  CHECK(read["text"] == a_message().text);
  CHECK(read["template_id"] == "ru-1");
  CHECK(read["discount_percent"] == 10);
  CHECK(read["slots"][0]["datetime"] == "2026-03-05T00:00:00Z");
  CHECK(read["sent_at"] == "2026-03-02T00:00:00Z");
}

TEST_CASE("exit codes say what became of the message") {
  const auto [code, outcome] = GENERATE(table<int, SendOutcome>({
      {0, SendOutcome::accepted},
      {69, SendOutcome::not_started},
      {75, SendOutcome::not_started},
      {65, SendOutcome::rejected},
      {77, SendOutcome::rejected},
      {67, SendOutcome::rejected},
      {1, SendOutcome::uncertain},
      {2, SendOutcome::uncertain},
      {64, SendOutcome::uncertain},
      {70, SendOutcome::uncertain},
      {127, SendOutcome::uncertain},
      {255, SendOutcome::uncertain},
  }));
  CAPTURE(code);
  CHECK(sent_by("cat > /dev/null; exit " + std::to_string(code)).outcome == outcome);
}

TEST_CASE("B20: exit code 67 says that nobody has the number there") {
  const SendReceipt unknown = sent_by("cat > /dev/null; exit 67");
  CHECK(unknown.outcome == SendOutcome::rejected);
  CHECK(unknown.is_number_unknown);
  CHECK_FALSE(sent_by("cat > /dev/null; exit 65").is_number_unknown);
}

TEST_CASE("a line with a code of the official API says what the person has done, at any exit") {
  const auto said = [](const std::string& lines) { return sent_by("cat > /dev/null; " + lines); };
  CHECK(said("echo signal cloud:131050; exit 65").person_fault == PersonFault::opted_out);
  CHECK(said("echo signal 131049; exit 65").person_fault == PersonFault::not_today);
  CHECK(said("echo id; echo signal 131056").person_fault == PersonFault::wait);
  CHECK(said("echo signal blocked; exit 65").person_fault == PersonFault::blocked);
  CHECK(said("echo id; echo signal reported").person_fault == PersonFault::reported);
  CHECK_FALSE(said("echo signal blocked; exit 65").signal);
  CHECK(said("echo id; echo signal 131056").provider_id == "id");
  CHECK(said("echo signal 131050; exit 1").person_fault == PersonFault::opted_out);
  // The strongest of several, with what is said about the account beside it.
  const auto both =
      said("echo signal 131049; echo signal 131050; echo signal 131056; echo signal 4");
  CHECK(both.person_fault == PersonFault::opted_out);
  REQUIRE(both.signal);
  CHECK(both.signal->kind == AccountSignalKind::rate_limited);
  CHECK(said("echo signal 131026; exit 65").is_number_unknown);
  CHECK_FALSE(said("echo signal 131050; exit 65").is_number_unknown);
  CHECK_FALSE(said("echo signal 131050; exit 65").signal);
  for (const char* other : {"signal message:131050", "signals 131050", "131050", "signal 132000"}) {
    CHECK(said(std::string("echo id; echo ") + other).person_fault == PersonFault::none);
  }
}

TEST_CASE("B114: a page where a name should be is no name") {
  const SendReceipt page =
      sent_by("cat > /dev/null; printf '<!DOCTYPE html>\\n<title>Log in</title>\\n'; exit 0");
  CHECK(page.provider_id.empty());
  CHECK(proven_outcome(page.outcome, Reach::people, page.provider_id) == SendOutcome::uncertain);
}

TEST_CASE("the first line that it prints is the message's name there") {
  CHECK(sent_by("cat >/dev/null; echo wamid.1; echo more").provider_id == "wamid.1");
  CHECK(sent_by("cat >/dev/null; printf 'no-line-feed'").provider_id == "no-line-feed");
  CHECK(sent_by("cat >/dev/null; printf 'windows\\r\\n'").provider_id == "windows");
  CHECK(sent_by("cat >/dev/null").provider_id.empty());
  CHECK(sent_by("cat >/dev/null; echo id; exit 1").provider_id.empty());
}

TEST_CASE("what is too long or cannot be printed names nothing") {
  CHECK(sent_by("cat >/dev/null; printf '%0201d\\n' 7").provider_id.empty());
  CHECK(sent_by("cat >/dev/null; printf '%0200d\\n' 7").provider_id.size() == 200);
  CHECK(sent_by("cat >/dev/null; printf 'a\\033[2Jb\\n'").provider_id.empty());
}

TEST_CASE("a line of its own tells what the messenger did to the account, whatever the exit code") {
  using Kind = AccountSignalKind;
  const auto named = sent_by("cat >/dev/null; echo wamid.1; echo signal 131048");
  CHECK(named.provider_id == "wamid.1");
  REQUIRE(named.signal);
  CHECK(named.signal->kind == Kind::spam_rate_limited);
  CHECK_FALSE(named.signal->until);
  // Never earlier than the hand-over, so that no confirmation made before it can be for it.
  CHECK(named.signal->at > a_message().sent_at);
  CHECK(named.signal->at < a_message().sent_at + Seconds{60});

  const auto banned =
      sent_by("cat >/dev/null; echo 'signal temporary_ban 2026-03-05T10:00:00+01:00'; exit 65");
  CHECK(banned.outcome == SendOutcome::rejected);
  REQUIRE(banned.signal);
  CHECK(banned.signal->kind == Kind::temporary_ban);
  CHECK(banned.signal->until == Instant{date::sys_days{date::year{2026} / 3 / 5}} + Seconds{32400});

  const auto alone = sent_by("cat >/dev/null; echo signal http:429");
  CHECK(alone.outcome == SendOutcome::accepted);
  CHECK(alone.provider_id.empty());
  CHECK(alone.signal->kind == Kind::rate_limited);
  const auto hung = sent_by("cat >/dev/null; echo; echo signal message:463; sleep 60", Seconds{1});
  CHECK(hung.outcome == SendOutcome::uncertain);
  CHECK(hung.signal->kind == Kind::reach_out_lock);
  CHECK(sent_by("cat >/dev/null; echo id; printf 'signal logged_out\\r\\n'; kill -9 $$")
            .signal->kind == Kind::logged_out);
}

TEST_CASE("of several signals the first one about the account counts") {
  const auto receipt = sent_by(
      "cat >/dev/null; echo id; echo signal 131026; echo signal rate_limited; echo signal 368");
  REQUIRE(receipt.signal);
  CHECK(receipt.signal->kind == AccountSignalKind::rate_limited);
  CHECK_FALSE(sent_by("cat >/dev/null; echo id; echo signal cloud:131026").signal);
  CHECK_FALSE(sent_by("cat >/dev/null; echo id; echo signals 368; echo no signal 368").signal);
}

TEST_CASE("a signal that cannot be read is one that nobody knows, and an end that cannot is none") {
  for (const char* line : {"signal", "signal banned", "signal person_confirmed", "signal post:1"}) {
    CAPTURE(line);
    const auto receipt = sent_by(std::string("cat >/dev/null; echo id; echo ") + line);
    REQUIRE(receipt.signal);
    CHECK(receipt.signal->kind > AccountSignalKind::operator_resumed);
  }
  for (const char* end : {"tomorrow", "2026-03-05T10:00:00", "2026-02-30T10:00:00Z", "1772"}) {
    CAPTURE(end);
    const auto receipt =
        sent_by(std::string("cat >/dev/null; echo id; echo signal temporary_ban ") + end);
    CHECK(receipt.signal->kind == AccountSignalKind::temporary_ban);
    CHECK_FALSE(receipt.signal->until);
  }
}

TEST_CASE("a program that ignores its input has still said what became of the message") {
  CHECK(sent_by("exec 0<&-; exit 0").outcome == SendOutcome::accepted);
  CHECK(sent_by("exit 65").outcome == SendOutcome::rejected);
}

TEST_CASE("a message larger than a pipe holds arrives whole, and a closed pipe ends nobody") {
  const Script script("cat > read");
  ProgramMessenger messenger(options_of(script));
  OutgoingMessage message = a_message();
  message.text.assign(1'000'000, 'x');
  Look look;
  REQUIRE(messenger.send(message, look));
  CHECK(nlohmann::json::parse(script.text_of("read"))["text"] == message.text);

  const Script deaf("exec 0<&-; sleep 0.2; exit 69");
  ProgramMessenger to_the_deaf(options_of(deaf));
  const auto receipt = to_the_deaf.send(message, look);
  REQUIRE(receipt);
  CHECK(receipt.value().outcome == SendOutcome::not_started);
}

TEST_CASE("endless output is read and forgotten") {
  const SendReceipt receipt =
      sent_by("cat >/dev/null; echo id-1; head -c 20000000 /dev/zero; exit 0");
  CHECK(receipt.outcome == SendOutcome::accepted);
  CHECK(receipt.provider_id == "id-1");
}

TEST_CASE("a program that hangs is killed with everything it has started, and nobody knows") {
  const auto began = std::chrono::steady_clock::now();
  const Script script("cat > /dev/null; sleep 300 & echo $! > child; sleep 300");
  ProgramMessenger messenger(options_of(script, Seconds{1}));
  Look look;
  const auto receipt = messenger.send(a_message(), look);
  REQUIRE(receipt);
  CHECK(receipt.value().outcome == SendOutcome::uncertain);
  CHECK(std::chrono::steady_clock::now() - began < std::chrono::seconds{20});
  const auto child = static_cast<pid_t>(std::stol(script.text_of("child")));
  for (int tries = 0; tries < 200 && ::kill(child, 0) == 0; ++tries) {
    // An orphan that nobody reaps is a zombie: dead all the same.
    std::ifstream stat("/proc/" + std::to_string(child) + "/stat");
    std::string number;
    std::string name;
    std::string state;
    stat >> number >> name >> state;
    if (state == "Z") break;
    ::usleep(10'000);
    REQUIRE(tries < 199);
  }
  CHECK(messenger.send_max() == Seconds{1});
}

TEST_CASE("one that prints without an end is killed at its time") {
  CHECK(sent_by("cat >/dev/null; yes", Seconds{1}).outcome == SendOutcome::uncertain);
}

TEST_CASE("a program that dies in the middle leaves it open") {
  CHECK(sent_by("read x; kill -9 $$").outcome == SendOutcome::uncertain);
  CHECK(sent_by("cat >/dev/null; kill -TERM $$").outcome == SendOutcome::uncertain);
  CHECK(sent_by("cat >/dev/null; echo id; kill -SEGV $$").outcome == SendOutcome::uncertain);
}

TEST_CASE("whoever it leaves behind is not waited for") {
  const auto began = std::chrono::steady_clock::now();
  CHECK(sent_by("cat >/dev/null; echo id-2; sleep 5 & exit 0").provider_id == "id-2");
  CHECK(std::chrono::steady_clock::now() - began < std::chrono::seconds{4});
}

TEST_CASE("the last look is made while the program waits, and a no leaves it without a word") {
  const Script script("cat > read; echo done > finished");
  ProgramMessenger messenger(options_of(script));
  Look no{false};
  const auto refused = messenger.send(a_message(), no);
  REQUIRE(refused);
  CHECK(refused.value().outcome == SendOutcome::not_started);
  CHECK(no.asked == 1);
  CHECK(script.text_of("read").empty());
  // It was no hand-over: the same attempt may leave later.
  Look yes;
  yes.during = [&script] { CHECK(script.text_of("read").empty()); };
  const auto receipt = messenger.send(a_message(), yes);
  REQUIRE(receipt);
  CHECK(receipt.value().outcome == SendOutcome::accepted);
  CHECK_FALSE(script.text_of("read").empty());
}

TEST_CASE("a look that takes all the time begins nothing") {
  const Script script("cat > read");
  ProgramMessenger messenger(options_of(script, Seconds{1}));
  Look slow;
  slow.during = [] { ::usleep(1'100'000); };
  const auto receipt = messenger.send(a_message(), slow);
  REQUIRE(receipt);
  CHECK(receipt.value().outcome == SendOutcome::not_started);
  CHECK(script.text_of("read").empty());
}

TEST_CASE("arguments arrive as they are; no shell looks at them") {
  const Script script("cat >/dev/null; printf '%s|' \"$@\" > arguments");
  ProgramMessengerOptions options = options_of(script);
  options.arguments = {"-x", "two words", "$HOME", "`ls`;rm", ""};
  ProgramMessenger messenger(options);
  Look look;
  REQUIRE(messenger.send(a_message(), look));
  CHECK(script.text_of("arguments") == "-x|two words|$HOME|`ls`;rm||");
}

TEST_CASE("a program that cannot be started is an error that names it") {
  const Script script("exit 0");
  Look look;
  for (const std::string& path :
       {script.path() + "-missing", script.file(".").string(), std::string("/etc/passwd")}) {
    ProgramMessenger messenger({.program = path, .arguments = {}, .time_zone = {}});
    CHECK_FALSE(messenger.prepare());
    const auto receipt = messenger.send(a_message(), look);
    REQUIRE_FALSE(receipt);
    CHECK(receipt.error() == make_error_code(errc::messenger_failed));
    CHECK(messenger.detail().find(path) == 0);
  }
  CHECK(look.asked == 0);
}

TEST_CASE("it inherits three streams and nothing else, and leaves none open here") {
  const int kept = ::open("/dev/null", O_RDONLY);  // without close-on-exec
  REQUIRE(kept >= 0);
  const Script script("cat >/dev/null; ls /proc/self/fd | tr '\\n' ' ' > files");
  ProgramMessenger messenger(options_of(script));
  Look look;
  REQUIRE(messenger.send(a_message(), look));
  // 3 is the folder that `ls` itself reads.
  CHECK(script.text_of("files") == "0 1 2 3 ");
  const int before = open_files();
  for (std::uint8_t i = 0; i < 30; ++i) {
    OutgoingMessage message = a_message();
    message.attempt_id.bytes[15] = i;
    REQUIRE(messenger.send(message, look));
  }
  CHECK(open_files() == before);
  ::close(kept);
}

TEST_CASE("the host's own signals stay as they were, and the program finds none blocked") {
  sigset_t blocked;
  ::sigemptyset(&blocked);
  ::sigaddset(&blocked, SIGUSR1);
  ::sigprocmask(SIG_BLOCK, &blocked, nullptr);
  ::signal(SIGPIPE, SIG_IGN);
  const Script script("cat >/dev/null; grep -E 'SigBlk|SigIgn' /proc/self/status > signals");
  ProgramMessenger messenger(options_of(script));
  Look look;
  REQUIRE(messenger.send(a_message(), look));
  ::signal(SIGPIPE, SIG_DFL);
  const std::string signals = script.text_of("signals");
  CAPTURE(signals);
  CHECK(signals.find("SigBlk:\t0000000000000000") != std::string::npos);
  const std::size_t ignored = signals.find("SigIgn:\t");
  REQUIRE(ignored != std::string::npos);
  // glibc leaves two real-time signals of its own ignored.
  CHECK((std::stoull(signals.substr(ignored + 8), nullptr, 16) & 0xFFFF'FFFFULL & ~(1ULL << 31)) ==
        0);
  sigset_t now;
  ::sigprocmask(SIG_BLOCK, nullptr, &now);
  CHECK(::sigismember(&now, SIGUSR1) == 1);
  CHECK(::sigismember(&now, SIGPIPE) == 0);
  ::sigprocmask(SIG_UNBLOCK, &blocked, nullptr);
}
