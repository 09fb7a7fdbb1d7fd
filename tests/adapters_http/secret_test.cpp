#include <sys/stat.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <cstdlib>

#include "reactivation/adapters/http_secret.hpp"

using namespace reactivation::http;

TEST_CASE("A secret takes its text over, without what files add, and wipes the caller's") {
  std::string text = "  AIzaSyCanary-0123456789_abcdefghijk\r\n";
  const char* const bytes = text.data();
  const Secret secret(std::move(text));
  CHECK(secret.reveal() == "AIzaSyCanary-0123456789_abcdefghijk");
  CHECK(bytes[2] == 0);  // NOLINT(bugprone-use-after-move): that is what is tested
  CHECK(secret.is_printable());
  CHECK(Secret("a, User b").is_printable());
  CHECK(Secret(" \n").is_empty());
  CHECK_FALSE(Secret("a\nb").is_printable());
  CHECK_FALSE(Secret("ключ").is_printable());
}

TEST_CASE("A key is read anew at each call, from the environment or a file of its owner's alone") {
  const KeySource variable = key_from_environment("REACTIVATION_TEST_KEY");
  ::unsetenv("REACTIVATION_TEST_KEY");
  CHECK(variable().empty());
  ::setenv("REACTIVATION_TEST_KEY", "first", 1);
  CHECK(variable() == "first");

  char path[] = "/tmp/reactivation-key-XXXXXX";
  const int file = ::mkstemp(path);
  REQUIRE(file >= 0);
  CHECK(::write(file, "second\n", 7) == 7);
  const KeySource kept = key_from_file(path);
  CHECK(kept() == "second\n");
  ::fchmod(file, 0640);
  CHECK(kept().empty());
  ::fchmod(file, 0604);
  CHECK(kept().empty());
  ::close(file);
  ::unlink(path);
  CHECK(kept().empty());
  CHECK(key_from_file("/tmp")().empty());
}

TEST_CASE("Nothing that must not be logged outlives the redaction") {
  const SharedSecret own = make_secret("hunter2");
  const std::vector<SharedSecret> secrets = {own, nullptr, make_secret("")};
  const auto shown = [&](std::string_view text) { return redacted(text, secrets); };
  CHECK(shown("pass hunter2 and hunter2") == "pass *** and ***");
  CHECK(shown("Authorization: Bearer sk-abc.def") == "Authorization: ***");
  CHECK(shown("sent Bearer sk-abc end") == "sent Bearer *** end");
  CHECK(shown("x-goog-api-key: AIzaShort") == "x-goog-api-key: ***");
  CHECK(shown("/v1/models?key=AIza&alt=sse") == "/v1/models?key=***&alt=sse");
  CHECK(shown("/bot12345:AAE-x_y/sendMessage") == "/bot***/sendMessage");
  CHECK(shown("AIzaSyCanary0123456789abcdefghijklmnop was refused") == "*** was refused");
  CHECK(shown("call +7 (900) 123-45-67 now") == "call +*** now");
  CHECK(shown("79001234567") == "***");
}

TEST_CASE("What is no secret is left as it is") {
  for (const char* const text :
       {"", "POST /v1beta/models/gemini-3.8-flash:generateContent 200", "robot ran 12 times",
        "in 2026-11 it took 300 ms", "a-rather-long-word-without-any-number"}) {
    CHECK(redacted(text) == text);
  }
}
