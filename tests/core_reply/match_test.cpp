// The little language of the lexicon, and the lexicon's own order.
#include <catch2/catch.hpp>

#include "language/reply_lexicon.hpp"
#include "language/utf8.hpp"
#include "reply_match.hpp"

using namespace reactivation;

namespace {

constexpr ReplyGroup groups[] = {{U"me", U"me|us"}, {U"all", U"@me|everybody"}};
const ReplyWords polite = compile_words(U"please|hi", {});
const ReplyWords not_errors = compile_words(U"paintings", {});

std::size_t count(std::u32string_view pattern, std::u32string_view text,
                  Spelling spelling = Spelling::exact) {
  const auto tokens = reply_tokens(text);
  const std::vector<bool> taken(tokens.size(), false);
  return find_matches(compile_pattern(pattern, groups), tokens, taken,
                      {spelling, polite, not_errors})
      .size();
}

}  // namespace

TEST_CASE("words match whole words, or their beginnings with a star") {
  CHECK(count(U"stop", U"stop") == 1);
  CHECK(count(U"stop", U"stopping") == 0);
  CHECK(count(U"stop*", U"stopping") == 1);
  CHECK(count(U"a|b*", U"a bc d") == 2);
  CHECK(count(U"take @all", U"take us, take everybody") == 2);
  CHECK(count(U"take @nobody", U"take us") == 0);
  CHECK(count(U"in #", U"in 5") == 1);
  CHECK(count(U"in #", U"in five") == 0);
}

TEST_CASE("optional words and gaps") {
  CHECK(count(U"no more? text", U"no text") == 1);
  CHECK(count(U"no more? text", U"no more text") == 1);
  CHECK(count(U"no ..2 text", U"no text") == 1);
  CHECK(count(U"no ..2 text", U"no a b text") == 1);
  CHECK(count(U"no ..2 text", U"no a b c text") == 0);
  CHECK(count(U"no ..2 text", U"no") == 0);
  CHECK(count(U"..2", U"no") == 0);
}

TEST_CASE("a match stays within a clause, but where a mark is allowed") {
  CHECK(count(U"no text", U"no, text") == 0);
  CHECK(count(U"no , text", U"no, text") == 1);
  CHECK(count(U"no ..2 text", U"no, a text") == 0);
  CHECK(count(U"no , ..1 text", U"no, a text") == 1);
  CHECK(count(U"no , ..1 text", U"no? text") == 1);
  CHECK(count(U"no , ?", U"no?") == 1);
}

TEST_CASE("a word that may not stand before") {
  CHECK(count(U"!not text", U"text") == 1);
  CHECK(count(U"!not text", U"not text") == 0);
  CHECK(count(U"!not text", U"not, text") == 1);
  CHECK(count(U"!not text", U"do text") == 1);
  CHECK(count(U"!not more? ", U"") == 0);
}

TEST_CASE("ends of clauses and of texts look through polite words") {
  CHECK(count(U"^ stop $", U"hi stop please") == 1);
  CHECK(count(U"^ stop $", U"do stop") == 0);
  CHECK(count(U"^ stop $", U"stop it") == 0);
  CHECK(count(U"^ stop $", U"x, stop, y") == 1);
  CHECK(count(U"^^ stop $$", U"x, stop") == 0);
  CHECK(count(U"^^ stop $$", U"stop, y") == 0);
  CHECK(count(U"^^ stop $$", U"hi, stop, please 🙏") == 1);
}

TEST_CASE("slips are forgiven where they are asked to be, but for words that are right") {
  CHECK(count(U"painting", U"paintin", Spelling::forgiving) == 1);
  CHECK(count(U"painting", U"paintin") == 0);
  CHECK(count(U"painting", U"paintings", Spelling::forgiving) == 0);
}

TEST_CASE("words that are taken do not match") {
  const auto tokens = reply_tokens(U"no text");
  CHECK(find_matches(compile_pattern(U"no text", {}), tokens, {false, true},
                     {Spelling::exact, polite, not_errors})
            .empty());
}

TEST_CASE("every lexicon uses only groups that it has, and no pattern is empty") {
  for (const ReplyLexicon* lexicon : all_reply_lexicons()) {
    for (const auto& patterns :
         {lexicon->harmless, lexicon->opt_out, lexicon->threats, lexicon->complaints,
          lexicon->unclear, lexicon->other_staff, lexicon->other_service, lexicon->other_time,
          lexicon->booking, lexicon->negative, lexicon->positive, lexicon->neutral, lexicon->away,
          lexicon->later, lexicon->maybe_later}) {
      for (const std::u32string_view pattern : patterns) {
        CAPTURE(lexicon->code, encode_utf8(pattern));
        const ReplyPattern compiled = compile_pattern(pattern, lexicon->groups);
        CHECK_FALSE(compiled.empty());
        for (const ReplyElement& element : compiled) {
          const bool has_words = element.kind == ReplyElement::Kind::words ||
                                 element.kind == ReplyElement::Kind::not_after;
          CHECK(has_words == !element.words.empty());
          for (const ReplyWord& word : element.words) CHECK_FALSE(word.stem.empty());
        }
        for (std::size_t at = pattern.find(U'@'); at != std::u32string_view::npos;
             at = pattern.find(U'@', at + 1)) {
          const auto name = pattern.substr(at + 1, pattern.find_first_of(U"| ?", at) - at - 1);
          CAPTURE(encode_utf8(name));
          CHECK(std::any_of(lexicon->groups.begin(), lexicon->groups.end(),
                            [&](const ReplyGroup& group) { return group.name == name; }));
        }
      }
    }
  }
}
