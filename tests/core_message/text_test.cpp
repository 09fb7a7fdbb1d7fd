#include <catch2/catch.hpp>

#include "language/message_text.hpp"
#include "language/utf8.hpp"
#include "language/word_match.hpp"
#include "message_tokens.hpp"
#include "worlds.hpp"

using namespace message_worlds;

namespace {

constexpr std::array<TradeWord, 4> words{{
    {"role", {"stylist", "barber", "<dentist|doctor>", "trainer", "specialist"}},
    {"loop", {"{loop}x", "{loop}x", "{loop}x", "{loop}x", "{loop}x"}},
    {"title_of", {"[title?“{title}”|none]", "", "", "", ""}},
    {"twice", {"{role}-{role}", "", "", "", ""}},
}};

std::string filled(std::string_view text, AddressForm form = AddressForm::formal,
                   BusinessType type = BusinessType::beauty) {
  const std::array<TextValue, 4> values{
      {{"name", "Анна"}, {"title", ""}, {"trick", "{role} [x?y] <a|b>"}, {"small", "ёж"}}};
  return filled_text(text, {values, words, type, form});
}

}  // namespace

TEST_CASE("the notation of texts says values, choices and forms") {
  CHECK(filled("a {name} b") == "a Анна b");
  CHECK(filled("{Small}") == "Ёж");
  CHECK(filled("{Role}, {role}", AddressForm::formal, BusinessType::fitness) == "Trainer, trainer");
  CHECK(filled("[name?yes|no] [title?yes|no]") == "yes no");
  CHECK(filled("[name?yes][title?yes]") == "yes");
  CHECK(filled("[title?a|[name?b|c]]") == "b");
  CHECK(filled("[title?[name?b|c]|d]") == "d");
  CHECK(filled("[title?{name}<a|b>]x") == "x");
  CHECK(filled("<one|two>") == "one");
  CHECK(filled("<one|two>", AddressForm::informal) == "two");
  CHECK(filled("{role}", AddressForm::informal, BusinessType::dental) == "doctor");
  CHECK(filled("{title_of}") == "none");
  CHECK(filled("{twice}") == "stylist-stylist");
}

TEST_CASE("values are said as they are, never read in the notation") {
  CHECK(filled("{trick}") == "{role} [x?y] <a|b>");
  CHECK(filled("[trick?{trick}]") == "{role} [x?y] <a|b>");
}

TEST_CASE("spaces come together, empty lines go, indented lines go on") {
  CHECK(filled("a  b \n c\nd") == "a b c\nd");
  CHECK(filled("a\n[title?x]\n\nb\n") == "a\nb");
  CHECK(filled("a\n[title?x] b") == "a\nb");
  CHECK(filled("a [title?x], b [title?x].") == "a, b.");
  CHECK(filled("") == "");
  CHECK(filled("\n \n") == "");
}

TEST_CASE("a slip in a pack neither crashes nor hangs") {
  CHECK(filled("{unknown}x") == "x");
  CHECK(filled("{Unknown}x") == "x");
  CHECK(filled("{}x") == "x");
  CHECK(filled("{1}x") == "x");
  CHECK(filled("{name") == "Анна");
  CHECK(filled("[name?a") == "a");
  CHECK(filled("[name") == "");
  CHECK(filled("<a") == "a");
  CHECK(filled("{loop}") == "xxxx");
  CHECK(filled("a|b]c>d") == "a|b]c>d");
}

TEST_CASE("UTF-8 is read strictly and written back the same") {
  for (const char* good : {"", "a", "я", "ё", "€", "😀", "a я€😀\n"}) {
    const auto points = decode_utf8(good);
    REQUIRE(points);
    CHECK(encode_utf8(*points) == good);
  }
  for (const char* bad :
       {"\x80", "\xC0\xAF", "\xC1\xBF", "\xC3", "\xC3(", "\xE0\x9F\xBF", "\xE2\x82", "\xED\xA0\x80",
        "\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFF"}) {
    CHECK_FALSE(decode_utf8(bad));
  }
  CHECK(decode_utf8("\xED\x9F\xBF\xEE\x80\x80\xF4\x8F\xBF\xBF") == U"\uD7FF\uE000\U0010FFFF");
  CHECK(own_text("\xFF").empty());
}

TEST_CASE("letters change case in both alphabets and stay letters") {
  const std::u32string upper =
      U"AZÀÖØÞŸĀĮĲĶĹŇŊŶŹŽƠƯȘȚƏЀЏАЯЁҊҾӁӍӐԮӀḀẔẠỸ";
  const std::u32string lower =
      U"azàöøþÿāįĳķĺňŋŷźžơưșțəѐџаяёҋҿӂӎӑԯӏḁẕạỹ";
  REQUIRE(upper.size() == lower.size());
  for (std::size_t i = 0; i < upper.size(); ++i) {
    INFO(encode_utf8(upper.substr(i, 1)));
    CHECK(to_lower(upper[i]) == lower[i]);
    CHECK(to_upper(lower[i]) == upper[i]);
    CHECK(to_lower(lower[i]) == lower[i]);
    CHECK(to_upper(upper[i]) == upper[i]);
    CHECK(is_letter(upper[i]));
    CHECK(is_letter(lower[i]));
  }
  CHECK(to_lower(U'İ') == U'i');
  for (const char32_t c : U"1 ×÷ß.ıĸŉ—😀א") {
    CHECK(to_upper(to_lower(c)) == c);
  }
  for (const char32_t c : U"1 ×÷.—😀אΑ\u0301\u0482@[`{") CHECK_FALSE(is_letter(c));
  CHECK(folded(U"ЁЖ’S") == U"еж's");
  for (const char32_t c : {U'\'', U'’', U'ʼ', U'‘', U'`'}) CHECK(is_apostrophe(c));
  CHECK_FALSE(is_apostrophe(U'"'));
  CHECK((is_blank(U' ') && is_blank(0xA0) && is_blank(0x202F) && !is_blank(U'\n')));
}

TEST_CASE("words match whole, by their beginning or by their end") {
  CHECK(matches("скидка", "скидк*"));
  CHECK(matches("скидк", "скидк*"));
  CHECK_FALSE(matches("скид", "скидк*"));
  CHECK(matches("пятнадцать", "*надцать"));
  CHECK_FALSE(matches("стопка", "стоп"));
  CHECK(folded_words(U"Мар'яна, 'ОНА' — it’s'!") ==
        std::vector<std::string>{"мар'яна", "она", "it's"});
  CHECK(mixes_alphabets(U"cкидка"));
  CHECK_FALSE(mixes_alphabets(U"скидка"));
  CHECK_FALSE(mixes_alphabets(U"discount"));
  CHECK((is_loaded("скидка") && is_loaded("free") && is_loaded("percent") && is_loaded("sorry")));
  CHECK_FALSE(is_loaded("маникюр"));
}

TEST_CASE("emoji and currencies are known by their blocks") {
  for (const char32_t c : {U'\U0001F000', U'😀', U'\U0001FAFF', U'☀', U'➿', U'⬀', U'⭐', U'⯿'}) {
    CHECK(is_emoji(c));
  }
  for (const char32_t c : {U'a', U'\u25FF', U'\u27C0', U'\u2AFF', U'\u2C00', U'\U0001EFFF',
                           U'\U0001F3FB', U'\U0001F3FF', U'\U0001FB00'}) {
    CHECK_FALSE(is_emoji(c));
  }
  for (const char32_t c : {U'$', U'¢', U'£', U'¥', U'₠', U'₽', U'\u20CF'}) CHECK(is_currency(c));
  for (const char32_t c : {U'a', U'¡', U'¦', U'\u209F', U'\u20D0'}) CHECK_FALSE(is_currency(c));
}
