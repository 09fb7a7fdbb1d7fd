// What holds for every text.
#include <catch2/catch.hpp>
#include <chrono>
#include <random>
#include <string>
#include <vector>

#include "replies.hpp"

using namespace reactivation;
using namespace replies;

namespace {

const std::vector<std::string> opt_outs{"больше не пишите", "удалите мой номер", "отпишите меня",
                                        "не пишите мне",    "unsubscribe me",    "stop texting me",
                                        "remove my number", "don't text me",     "не пишіть мені"};

/// Upper and lower case of the letters used above, by turns.
std::string in_mixed_case(const std::string& text) {
  std::string out = text;
  for (std::size_t i = 0; i + 1 < out.size(); ++i) {
    if (out[i] >= 'a' && out[i] <= 'z' && i % 2 == 0) {
      out[i] = static_cast<char>(out[i] - 'a' + 'A');
    } else if (out[i] == '\xD0' && static_cast<unsigned char>(out[i + 1]) >= 0xB0) {
      out[i + 1] = static_cast<char>(out[i + 1] - 0x20);  // а…п
    }
  }
  return out;
}

void expect_consistent(const std::string& text) {
  const Reply reply = of(text);
  CHECK(reply.opt_out == (reply.type == ReplyType::opt_out));
  CHECK(reply.pause_until.has_value() == (reply.type == ReplyType::pause_until));
  CHECK((reply.type != ReplyType::unclear || reply.needs_person));
  CHECK((!reply.is_incident || reply.needs_person));
  CHECK(reply.type != ReplyType::none);
  CHECK(reply.type != ReplyType::no_response);
  CHECK(reply.type != ReplyType::booking_created);
  if (reply.pause_until) CHECK(*reply.pause_until > on_march_3.today);
  CHECK(of(text) == reply);
}

}  // namespace

TEST_CASE("every sequence of bytes has an answer that agrees with itself") {
  std::mt19937 random(20260303);
  std::uniform_int_distribution<int> byte(0, 255);
  std::uniform_int_distribution<std::size_t> size(0, 120);
  for (int round = 0; round < 400; ++round) {
    std::string text(size(random), '\0');
    for (char& c : text) c = static_cast<char>(byte(random));
    expect_consistent(text);
  }
}

TEST_CASE("words in any order have an answer that agrees with itself") {
  const std::vector<std::string> words{
      "не",     "пишите",  "мне",  "до",       "15",    "марта", "через",  "две",
      "недели", ",",       "?",    "stop",     "don't", "text",  "me",     "until",
      "next",   "week",    "в",    "мае",      "after", "the",   "отпуск", "конца",
      "года",   "вернусь", ".",    "напишите", "2026",  "-",     "/",      "3",
      "да",     "нет",     "стоп", "👍",        "$",     "0",     "новый",  "завтра"};
  std::mt19937 random(7);
  std::uniform_int_distribution<std::size_t> word(0, words.size() - 1);
  std::uniform_int_distribution<int> count(1, 9);
  for (int round = 0; round < 700; ++round) {
    std::string text;
    for (int i = count(random); i > 0; --i) text += words[word(random)] + (i % 3 == 0 ? "" : " ");
    expect_consistent(text);
  }
}

TEST_CASE("a friendly sentence around an opt-out does not hide it") {
  const std::vector<std::string> before{"",
                                        "Здравствуйте! ",
                                        "Спасибо за всё. ",
                                        "Hi there! ",
                                        "Thanks for the lovely haircut. ",
                                        "Да, хорошо. "};
  const std::vector<std::string> after{"",   ". Хорошего дня!",  ", спасибо", ". Have a nice day!",
                                       " 🙏", "!!! Всего доброго"};
  for (const std::string& text : opt_outs) {
    for (const std::string& head : before) {
      for (const std::string& tail : after) {
        CAPTURE(head + text + tail);
        CHECK(is_opt_out(head + text + tail));
      }
    }
  }
}

TEST_CASE("case and marks around it do not change an opt-out") {
  for (const std::string& text : opt_outs) {
    for (const std::string& form : {in_mixed_case(text), "  " + text + "  ", "«" + text + "»",
                                    "*" + text + "*", text + "!!!1", "(" + text + ")", text + " 😡",
                                    "\n\n" + text + "\r\n", "— " + text + "…"}) {
      CAPTURE(form);
      CHECK(is_opt_out(form));
    }
  }
}

TEST_CASE("bytes that are no UTF-8 neither hide an opt-out nor pass as an answer") {
  CHECK(is_opt_out("\xFF\xFE не пишите мне"));
  CHECK(is_opt_out("stop texting me \xC3"));
  CHECK(is_frozen("да \xFF"));
  CHECK(is_frozen("\xED\xA0\x80\xF8\x80"));
  CHECK(is_frozen("\xF0\x9F\x91"));
}

TEST_CASE("B90: a text of ten megabytes is read at both ends, in bounded time") {
  const std::string filler(10'000'000, 'x');
  const auto start = std::chrono::steady_clock::now();
  CHECK(is_frozen(filler));
  CHECK(is_opt_out("не пишите мне. " + filler));
  CHECK(is_opt_out(filler + ". stop texting me"));
  CHECK(is_frozen("да. " + filler));
  std::string words;
  while (words.size() < 10'000'000) words += "не 1 ";
  CHECK(is_frozen(words));
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds{60});
}

TEST_CASE("answers are equal when everything in them is") {
  const Reply reply{ReplyType::pause_until, false, on_march_3.today, false, false};
  Reply other = reply;
  CHECK(reply == other);
  other.is_incident = true;
  CHECK_FALSE(reply == other);
  other.needs_person = true;
  CHECK_FALSE(reply == other);
  other.pause_until.reset();
  CHECK_FALSE(reply == other);
  other.opt_out = true;
  CHECK_FALSE(reply == other);
  other.type = ReplyType::opt_out;
  CHECK_FALSE(reply == other);
}

TEST_CASE("two parts are the most that is read whole") {
  const std::string most(2 * reply_part_bytes_max - 5, ' ');
  CHECK(type_of(most + "да.") == ReplyType::positive);
  CHECK(is_frozen(most + "да..."));
}
