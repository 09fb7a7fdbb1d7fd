#include "sample.hpp"

#include <cmath>
#include <utility>
#include <vector>

#include "reactivation/core/draw.hpp"
#include "reactivation/core/message.hpp"

namespace sample {

using namespace reactivation;

namespace {

const Instant first_morning{date::sys_days{date::year{2026} / 1 / 5} + std::chrono::hours{9}};
const TimeZone utc = TimeZone::utc();

void add_messages(Report& report) {
  Draw draw(20260301);
  ResultMetrics metrics(utc, {.message_minor = 450});
  for (int i = 0; i < 1234; ++i) {
    ResultRow row;
    row.client_id = ClientId{1 + i % 700};
    row.service_id = ServiceId{1 + (i % 7) % 3};
    row.staff_id = StaffId{i % 4};
    static const std::vector<std::string> texts{"ru-friendly-03", "ru-casual-07", "ru-friendly-11",
                                                "ru-professional-01", ""};
    row.template_id = texts[static_cast<std::size_t>(i) % texts.size()];
    row.attempt_number = 1 + i % 3;
    row.discount_percent = 10 + 5 * (i % 3);
    std::vector<DrawnArm> arms{DrawnArm{ArmFactor::discount, i % 2 * 10, .5},
                               DrawnArm{ArmFactor::tone, i % 3, 1.0 / 3},
                               DrawnArm{ArmFactor::slots, i % 40 == 0 ? 0 : 3, .5}};
    arms = arms_with_text(std::move(arms), row.template_id);
    row.arms = arms;
    const int hour = i % 9;
    row.sent_at = first_morning + Days{i % 54} + std::chrono::hours{hour};
    const double chance = hour == 3 ? .55 : .18;
    if (draw.uniform() < chance) {
      const Seconds after{static_cast<std::int64_t>(600 + 90'000 * draw.uniform())};
      row.reply_type = ReplyType::booking_created;
      row.completion_reason = CompletionReason::converted;
      row.response_received_at = row.booked_at = row.sent_at + after;
      row.visit_status = draw.uniform() < .9 ? VisitStatus::completed : VisitStatus::no_show;
      row.price_minor = 180'000 + 10'000 * (i % 12);
    } else if (draw.uniform() < .1) {
      row.reply_type = ReplyType::neutral;
      row.response_received_at = row.sent_at + Seconds{7200};
    } else if (draw.uniform() < .04) {
      row.reply_type = ReplyType::opt_out;
      row.completion_reason = CompletionReason::opted_out;
    } else {
      row.reply_type = ReplyType::no_response;
    }
    row.state = i % 40 == 0 ? AttemptState::uncertain_final : AttemptState::delivered;
    metrics.add(row);
  }
  report.overview = metrics.overview();
}

void add_curves(Report& report) {
  const std::vector<std::string> titles{"Стрижка", hostile_name, "Окрашивание в один тон и уход"};
  Draw draw(5);
  for (std::size_t i = 0; i < titles.size(); ++i) {
    std::vector<ReturnGap> gaps;
    for (int n = 0; n < 600; ++n) {
      const bool returns = draw.uniform() < .8;
      const double days = returns ? 5 * draw.gamma(5 + 2 * static_cast<double>(i)) : 150;
      gaps.push_back({static_cast<std::int32_t>(days) + 1, returns});
    }
    ReportCurve curve;
    curve.title = titles[i];
    curve.curve = return_curve(gaps);
    curve.found = service_interval(curve.curve, 30, 500);
    curve.chosen = {28 + static_cast<int>(i) * 7, IntervalSource::historical};
    report.curves.push_back(std::move(curve));
  }
  report.curves.push_back({"Маникюр", {}, std::nullopt, {21, IntervalSource::table}});
}

void add_rhythm(Report& report) {
  Draw draw(6);
  ReportRhythm rhythm;
  for (int i = 0; i < 2500; ++i) {
    ClientRhythm client;
    const double gaps = 1.6 * draw.gamma(1.4);
    client.own_interval_days = 30;
    client.p_visit = std::exp(-gaps / 2) * (.7 + .3 * draw.uniform());
    client.horizon_days = 30 + i % 2 * 15;
    client.state = static_cast<RhythmState>(std::min(4.0, gaps));
    rhythm.add(client, gaps * 30);
  }
  report.rhythm = rhythm;
}

}  // namespace

Report report(Language language) {
  Report out;
  out.company = std::string("Локон & ") + hostile_name;
  out.language = language;
  out.currency = "RUB";
  out.from = date::local_days{date::year{2026} / 1 / 1};
  out.to = date::local_days{date::year{2026} / 2 / 28};
  out.made_on = date::local_days{date::year{2026} / 3 / 2};
  add_messages(out);
  out.services = {{ServiceId{1}, "Стрижка"}, {ServiceId{2}, hostile_name}};
  out.staff = {{StaffId{1}, "Юлия"}, {StaffId{2}, "Anna O'Neill"}, {StaffId{3}, "Мария"}};
  const GroupCount treated{9012, 1702, 1702 * 200'000.0, 1702 * 200'000.0 * 200'000.0};
  const GroupCount held{1011, 102, 102 * 200'000.0, 102 * 200'000.0 * 200'000.0};
  out.experiment = ExperimentFacts{treated, held, experiment_result(treated, held, {})};
  add_curves(out);
  add_rhythm(out);
  out.account = ReportAccount{
      WarmupLevel::warm, limits_of_level(WarmupLevel::warm), 31, 4, .12, StopReason::none,
      out.from};
  out.replay = ReportReplay{out.from,
                            out.to,
                            {{"spec", 3648, 826, 1242, 449, 182, 165},
                             {"fixed:45", 2806, 378, 640, 443, 182, 156},
                             {"rhythm", 1306, 185, 298, 188, 182, 151}}};
  out.second_message_clients = {"Ольга", hostile_name};
  InsightInput input;
  input.overview = out.overview;
  input.experiment = out.experiment;
  input.step = SmallestStep{10, .31, 0};
  input.second_message_clients = {ClientId{4}, ClientId{9}};
  out.insights = insights_of(input);
  return out;
}

}  // namespace sample
