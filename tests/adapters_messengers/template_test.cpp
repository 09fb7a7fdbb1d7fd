#include "messengers.hpp"

using namespace reactivation;

namespace {

using Values = std::vector<WhatsAppParameter>;

std::optional<Values> values(const std::string& body, const std::string& text) {
  return parameters_for({"name", "ru", body}, text);
}

}  // namespace

TEST_CASE("A template fits a text when its parameters make it that text, byte by byte") {
  CHECK(values("Привет, {{1}}!", "Привет, Анна!") == Values{{"1", "Анна"}});
  CHECK(values("{{1}}: {{2}}", "a: b: c") == Values{{"1", "a"}, {"2", "b: c"}});
  CHECK(values("{{who}}, {{who}}?", "Анна, Анна?") == Values{{"who", "Анна"}});
  CHECK(values("Без параметров.", "Без параметров.") == Values{});
  CHECK(values("a {{1}} a {{2}}", "a a a a") == Values{{"1", "a"}, {"2", "a"}});
  CHECK_FALSE(values("a {{1}} a {{2}}", "a a a"));  // nothing would be left for one of them
  CHECK(values("x{{1}}aa", "xaaa") == Values{{"1", "a"}});
}

TEST_CASE("A template fits no other text") {
  CHECK_FALSE(values("Привет, {{1}}!", "Привет, Анна"));
  CHECK_FALSE(values("Привет, {{1}}!", "Привет, !"));
  CHECK_FALSE(values("Привет, {{1}}!", "Анна, привет, вам!"));
  CHECK_FALSE(values("Без параметров.", "Без параметров. И ещё."));
  CHECK_FALSE(values("{{who}}, {{who}}?", "Анна, Ольга?"));
  CHECK_FALSE(values("Привет, {{1}}!", ""));
}

TEST_CASE("A parameter has no line ends, tabs or more than four blanks in a row") {
  CHECK_FALSE(values("Привет, {{1}}!", "Привет, Анна\nи все!"));
  CHECK_FALSE(values("Привет, {{1}}!", "Привет, Анна\tи все!"));
  CHECK_FALSE(values("Привет, {{1}}!", "Привет, a     b!"));
  CHECK(values("Привет, {{1}}!", "Привет, a    b!"));
  CHECK(values("Привет, {{1}}!\n{{2}}.", "Привет, Анна!\nЖдём.") ==
        Values{{"1", "Анна"}, {"2", "Ждём"}});
}

TEST_CASE("A body whose braces mean nothing fits nothing") {
  for (const char* const body : {"{{1}}{{2}}", "{{", "{{}} a", "{{a b}}", "{{1", "{{A}}"}) {
    CAPTURE(body);
    CHECK_FALSE(values(body, "ab a b 1 2"));
  }
}
