#include "reactivation/core/metrics.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

using namespace reactivation;

namespace {

const Instant monday_noon{date::sys_days{date::year{2026} / 3 / 2} + std::chrono::hours{12}};
/// Three hours ahead of UTC.
const TimeZone moscow("Moscow", {{Instant{}, Seconds{3 * 3600}}});

ResultRow sent(int number = 1) {
  ResultRow row;
  row.client_id = ClientId{7};
  row.service_id = ServiceId{2};
  row.template_id = "ru-friendly-03";
  row.attempt_number = number;
  row.discount_percent = 10 * number;
  row.sent_at = monday_noon;
  return row;
}

ResultRow booked(Seconds after, std::int64_t price) {
  ResultRow row = sent();
  row.reply_type = ReplyType::booking_created;
  row.completion_reason = CompletionReason::converted;
  row.response_received_at = row.booked_at = row.sent_at + after;
  row.visit_status = VisitStatus::completed;
  row.price_minor = price;
  return row;
}

ResultOverview counted(const std::vector<ResultRow>& rows, const MessageCosts& costs = {}) {
  ResultMetrics metrics(moscow, costs);
  for (const ResultRow& row : rows) metrics.add(row);
  return metrics.overview();
}

}  // namespace

TEST_CASE("nothing sent: no rates, no hours, no return") {
  const ResultOverview none = counted({});
  CHECK(none.all == ResultCounts{});
  CHECK_FALSE(none.response_hours.mean());
  CHECK_FALSE(none.response_hours.median());
  CHECK_FALSE(none.roi());
}

TEST_CASE("each fate of a message is counted as what it is") {
  std::vector<ResultRow> rows;
  const auto add = [&rows](ReplyType reply, CompletionReason reason, AttemptState state) {
    ResultRow row = sent();
    row.reply_type = reply;
    row.completion_reason = reason;
    row.state = state;
    rows.push_back(row);
  };
  using enum CompletionReason;
  add(ReplyType::none, none, AttemptState::accepted);
  add(ReplyType::none, none, AttemptState::uncertain);
  add(ReplyType::no_response, max_attempts, AttemptState::uncertain_final);
  add(ReplyType::positive, none, AttemptState::read);
  add(ReplyType::other_service, none, AttemptState::delivered);
  add(ReplyType::other_staff, none, AttemptState::delivered);
  add(ReplyType::other_time, none, AttemptState::delivered);
  add(ReplyType::opt_out, opted_out, AttemptState::read);
  add(ReplyType::none, opted_out, AttemptState::read);
  add(ReplyType::negative, negative, AttemptState::read);
  add(ReplyType::booking_created, converted, AttemptState::read);
  const ResultCounts all = counted(rows).all;
  CHECK(all.sent == 11);
  CHECK(all.waiting == 2);
  CHECK(all.uncertain == 2);
  CHECK(all.silent == 1);
  CHECK(all.delivered == 8);
  CHECK(all.positive == 4);
  CHECK(all.responses == 7);
  CHECK(all.opt_outs == 2);
  CHECK(all.bookings == 1);
  CHECK(all.visits == 0);
}

TEST_CASE("revenue is of completed visits, less what was given") {
  ResultRow given = booked(Seconds{3600}, 200'000);
  given.discount_applied = 25;
  ResultRow promised = booked(Seconds{3600}, 100'001);  // 10 % was offered, nothing is noted
  ResultRow to_come = booked(Seconds{3600}, 300'000);
  to_come.visit_status = VisitStatus::booked;
  ResultRow unknown = booked(Seconds{3600}, 300'000);
  unknown.visit_status.reset();
  ResultRow negative = booked(Seconds{3600}, -5);
  const ResultOverview out =
      counted({given, promised, to_come, unknown, negative, sent()}, {.message_minor = 500});
  CHECK(out.all.bookings == 5);
  CHECK(out.all.visits == 3);
  CHECK(out.all.price_minor == 300'001);
  CHECK(out.all.discount_minor == 60'000);
  CHECK(out.all.revenue_minor() == 240'001);
  // All six messages cost, not only the three that brought something.
  CHECK(out.cost_minor() == 3000);
  CHECK(out.roi() == Approx((240'001.0 - 3000) / 3000));
}

TEST_CASE("tokens of a model cost by the million") {
  ResultRow row = sent();
  row.prompt_tokens = 2'000'000;
  row.answer_tokens = 500'000;
  const ResultOverview out = counted({row, row}, {0, 100, 400});
  CHECK(out.model_cost_minor == Approx(800));
  CHECK(out.prompt_tokens == 4'000'000);
  CHECK(out.answer_tokens == 1'000'000);
}

TEST_CASE("means and medians of hours, even and odd") {
  const auto minutes = [](std::int64_t count) { return Seconds{60 * count}; };
  ResultOverview out =
      counted({booked(minutes(60), 0), booked(minutes(120), 0), booked(minutes(600), 0)});
  CHECK(out.conversion_hours.median() == Approx(2));
  CHECK(out.conversion_hours.mean() == Approx(780.0 / 3 / 60));
  CHECK(out.response_hours.count() == 3);
  out = counted({booked(minutes(60), 0), booked(minutes(120), 0)});
  CHECK(out.conversion_hours.median() == Approx(1.5));
  // Before the send reads as at once; years later stands at the end of what is kept.
  HourSummary odd;
  odd.add(Seconds{-5});
  CHECK(odd.median() == 0);
  odd.add(Days{5000});
  odd.add(Days{5000});
  CHECK(odd.median() == Approx(60 * 24).margin(.02));
  CHECK(odd.mean() == Approx(5000.0 * 24 * 2 / 3));
}

TEST_CASE("by number, discount, service, staff, tone and template") {
  ResultRow other = booked(Seconds{60}, 1000);
  other.attempt_number = 2;
  other.discount_percent = 20;
  other.service_id = ServiceId{9};
  other.staff_id = StaffId{4};
  other.template_id = "en-casual-11";
  ResultRow bare = sent();
  bare.template_id = {};
  const ResultOverview out = counted({sent(), sent(), other, bare});
  CHECK(out.by_attempt.at(1).sent == 3);
  CHECK(out.by_attempt.at(2).bookings == 1);
  CHECK(out.by_discount.at(20).bookings == 1);
  CHECK(out.by_discount.at(10).sent == 3);
  CHECK(out.by_service.at(ServiceId{9}).visits == 1);
  CHECK(out.by_staff.at(StaffId{}).sent == 3);
  CHECK(out.by_staff.at(StaffId{4}).sent == 1);
  CHECK(out.by_tone.at("friendly").sent == 2);
  CHECK(out.by_tone.at("").sent == 1);
  CHECK(out.by_template.at("en-casual-11").revenue_minor() == 800);
  CHECK(tone_of_template("ru-professional-00") == "professional");
  CHECK(tone_of_template("ru-short").empty());
}

TEST_CASE("hours and weekdays are the company's, and an answer counts within a day") {
  ResultRow late = booked(Seconds{86401}, 0);
  ResultRow soon = booked(Seconds{86400}, 0);
  ResultRow reply = sent();
  reply.reply_type = ReplyType::neutral;
  reply.response_received_at = reply.sent_at + Seconds{5};
  ResultRow early = booked(Seconds{-5}, 0);
  ResultRow silent = sent();
  silent.reply_type = ReplyType::no_response;
  silent.response_received_at = silent.sent_at + Seconds{5};
  ResultRow sunday = sent();
  sunday.sent_at = monday_noon - std::chrono::hours{15};  // midnight by the company's clock
  ResultRow only_booked = booked(Seconds{60}, 0);
  only_booked.response_received_at.reset();
  const ResultOverview out = counted({late, soon, reply, early, silent, sunday, only_booked});
  CHECK(out.hours[15] == Proportion{3, 6});
  CHECK(out.hours[0] == Proportion{0, 1});
  CHECK(out.weekdays[0] == Proportion{3, 7});
  CHECK(out.weekdays[6] == Proportion{0, 0});
}

TEST_CASE("few bookings are told from fifty messages on") {
  ResultCounts counts;
  counts.sent = 49;
  CHECK_FALSE(is_conversion_low(counts, .15));
  counts.sent = 50;
  CHECK(is_conversion_low(counts, .15));
  counts.bookings = 7;
  CHECK(is_conversion_low(counts, .15));
  counts.bookings = 8;
  CHECK_FALSE(is_conversion_low(counts, .15));
  counts = {.sent = 100};
  counts.bookings = 15;
  CHECK_FALSE(is_conversion_low(counts, .15));
  CHECK_FALSE(is_conversion_low(ResultCounts{.sent = 100}, 0));
}
