// Texts that are no documents, or documents made to hurt.
#include <catch2/catch.hpp>
#include <string>

#include "documents.hpp"

using namespace reactivation;
using namespace reactivation::test;

namespace {

bool mentions(const std::vector<Issue>& issues, std::string_view text) {
  return listed(issues).find(text) != std::string::npos;
}

}  // namespace

TEST_CASE("B45: an unknown key is refused with its place and the nearest known one") {
  const auto typo = read(document_with(R"("settings":{"max_slots_to_ofer":3})"));
  CHECK(is_refused(typo, "unknown_key", "/settings/max_slots_to_ofer"));
  CHECK(mentions(typo.issues, "did you mean `max_slots_to_offer`?"));
  const auto camel = read(document_with(R"("clients":[{"id":1,"visitCount":3}])"));
  CHECK(is_refused(camel, "unknown_key", "/clients/0/visitCount"));
  CHECK(mentions(camel.issues, "did you mean `visit_count`?"));
  // A name of another object is as unknown as any other.
  CHECK(is_refused(read(document_with(R"("settings":{"phone":"+79001234567"})")), "unknown_key",
                   "/settings/phone"));
  CHECK_FALSE(mentions(read(document_with(R"("zzzzzzzzzz":1)")).issues, "did you mean"));
}

TEST_CASE("B46: a key that stands twice is refused at any depth") {
  CHECK(is_refused(read(document_with(R"("staff":[],"staff":[])")), "duplicate_key", "/staff"));
  CHECK(is_refused(read(document_with(R"("clients":[{"id":1,"reactivation_opt_out":true,)"
                                      R"("reactivation_opt_out":false}])")),
                   "duplicate_key", "/clients/0/reactivation_opt_out"));
  // The same name in an escaped spelling is the same name.
  CHECK(is_refused(read(document_with(R"("clients":[{"id":1,"\u0069d":1}])")), "duplicate_key",
                   "/clients/0/id"));
  CHECK(is_taken(read(document_with(R"("clients":[{"id":1},{"id":2}])"))));
}

TEST_CASE("B47: comments, trailing commas, byte order marks and UTF-16 are refused") {
  CHECK(is_refused(read("\xEF\xBB\xBF" + document_with("")), "wrong_encoding", ""));
  CHECK(is_refused(read(std::string("\xFF\xFE{\0}\0", 6)), "wrong_encoding", ""));
  CHECK(is_refused(read(std::string("{\0}\0", 4)), "wrong_encoding", ""));
  CHECK(is_refused(read(std::string("\0{\0}", 4)), "wrong_encoding", ""));
  for (const std::string& text :
       {document_with("/* more */\"staff\":[]"), document_with("// more\n\"staff\":[]"),
        document_with("\"staff\":[],"), document_with("\"staff\":[{\"id\":1,\"name\":\"A\"},]"),
        document_with("\"staff\":['A']"), document_with("staff:[]"), document_with("") + "x",
        document_with("") + "{}", std::string{}, std::string{" "}, std::string{"{"},
        std::string{"nul"}, document_with("\"settings\":{\"enabled\":True}")}) {
    CAPTURE(text);
    const auto read_back = read(text);
    CHECK_FALSE(read_back.snapshot);
    REQUIRE(read_back.issues.size() == 1);
    CHECK(read_back.issues[0].code == "invalid_json");
    CHECK(read_back.issues[0].message.find("line ") != std::string::npos);
  }
  CHECK(mentions(read("{\n\n  \"a\": 1,\n  /").issues, "line 4, column 3"));
}

TEST_CASE("a document that is no object is refused") {
  for (const char* text : {"null", "[]", "1", "\"x\"", "true"}) {
    CHECK(is_refused(read(text), "wrong_type", ""));
  }
}

TEST_CASE("B48: a document too deep or too large is refused before it costs memory") {
  CHECK(is_refused(read(std::string(100'000, '[')), "too_deep", [] {
    std::string place;
    for (int i = 0; i < 32; ++i) place += "/0";
    return place;
  }()));
  std::string objects;
  for (int i = 0; i < 100'000; ++i) objects += R"({"settings":)";
  CHECK_FALSE(read(objects).snapshot);
  CHECK(read(objects).issues.at(0).code == "too_deep");

  const std::string large = document_with("\"staff\":[" + std::string(10'000, ' ') + "]");
  CHECK(is_taken(read(large)));
  CHECK(is_refused(read(large, {.bytes_max = 10'000}), "document_too_large", ""));
  CHECK(is_refused(read(std::string((std::size_t{64} << 20) + 1, ' ')), "document_too_large", ""));
  // 32 levels are allowed; the 33rd is not.
  const auto nested = [](int depth) {
    return std::string(static_cast<std::size_t>(depth), '[') +
           std::string(static_cast<std::size_t>(depth), ']');
  };
  CHECK(read(nested(32)).issues.at(0).code == "wrong_type");
  CHECK(read(nested(33)).issues.at(0).code == "too_deep");
}

TEST_CASE("B48: a flood of errors costs no more than its number") {
  std::string text = R"({"schema":"reactivation.snapshot/1","clients":[)";
  for (int i = 0; i < 200'000; ++i) text += R"({"x":1,"y":{},"id":[]},)";
  text += "{}]}";
  const auto read_back = read(text);
  CHECK_FALSE(read_back.snapshot);
  CHECK(read_back.issues.size() == 201);
}

TEST_CASE("B49: prototype names, lone surrogates and zero characters are refused") {
  CHECK(is_refused(read(document_with(R"("__proto__":{"enabled":true})")), "unknown_key",
                   "/__proto__"));
  CHECK(is_refused(read(document_with(R"("constructor":{})")), "unknown_key", "/constructor"));
  for (const char* name : {R"(\uD800)", R"(\uDC00)", R"(\uD800\uD800)", R"(\uD800x)", R"(\uD8)"}) {
    const auto read_back =
        read(document_with(R"("staff":[{"id":1,"name":")" + std::string{name} + "\"}]"));
    CHECK_FALSE(read_back.snapshot);
    CHECK(read_back.issues.at(0).code == "invalid_json");
  }
  CHECK(is_refused(read(document_with(R"("staff":[{"id":1,"name":"A\u0000B"}])")), "zero_character",
                   "/staff/0/name"));
  CHECK(is_taken(read(document_with(R"("staff":[{"id":1,"name":"\uD83D\uDC87"}])"))));
  for (const std::string bytes : {"\xC3", "\xC0\xAF", "\xED\xA0\x80", "\xF5\x80\x80\x80", "\xFF"}) {
    CHECK(read(document_with(R"("staff":[{"id":1,"name":")" + bytes + "\"}]")).issues.at(0).code ==
          "invalid_json");
  }
}

TEST_CASE("B50: what stands in the wrong field is never repeated") {
  const std::string secret = "sk-live-51Habc+79001234567";
  for (const std::string& text :
       {document_with(R"("settings":{"api_key":")" + secret + "\"}"),
        document_with(R"("settings":{"tone":")" + secret + "\"}"),
        document_with(R"("settings":{"daily_limit_mode":{"a":")" + secret + "\"}}"),
        document_with(R"("settings":{")" + secret + "\":1}"),
        document_with(R"("clients":[{"id":1,"consent":")" + secret + "\"}]"),
        document_with(R"("clients":[{"id":1,"paused_until":")" + secret + "\"}]"),
        document_with(R"("clients":[{"id":1,"timezone":")" + secret + "\"}]"),
        document_with(R"("clients":[{"id":1,"phone":")" + secret + "\"}]"),
        document_with(R"("clients":[{"id":1,"phone":")" + secret),
        document_with(R"("company":{"id":")" + secret + "\"}"),
        document_with(R"("clients":[{"id":1,"phone":79001234567}])"),
        document_with(R"("account":{"daily_outbound_limit":79001234567})"),
        document_with(R"("account":{"spam_score":79001234567})"),
        document_with(R"("settings":{"sending_days":[79001234567]})"),
        document_with(R"("settings":{"holidays":[")" + secret + "\"]}"),
        document_with(R"("clients":[{"id":1,"visit_count":79001234567}])"),
        document_with(R"("x79001234567":1)")}) {
    CAPTURE(text);
    const auto read_back = read(text);
    REQUIRE_FALSE(read_back.issues.empty());
    CHECK_FALSE(mentions(read_back.issues, "9001234567"));
    CHECK_FALSE(mentions(read_back.issues, "sk-live"));
  }
}

TEST_CASE("a JSON pointer escapes what RFC 6901 says") {
  // Names that are no field names are not shown at all, so only their object is named.
  CHECK(is_refused(read(document_with(R"("settings":{"a/b~c":1})")), "unknown_key", "/settings"));
}
