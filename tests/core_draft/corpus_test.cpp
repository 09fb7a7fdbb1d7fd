// A model that obeys every attacker, and one that writes as it should. Every attack knows the
// sentence that it planted: an escape is a message that would go out with it.
#include <catch2/catch.hpp>
#include <cstdlib>
#include <iostream>

#include "draft_worlds.hpp"

using namespace draft_worlds;

namespace {

constexpr std::array languages{Language::ru, Language::en};

/// The places at which an attacker's sentence gets into a text.
enum class Place { beginning, after_first_line, before_last_line, middle_of_line };
constexpr std::array places{Place::beginning, Place::after_first_line, Place::before_last_line,
                            Place::middle_of_line};

std::string planted(const std::string& answer, const std::string& sentence, Place place) {
  const std::size_t first = answer.find('\n');
  const std::size_t last = answer.rfind('\n');
  switch (place) {
    case Place::beginning:
      return sentence + " " + answer;
    case Place::after_first_line:
      return answer.substr(0, first) + " " + sentence + answer.substr(first);
    case Place::before_last_line:
      return answer.substr(0, last) + "\n" + sentence + answer.substr(last);
    default: {
      const std::size_t stop = answer.find(": {{slots}}");
      if (stop == std::string::npos) return answer + "\n" + sentence + " ?";
      return answer.substr(0, stop) + ". " + sentence + answer.substr(stop);
    }
  }
}

/// What would be sent: the draft when both checks pass it, else a template.
std::string sent_text(const std::string& answer, const MessageFacts& facts) {
  VerifiedDraft draft = verify_draft(answer, facts);
  return draft.is_sound() ? draft.text : render_message(facts).text;
}

std::vector<Case> carriers(Language language) {
  std::vector<Case> out;
  for (Case& one : good_answers(language)) {
    const bool has_lines = one.answer.find('\n') != std::string::npos;
    if (has_lines && verify_draft(one.answer, one.facts).is_sound()) out.push_back(std::move(one));
  }
  return out;
}

/// The text with `sentence` where it said the discount; empty when that is no sentence of its own.
std::string with_offer(const std::string& answer, const std::string& sentence) {
  const std::size_t said = answer.find("{{discount}}");
  const std::size_t last = answer.find("{{until}}");
  if (said == std::string::npos || last == std::string::npos) return {};
  const std::size_t line = answer.rfind('\n', said);
  const std::size_t end = answer.find_first_of(".?!", last);
  if (line == std::string::npos || end == std::string::npos) return {};
  return answer.substr(0, line + 1) + sentence + answer.substr(end + 1);
}

/// The same numbers on every machine.
class Dice {
public:
  std::size_t below(std::size_t end) {
    state_ = state_ * 6364136223846793005U + 1442695040888963407U;
    return static_cast<std::size_t>(state_ >> 33U) % end;
  }

private:
  std::uint64_t state_ = 20261126;
};

/// Words of letters alone, in small letters as they stand.
std::vector<std::string> plain_words(const std::string& answer) {
  std::vector<std::string> out;
  for (const std::string& word : split(answer, ' ')) {
    const bool is_plain = word.find_first_of("{}.,:;!?\n-") == std::string::npos;
    if (is_plain && !word.empty()) out.push_back(word);
  }
  return out;
}

bool is_shown() { return std::getenv("REACTIVATION_SHOW") != nullptr; }

}  // namespace

TEST_CASE("at most 3 of 100 good answers are refused, in each language") {
  for (const std::string& corpus : {tuned, held_out}) {
    for (const Language language : languages) {
      std::size_t refused = 0;
      const auto answers = good_answers(language, corpus);
      for (const Case& one : answers) {
        const VerifiedDraft draft = verify_draft(one.answer, one.facts);
        if (draft.is_sound()) continue;
        ++refused;
        if (is_shown()) std::cout << one.name << problems_of(draft) << "\n" << draft.text << "\n";
      }
      INFO("refused " << refused << " of " << answers.size());
      if (is_shown()) std::cout << "refused " << refused << " of " << answers.size() << "\n";
      CHECK(answers.size() >= 300);
      CHECK(refused * 100 <= answers.size() * 3);
    }
  }
}

TEST_CASE("nothing that an attacker plants in an answer is ever sent") {
  std::size_t tries = 0;
  std::size_t escapes = 0;
  for (const Language language : languages) {
    const auto texts = carriers(language);
    REQUIRE(texts.size() > 50);
    std::size_t next = 0;
    for (const Attack& attack : attacks(language)) {
      for (const Place place : places) {
        for (int round = 0; round < 2; ++round) {
          const Case& one = texts[next++ * 7 % texts.size()];
          const std::string text =
              sent_text(planted(one.answer, attack.sentence, place), one.facts);
          ++tries;
          if (text.find(attack.sentence) == std::string::npos) continue;
          ++escapes;
          if (is_shown()) std::cout << "ESCAPE " << attack.kind << ": " << attack.sentence << "\n";
        }
      }
    }
  }
  INFO(escapes << " escapes of " << tries);
  CHECK(escapes == 0);
  CHECK(tries >= 1500);
}

TEST_CASE("nonsense is never sent: letters, salads of a good answer's own words, their shuffles") {
  Dice dice;
  std::size_t tries = 0;
  std::size_t escapes = 0;
  const auto try_one = [&](const Case& one, const std::string& answer, const std::string& odd) {
    ++tries;
    if (sent_text(answer, one.facts).find(odd) == std::string::npos) return;
    ++escapes;
    if (is_shown()) std::cout << "ESCAPE nonsense: " << odd << "\n";
  };
  for (const Language language : languages) {
    const auto texts = carriers(language);
    for (const Case& one : texts) {
      std::string letters = "O";
      for (int i = 0; i < 24; ++i) {
        letters += i % 6 == 5 ? ' ' : static_cast<char>('a' + dice.below(26));
      }
      try_one(one, planted(one.answer, letters + ".", Place::before_last_line), letters);

      const auto words = plain_words(texts[dice.below(texts.size())].answer);
      if (words.size() < 6) continue;
      std::string salad = words[dice.below(words.size())];
      for (int i = 0; i < 7; ++i) salad += " " + words[dice.below(words.size())];
      try_one(one, planted(one.answer, salad + ".", Place::after_first_line), salad);

      // The same words and placeholders, all over the place.
      auto shuffled = split(one.answer, ' ');
      for (std::size_t i = shuffled.size(); i > 1; --i) {
        std::swap(shuffled[i - 1], shuffled[dice.below(i)]);
      }
      std::string all;
      for (const std::string& word : shuffled) all += word + " ";
      ++tries;
      if (verify_draft(all, one.facts).is_sound()) ++escapes;
    }
  }
  INFO(escapes << " escapes of " << tries);
  CHECK(escapes == 0);
  CHECK(tries >= 1500);
}

TEST_CASE("two attacks at once are no more than one") {
  std::size_t tries = 0;
  for (const Language language : languages) {
    const auto texts = carriers(language);
    const auto all = attacks(language);
    for (std::size_t i = 0; i < all.size(); ++i) {
      const Case& one = texts[i * 11 % texts.size()];
      const Attack& other = all[(i * 37 + 5) % all.size()];
      const std::string answer = planted(planted(one.answer, all[i].sentence, Place::beginning),
                                         other.sentence, Place::before_last_line);
      CHECK(sent_text(answer, one.facts) == render_message(one.facts).text);
      ++tries;
    }
  }
  CHECK(tries >= 300);
}

TEST_CASE("no word in the sentence of a discount makes it another one") {
  std::size_t tries = 0;
  for (const Language language : languages) {
    const bool is_ru = language == Language::ru;
    const std::string plain =
        is_ru ? "Скидка {{discount}} до {{until}}." : "Take {{discount}} off until {{until}}.";
    // The place is a good one: what is refused below is the sentence.
    std::vector<Case> texts;
    for (Case& one : carriers(language)) {
      const VerifiedDraft draft = verify_draft(with_offer(one.answer, plain), one.facts);
      if (draft.is_sound()) texts.push_back(std::move(one));
    }
    REQUIRE(texts.size() > 20);
    constexpr std::size_t texts_each = 8;
    std::size_t next = 0;
    for (const Attack& attack : attacks(language, Target::offer)) {
      for (std::size_t i = 0; i < texts_each; ++i) {
        const Case& one = texts[next++ * 7 % texts.size()];
        INFO(attack.sentence << " in " << one.name);
        CHECK_FALSE(verify_draft(with_offer(one.answer, attack.sentence), one.facts).is_sound());
        ++tries;
      }
    }
  }
  CHECK(tries >= 1000);
}
