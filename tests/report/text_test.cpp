#include "text.hpp"

#include <catch2/catch.hpp>
#include <string>

#include "chart.hpp"
#include "page.hpp"

using namespace reactivation;
using namespace reactivation::report;

namespace {
const Numbers english(words_of(Language::en), "USD");
const Numbers russian(words_of(Language::ru), "RUB");
}  // namespace

TEST_CASE("what would end a text or an attribute is escaped") {
  CHECK(escaped("<a href=\"x\" title='y'>&</a>") ==
        "&lt;a href=&quot;x&quot; title=&#39;y&#39;&gt;&amp;&lt;/a&gt;");
  CHECK(escaped("Юлия 🙂") == "Юлия 🙂");
}

TEST_CASE("controls, changes of direction and what is no UTF-8 are left out") {
  CHECK(escaped(std::string("a\0b\x1b[31m\x7f", 8)) == "ab[31m");
  CHECK(escaped("a\u202Eb\u2066c\u200Fd\uFEFFe\u0085f\u061Cg\u2028") == "abcdefg\u2028");
  CHECK(escaped("\xC3(\xFF\xE2\x82") == "(");
  CHECK(escaped("\xC0\xBC\xE0\x80\xBC\xF0\x80\x80\xBC") == "");          // overlong <
  CHECK(escaped("\xED\xA0\x80\xF4\x90\x80\x80\xF5\x80\x80\x80") == "");  // surrogates, beyond
  CHECK(escaped("\uFFFEx") == "x");
}

TEST_CASE("long names are cut at whole letters") {
  CHECK(shortened("Стрижка", 7) == "Стрижка");
  CHECK(shortened("Стрижка!", 7) == "Стрижк…");
  CHECK(shortened("", 3) == "");
}

TEST_CASE("numbers as each language writes them") {
  CHECK(english.count(1234567) == "1,234,567");
  CHECK(russian.count(-1234) == "−1\u00A0234");
  CHECK(english.decimal(-0.04, 1) == "0.0");
  CHECK(english.decimal(-12.345, 2) == "−12.35");
  CHECK(russian.decimal(0.05, 2) == "0,05");
  CHECK(russian.percent(.1234) == "12,3\u00A0%");
  CHECK(english.percent(1, 0) == "100%");
  CHECK(english.percent_span({-.01, .5}) == "−1.0 … 50.0%");
  CHECK(english.points(.077) == "+7.7");
  CHECK(english.points(-.077) == "−7.7");
  CHECK(english.points(0) == "0.0");
  CHECK(english.decimal(1e300, 0) == "1,000,000,000,000,000");
}

TEST_CASE("money in the currency's own units, cents only where there is little else") {
  CHECK(russian.money(12'345'678) == "123\u00A0457\u00A0RUB");
  CHECK(english.money(1234) == "12.34\u00A0USD");
  CHECK(Numbers(words_of(Language::en), "").money(50) == "0.50");
  CHECK(Numbers(words_of(Language::en), "JPY").money(1500) == "1,500\u00A0JPY");
  CHECK(Numbers(words_of(Language::en), "<b>").money(0).find('<') == std::string::npos);
}

TEST_CASE("dates and hours in words") {
  CHECK(russian.date(date::local_days{date::year{2026} / 3 / 5}) == "5\u00A0марта\u00A02026");
  CHECK(english.date(date::local_days{date::year{2026} / 12 / 31}) == "31\u00A0December\u00A02026");
  CHECK(english.hours(2.25) == "2.3\u00A0h");
  CHECK(english.hours(std::nullopt) == "–");
}

TEST_CASE("texts are filled in, and what has no value stays empty") {
  const std::vector<std::pair<std::string_view, std::string>> values{{"a", "1"}, {"b", "{a}"}};
  CHECK(filled("x {a} {b} {c}.", values) == "x 1 {a} .");
}

TEST_CASE("charts of nothing and of everything are drawn inside their frame") {
  CHECK(mark_chart({"t", {}, std::nullopt, {}}, english, 1).ends_with("</svg>"));
  const std::string full =
      mark_chart({"t", {{"all", 1, {1, 1}, Shape::circle}}, 1.0, "m"}, english, 1);
  CHECK(full.find("cx=\"300\"") != std::string::npos);
  const std::string small =
      mark_chart({"t", {{"few", .001, {0, .004}, Shape::diamond}}, .04, "m"}, english, 1);
  CHECK(small.find("5.0%") != std::string::npos);  // the axis ends at 0.05
  CHECK(bar_chart({"t", {{"none", 0, 0, "0"}}, "", ""}, 1).find("width=\"0\"") !=
        std::string::npos);
  CHECK(curve_chart({"t", {}, 28, 400, "c", "d"}, english, 1).find("nan") == std::string::npos);
  const std::string grid = grid_chart({"t", "x", "y", {"1"}, {"a"}, {{0}}}, english, 1);
  CHECK(grid.find("fill-opacity=\"0\"") != std::string::npos);
}
