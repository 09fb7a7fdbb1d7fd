#include <catch2/catch.hpp>
#include <cstdlib>
#include <regex>
#include <string>

#include "reactivation/report/html.hpp"
#include "sample.hpp"
#include "words.hpp"

using namespace reactivation;

namespace {

std::size_t times(const std::string& text, const std::string& part) {
  std::size_t out = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++out;
  return out;
}

}  // namespace

TEST_CASE("a report asks nothing of the network and runs nothing") {
  for (const Language language : {Language::ru, Language::en}) {
    const std::string page = report_html(sample::report(language));
    for (const char* part : {"<script", "http://", "https://", "@import", "srcset", "<iframe",
                             "<object", "<img", "javascript:"}) {
      INFO(part);
      CHECK(page.find(part) == std::string::npos);
    }
    CHECK(times(page, "url(#stripes)") == times(page, "url("));
    CHECK(times(page, "href=") == 1);  // the empty icon
    CHECK(page.find("href=\"data:,\"") != std::string::npos);
    CHECK(page.find("\u202E") == std::string::npos);
    CHECK(page.find("&lt;script&gt;alert(1)&lt;/script&gt;") != std::string::npos);
  }
}

TEST_CASE("every tag is one of the page's own, with attributes of its own") {
  const std::string page = report_html(sample::report(Language::en));
  const std::string body = page.substr(page.find("<body>"));
  const std::regex tag("<(/?)([a-z0-9]+)([^<>]*)>");
  const std::regex own(
      "(bdi|body|caption|circle|dd|defs|details|div|dl|dt|figcaption|figure|h1|h2|header|html|li"
      "|line|main|p|path|pattern|rect|span|strong|summary|svg|table|tbody|td|text|th|thead|title"
      "|tr|ul)");
  const std::regex attributes(
      "( (aria-hidden|aria-label|aria-labelledby|class|cx|cy|d|fill|fill-opacity|focusable|height"
      "|id|patternTransform|patternUnits|r|role|scope|tabindex|text-anchor|viewBox|width|x|x1|x2"
      "|y|y1|y2)=\"[^\"]*\")*/?");
  std::size_t tags = 0;
  for (std::sregex_iterator found(body.begin(), body.end(), tag), end; found != end; ++found) {
    ++tags;
    INFO(found->str());
    CHECK(std::regex_match(found->str(2), own));
    CHECK(std::regex_match(found->str(3), attributes));
  }
  CHECK(tags == times(body, "<"));
}

TEST_CASE("every section is there, in the report's language, and every chart has its table") {
  for (const Language language : {Language::ru, Language::en}) {
    const std::string page = report_html(sample::report(language));
    const report::Words& words = report::words_of(language);
    for (const std::string_view heading :
         {words.insights_heading, words.effect_heading, words.attempts_heading,
          words.services_heading, words.curves_heading, words.rhythm_heading, words.times_heading,
          words.account_heading, words.replay_heading, words.second_heading}) {
      INFO(heading);
      CHECK(page.find(std::string(heading)) != std::string::npos);
    }
    const std::size_t charts = times(page, "<svg class=\"chart\"");
    CHECK(charts >= 13);
    CHECK(times(page, "<figure>") == charts);
    CHECK(times(page, "</details></figure>") == charts);
    CHECK(times(page, "<svg class=\"chart\" viewBox") == times(page, "role=\"img\""));
    CHECK(page.find("lang=\"" + std::string(words.code) + "\"") != std::string::npos);
  }
}

TEST_CASE("no word of the other language, and no place left to fill in") {
  const std::string english = report_html(sample::report(Language::en));
  const std::string russian = report_html(sample::report(Language::ru));
  CHECK(english.find("Клиенты, которые") == std::string::npos);
  CHECK(russian.find("Figures") == std::string::npos);
  for (const std::string& page : {english, russian}) {
    const std::string body = page.substr(page.find("<body>"));
    CHECK(body.find('{') == std::string::npos);
    CHECK(body.find("nan") == std::string::npos);
    CHECK(body.find("inf") == std::string::npos);
  }
}

TEST_CASE("figures of the value stand in the page") {
  Report report = sample::report(Language::en);
  const std::string page = report_html(report);
  CHECK(page.find("<dd>1,234</dd>") != std::string::npos);
  CHECK(page.find("+8.8") != std::string::npos);  // 1702 of 9012 against 102 of 1011
  CHECK(page.find("3,648") != std::string::npos);
  CHECK(page.find("165 of 182") != std::string::npos);
  CHECK(page.find("31 of 50") != std::string::npos);
}

TEST_CASE("the same value gives the same bytes") {
  CHECK(report_html(sample::report(Language::ru)) == report_html(sample::report(Language::ru)));
}

TEST_CASE("a report of nothing is a page") {
  Report empty;
  const std::string page = report_html(empty);
  CHECK(page.find("No messages in this time.") != std::string::npos);
  CHECK(page.find("<svg class=\"chart\"") == std::string::npos);
  CHECK(page.ends_with("</html>\n"));
}

TEST_CASE("uneven groups show no effect") {
  Report report = sample::report(Language::en);
  report.experiment->result = experiment_result({9000, 1800}, {500, 25}, {});
  const std::string page = report_html(report);
  CHECK(page.find("so no effect is shown") != std::string::npos);
  CHECK(page.find("chance that messages help") == std::string::npos);
}

TEST_CASE("a stopped account, unknown costs, names that are not known") {
  Report report = sample::report(Language::en);
  report.account->stop = StopReason::temporary_ban;
  report.overview.message_cost_minor = 0;
  report.services.clear();
  report.overview.by_tone["martian"] = {};
  const std::string page = report_html(report);
  CHECK(page.find("stopped") != std::string::npos);
  CHECK(page.find("costs were not given") != std::string::npos);
  CHECK(page.find("martian") != std::string::npos);
}

TEST_CASE("clients fall into their cell of the map") {
  ReportRhythm rhythm;
  ClientRhythm client;
  client.own_interval_days = 10;
  client.p_visit = 1;
  client.horizon_days = 30;
  client.state = RhythmState::on_rhythm;
  rhythm.add(client, 0);
  client.p_visit = 0;
  client.horizon_days = 45;
  client.state = RhythmState::lost;
  rhythm.add(client, 51);
  client.own_interval_days = 0;
  rhythm.add(client, 51);
  CHECK(rhythm.clients[4][0] == 1);
  CHECK(rhythm.clients[0][6] == 1);
  CHECK(rhythm.clients[0][0] == 1);
  CHECK(rhythm.all() == 3);
  CHECK(rhythm.horizon_days_min == 30);
  CHECK(rhythm.horizon_days_max == 45);
}

TEST_CASE("thousands of services stay in a small file") {
  Report report = sample::report(Language::ru);
  for (int i = 0; i < 1000; ++i) {
    report.curves.push_back(report.curves[0]);
    report.services[ServiceId{100 + i}] = "Услуга";
    report.overview.by_service[ServiceId{100 + i}] = report.overview.all;
  }
  CHECK(report_html(report).size() < 1'000'000);
}
