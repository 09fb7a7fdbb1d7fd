// The messaging account, and the past replayed.
#include "page.hpp"

namespace reactivation::report {

void add_account(Page& page) {
  if (!page.report.account) return;
  const ReportAccount& account = *page.report.account;
  const Words& words = page.words;
  const Numbers& numbers = page.numbers;
  page.heading(words.account_heading);
  const auto used = [&](std::int64_t count, std::int64_t most) {
    return page.text_of(words.of_messages,
                        {{"count", numbers.count(count)}, {"all", numbers.count(most)}});
  };
  const std::string day = used(account.sent_day, account.limits.sent_daily_max);
  const std::string hour = used(account.sent_hour, account.limits.sent_hourly_max);
  BarChart chart;
  chart.title = std::string(words.account_chart);
  const auto bar = [](std::string_view name, int count, int most, const std::string& text) {
    return Bar{std::string(name), Proportion{count, most}.share(), 0, text};
  };
  chart.bars = {bar(words.per_day, account.sent_day, account.limits.sent_daily_max, day),
                bar(words.per_hour, account.sent_hour, account.limits.sent_hourly_max, hour),
                Bar{"100\u00A0%", 1, 1, ""}};
  const bool is_stopped = account.stop != StopReason::none;
  std::vector<std::vector<std::string>> rows{
      {std::string(words.state), std::string(is_stopped ? words.stopped : words.running)},
      {std::string(words.level),
       std::string(words.levels[static_cast<std::size_t>(account.level) % 3])},
      {std::string(words.per_day), day},
      {std::string(words.per_hour), hour},
      {std::string(words.gap),
       page.text_of(words.seconds, {{"n", numbers.count(account.limits.gap_min.count())}})},
      {std::string(words.spam_score), numbers.decimal(account.spam_score, 2)}};
  page.figure(bar_chart(chart, page.next_id()), chart.title, {{"", Cell::text}, {"", Cell::text}},
              rows);
}

void add_replay(Page& page) {
  if (!page.report.replay || page.report.replay->settings.empty()) return;
  const ReportReplay& replay = *page.report.replay;
  const Words& words = page.words;
  const Numbers& numbers = page.numbers;
  page.heading(words.replay_heading);
  page.paragraph(page.text_of(words.replay_about, {{"from", numbers.date(replay.from)},
                                                   {"to", numbers.date(replay.until)}}),
                 "soft");
  BarChart chart;
  chart.title = std::string(words.replay_chart);
  chart.whole_label = std::string(words.messages_short);
  chart.part_label = std::string(words.anyway_short);
  std::vector<std::vector<std::string>> rows;
  for (const ReportBacktest& one : replay.settings) {
    chart.bars.push_back({one.setting, static_cast<double>(one.messages),
                          static_cast<double>(one.within_14_days), numbers.count(one.messages)});
    rows.push_back({one.setting, numbers.count(one.messages), numbers.count(one.within_14_days),
                    numbers.count(one.within_30_days), numbers.count(one.clients_never),
                    page.text_of(words.of_messages, {{"count", numbers.count(one.lost_reached)},
                                                     {"all", numbers.count(one.lost)}})});
  }
  page.figure(bar_chart(chart, page.next_id()), chart.title,
              {{std::string(words.setting), Cell::text},
               {std::string(words.messages)},
               {std::string(words.anyway_14)},
               {std::string(words.anyway_30)},
               {std::string(words.never_again)},
               {std::string(words.lost_reached)}},
              rows);
}

}  // namespace reactivation::report
