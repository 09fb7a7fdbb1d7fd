// The contract of TextModel: define `make_text_model_fixture`.
#pragma once

#include <algorithm>
#include <catch2/catch.hpp>
#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "reactivation/ports/text_model.hpp"

namespace reactivation::contract {

/// A model and a hand on what it says.
class TextModelFixture {
public:
  virtual ~TextModelFixture() = default;
  virtual TextModel& model() = 0;
  /// From now on question number n (from 0) is answered by those values, the last ones for ever.
  virtual void will_answer(const std::vector<std::vector<std::string>>& values) = 0;
  /// From now on it says something that is not the form.
  virtual void will_babble() = 0;
  /// From now on it cannot be reached, or fails.
  virtual void will_be_down() = 0;
  /// From now on it takes longer than anybody waits.
  virtual void will_think() = 0;
};

/// Defined by the adapter's own tests. The model asks one question at a time.
std::unique_ptr<TextModelFixture> make_text_model_fixture();

namespace text_model {

/// A form with a field of each type: values are `{"a text", "7", "warm"}`.
inline ModelRequest question() {
  ModelRequest out;
  out.instructions = "Fill in the form.";
  out.prompt = "Заполните.";
  out.fields = {{"text", "what is sent", FieldType::text, {}},
                {"days", "", FieldType::integer, {}},
                {"tone", "", FieldType::choice, {"warm", "plain"}}};
  return out;
}

inline std::vector<ModelRequest> questions(std::size_t count) {
  return std::vector<ModelRequest>(count, question());
}

}  // namespace text_model

TEST_CASE("a model has a name to be recorded by") {
  const auto fixture = make_text_model_fixture();
  const std::string_view name = fixture->model().name();
  CHECK_FALSE(name.empty());
  CHECK(name.find("://") == std::string_view::npos);
}

TEST_CASE("there is one answer for each question, in their order, with a value for each field") {
  const auto fixture = make_text_model_fixture();
  const std::vector<std::vector<std::string>> values = {
      {"Первый", "1", "warm"}, {"", "-2147483648", "plain"}, {"a \"b\"\n\\", "2147483647", "warm"}};
  fixture->will_answer(values);
  const auto answers = fixture->model().ask(text_model::questions(3), {});
  REQUIRE(answers.size() == 3);
  for (std::size_t i = 0; i < 3; ++i) {
    CHECK(answers[i].end == ModelEnd::answered);
    CHECK(answers[i].values == values[i]);
    CHECK(answers[i].why.empty());
  }
}

TEST_CASE("nothing asked is nothing answered") {
  const auto fixture = make_text_model_fixture();
  CHECK(fixture->model().ask({}, {}).empty());
}

TEST_CASE("what is not the form is malformed and has no values") {
  const auto fixture = make_text_model_fixture();
  fixture->will_babble();
  const auto answers = fixture->model().ask(text_model::questions(1), {});
  REQUIRE(answers.size() == 1);
  CHECK(answers[0].end == ModelEnd::malformed);
  CHECK(answers[0].values.empty());
}

TEST_CASE("a choice that was not offered, and a number that is none, are malformed") {
  const auto fixture = make_text_model_fixture();
  fixture->will_answer({{"a", "1", "rude"}});
  CHECK(fixture->model().ask(text_model::questions(1), {}).at(0).end == ModelEnd::malformed);
}

TEST_CASE("a model that is down is an end of each question, with a word for why") {
  const auto fixture = make_text_model_fixture();
  fixture->will_be_down();
  const auto answers = fixture->model().ask(text_model::questions(2), {});
  REQUIRE(answers.size() == 2);
  for (const ModelAnswer& each : answers) {
    CHECK(each.end == ModelEnd::unavailable);
    CHECK_FALSE(each.why.empty());
    CHECK(each.values.empty());
  }
}

TEST_CASE("the progress hears of the call every second, and its no ends it") {
  using std::chrono::steady_clock;
  const auto fixture = make_text_model_fixture();
  fixture->will_think();
  const auto began = steady_clock::now();
  auto heard_at = began;
  auto longest = steady_clock::duration{0};
  const auto answers = fixture->model().ask(
      text_model::questions(3), [&](std::string_view what, std::int64_t, std::int64_t total) {
        CHECK_FALSE(what.empty());
        CHECK(total == 3);
        longest = std::max(longest, steady_clock::now() - heard_at);
        heard_at = steady_clock::now();
        return heard_at - began < std::chrono::milliseconds{1200};
      });
  CHECK(longest < std::chrono::seconds{1});
  CHECK(steady_clock::now() - began < std::chrono::seconds{3});
  REQUIRE(answers.size() == 3);
  for (const ModelAnswer& each : answers) {
    CHECK(each.end == ModelEnd::cancelled);
    CHECK(each.values.empty());
  }
}

}  // namespace reactivation::contract
