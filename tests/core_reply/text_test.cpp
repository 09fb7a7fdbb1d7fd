// An answer as words: what looks different and is the same.
#include <catch2/catch.hpp>

#include "language/utf8.hpp"
#include "reply_text.hpp"

using namespace reactivation;

namespace {

std::string words_of(std::string_view text) {
  std::string out;
  for (const ReplyToken& token : reply_tokens(plain_points(decode_reply(text).points))) {
    if (!out.empty()) out += token.starts_clause ? " | " : " ";
    if (token.glue != 0) out += "(" + std::string(1, static_cast<char>(token.glue)) + ")";
    out += encode_utf8(token.text);
  }
  return out;
}

bool is_near(std::string_view word, std::string_view stem, Ending ending = Ending::exact) {
  return is_misspelt(own_text(word), own_text(stem), ending);
}

}  // namespace

TEST_CASE("letters that only look different are the same") {
  CHECK(words_of("ЁЖ Йод Эхо ВЫ") == "еж иод ехо ви");
  CHECK(words_of("Ｆｕｌｌ Ｗｉｄｔｈ １５") == "full width 15");
  CHECK(words_of("Arrêt São ŁÓDŹ Straße") == "arret sao lodz strase");
  CHECK(words_of("тоқта ңғү") == "токта нгу");
  CHECK(words_of("писать подъезд ь") == "писат подезд");
  CHECK(words_of("don't to‘xtat o`ch") == "dont toxtat och");
  CHECK(words_of("𝟏𝟓 𝕤𝕥𝕠𝕡 🅂") == "15 stop s");
  CHECK(words_of("нееееет аанна") == "нет аанна");
}

TEST_CASE("a word of two alphabets becomes one of a single alphabet") {
  CHECK(words_of("сtоп") == "стоп");
  CHECK(words_of("ѕtор") == "stop");
  CHECK(words_of("ст0п st0p") == "стоп stop");
  CHECK(words_of("0 10 a0 0b") == "0 10 a 0 0 b");
  CHECK(words_of("$top $5 5$") == "stop | 5 5");
}

TEST_CASE("marks and symbols begin a clause, a dash or a quote does not") {
  CHECK(words_of("a, b. c; d\ne") == "a | b | c | d | e");
  CHECK(words_of("a-b «c» *d* _e_") == "a b c d e");
  CHECK(words_of("a 🙏🙏 b") == "a | 🙏 | b");
  CHECK(words_of("a? b +") == "a | ? | b | +");
}

TEST_CASE("numbers keep the mark between them") {
  const auto tokens = reply_tokens(U"15.03.2026 10:30, 7. x 123456789");
  REQUIRE(tokens.size() == 8);
  CHECK(tokens[0].value == 15);
  CHECK(tokens[0].glue == 0);
  CHECK(tokens[1].value == 3);
  CHECK(tokens[1].glue == U'.');
  CHECK(tokens[2].value == 2026);
  CHECK(tokens[4].glue == U':');
  CHECK(tokens[5].starts_clause);
  CHECK(tokens[5].glue == 0);
  CHECK(tokens[6].starts_clause);
  CHECK(tokens[7].value == 0);
  CHECK(reply_tokens(U"5.").size() == 1);
  CHECK(reply_tokens(U"5").size() == 1);
}

TEST_CASE("a text that is not UTF-8 keeps what can be read") {
  const ReplyPoints read = decode_reply(
      "a\xFF"
      "b\xE2\x82");
  CHECK(read.has_bad_bytes);
  CHECK_FALSE(read.is_cut);
  CHECK(read.points == std::u32string{U'a', 0xFFFD, U'b', 0xFFFD, 0xFFFD});
  CHECK_FALSE(decode_reply("aя€😀").has_bad_bytes);
}

TEST_CASE("Latin letters are read by sound") {
  CHECK(encode_utf8(from_translit(U"otpishite menya, shchas 5")) == "отпишите меня, щас 5");
  CHECK(encode_utf8(from_translit(U"khvatit zhdu chto yu")) == "хватит жду что ю");
}

TEST_CASE("a text typed in the other layout is read back, both ways") {
  CHECK(encode_utf8(from_other_layout(U"ytgbib 1")) == "непиши 1");
  CHECK(encode_utf8(from_other_layout(U"ыещз")) == "stop");
}

TEST_CASE("a slip is one letter in a word of six to nine, two in a longer one") {
  CHECK(is_near("отпшите", "отпишите"));
  CHECK(is_near("отпишиите", "отпишите"));
  CHECK(is_near("отпишета", "отпишите") == false);
  CHECK(is_near("опишите", "отпишите"));
  CHECK(is_near("отпшиите", "отпишите"));
  CHECK_FALSE(is_near("стол", "стоп"));
  CHECK_FALSE(is_near("пиши", "пишите"));
  CHECK_FALSE(is_near("записал", "отписал"));
  CHECK(is_near("unsubsrib", "unsubscrib"));
  CHECK(is_near("unsucribe", "unsubscribe"));
  CHECK_FALSE(is_near("unscribe", "unsubscribe"));
  CHECK_FALSE(is_near("отпишитесьпожалуйста", "отпишите"));
}

TEST_CASE("a slip in a stem leaves its ending free") {
  CHECK(is_near("прекротите", "прекрати", Ending::any));
  CHECK(is_near("прикратили", "прекрати", Ending::any));
  CHECK(is_near("прекрти", "прекрати", Ending::any));
  CHECK_FALSE(is_near("прокричали", "прекрати", Ending::any));
  CHECK_FALSE(is_near(std::string(40, 'a'), "a" + std::string(33, 'b'), Ending::any));
}
