// What a model makes of a form.
#include "models.hpp"
#include "reactivation/adapters/models_service.hpp"

using namespace reactivation;

namespace {

ModelAnswer read(const std::string& text) {
  ModelAnswer out;
  read_form(text, question().fields, out);
  return out;
}

}  // namespace

TEST_CASE("A form is read as it was asked for, values in the order of the fields") {
  CHECK(read(good_form()).end == ModelEnd::answered);
  CHECK(read(good_form()).values == good_values());
  CHECK(read(R"({"tone":"warm","extra":[1],"days":30,"text":"Анна, привет!"})").values ==
        good_values());
  CHECK(read(R"({"text":"","days":-2147483648,"tone":"plain"})").values ==
        std::vector<std::string>{"", "-2147483648", "plain"});
}

TEST_CASE("Fences and thoughts around the form are taken off (B93)") {
  const std::string form = good_form();
  for (const std::string& text :
       {"```json\n" + form + "\n```", "```\n" + form + "\n```", "  \n" + form + "\n ",
        "\xEF\xBB\xBF" + form, "<think>{\"text\":1}</think>\n" + form,
        "so I thought </think>" + form, "<think>a</think><think>b</think>" + form,
        "<think>a</think>\n```json\n" + form + "\n```"}) {
    CAPTURE(text);
    CHECK(read(text).values == good_values());
  }
}

TEST_CASE("Anything else around the form makes it none (B93)") {
  const std::string form = good_form();
  for (const std::string& text :
       {"Here it is: " + form, form + " Enjoy!", "[" + form + "]", form + form, "<think>" + form,
        "```json\n" + form, "```json " + form + "```", std::string("null"), std::string("\"text\""),
        std::string("{"), "`" + form + "`"}) {
    CAPTURE(text);
    CHECK(read(text).end == ModelEnd::malformed);
    CHECK(read(text).values.empty());
  }
}

TEST_CASE("A value of another type, a missing or doubled one is no value") {
  for (const char* const text :
       {R"({"text":"a","days":30})", R"({"text":1,"days":30,"tone":"warm"})",
        R"({"text":null,"days":30,"tone":"warm"})", R"({"text":"a","days":"30","tone":"warm"})",
        R"({"text":"a","days":30.0,"tone":"warm"})",
        R"({"text":"a","days":2147483648,"tone":"warm"})",
        R"({"text":"a","days":-2147483649,"tone":"warm"})",
        R"({"text":"a","days":99999999999999999999,"tone":"warm"})",
        R"({"text":"a","days":18446744073709551615,"tone":"warm"})",
        R"({"text":"a","days":1,"tone":"WARM"})", R"({"text":"a","days":1,"tone":"rude"})",
        R"({"text":"a","text":"b","days":1,"tone":"warm"})",
        R"({"Text":"a","days":1,"tone":"warm"})",
        "{\"text\":\"\xff\",\"days\":1,\"tone\":\"warm\"}",
        R"({"text":"\ud800","days":1,"tone":"warm"})", R"({"text":"a","days":1,"tone":"warm",})"}) {
    CAPTURE(text);
    CHECK(read(text).end == ModelEnd::malformed);
    CHECK(read(text).values.empty());
  }
}

TEST_CASE("No text at all is an end of its own (B91)") {
  for (const char* const text : {"", "  \n\t", "\xEF\xBB\xBF"}) {
    CHECK(read(text).end == ModelEnd::empty);
  }
}

TEST_CASE("A form that nests beyond all measure is refused before it is read") {
  const std::string deep = std::string(100'000, '[') + std::string(100'000, ']');
  CHECK(read(R"({"text":"a","days":1,"tone":"warm","x":)" + deep + "}").end == ModelEnd::malformed);
  CHECK_FALSE(is_shallow(deep));
  CHECK(is_shallow(std::string(32, '[')));
  CHECK_FALSE(is_shallow(std::string(33, '[')));
  CHECK(is_shallow(R"("[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\"[[[")"));
}

TEST_CASE("Only what is plainly a word is taken for one") {
  for (const char* const word : {"SAFETY", "API_KEY_INVALID", "insufficient_quota"}) {
    CHECK(word_of(word) == word);
  }
  for (const char* const text :
       {"", "Mixed", "with blank", "AIza0123", "79001234567", "Анна",
        "a_word_that_is_far_too_long_to_be_the_name_of_an_error_of_a_service"}) {
    CHECK(word_of(text) == "other");
  }
}

TEST_CASE("The schema names every field in order, in both styles") {
  const auto fields = question().fields;
  CHECK(write_answer_schema(fields, SchemaStyle::json_schema) ==
        R"({"type":"object","properties":{"text":{"type":"string","description":"what is sent"},)"
        R"("days":{"type":"integer"},"tone":{"type":"string","enum":["warm","plain"]}},)"
        R"("required":["text","days","tone"],"additionalProperties":false})");
  CHECK(write_answer_schema(fields, SchemaStyle::openapi) ==
        R"({"type":"OBJECT","properties":{"text":{"type":"STRING","description":"what is sent"},)"
        R"("days":{"type":"INTEGER"},"tone":{"type":"STRING","enum":["warm","plain"]}},)"
        R"("required":["text","days","tone"],"propertyOrdering":["text","days","tone"]})");
}
