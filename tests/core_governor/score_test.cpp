// The spam score (safety.md §8), each expected value by hand.
#include <cmath>

#include "desk.hpp"

using namespace desk;

TEST_CASE("blocks and reports weigh two, opt-outs and complaints one, over at least fifty sends") {
  Desk d;
  d.send(10);
  d.records[0].blocked = true;
  d.records[1].reported = true;
  d.records[2].opted_out = true;
  d.records[3].complained = true;
  const Governed g = d.governed();
  CHECK(g.evidence == SpamEvidence{10, 6, 10, 0, 0, false});
  CHECK(g.spam_score == 0.75);  // 6/50 = 12 %; 0.5·12/8
  d.records[0].reported = true;
  CHECK(d.governed().evidence.negative_weight == 8);  // one person may do both
}

TEST_CASE("a person's reaction counts once, on however many sends it stands") {
  Desk d;
  d.send(10);
  for (const std::size_t i : {0U, 4U, 8U}) {
    d.records[i].company_id = CompanyId{1};
    d.records[i].client_id = ClientId{7};
    d.records[i].complained = true;
  }
  CHECK(d.governed().evidence.negative_weight == 1);
  d.records[8].client_id = ClientId{8};  // somebody else
  CHECK(d.governed().evidence.negative_weight == 2);
  d.records[4].company_id = CompanyId{2};  // and of another company
  CHECK(d.governed().evidence.negative_weight == 3);
  d.records[1].complained = d.records[2].complained = true;  // nobody knows whose they are
  CHECK(d.governed().evidence.negative_weight == 5);
}

TEST_CASE("the opt-out that the library makes of a block or a report does not count again") {
  Desk d;
  d.send(10);
  for (const std::size_t i : {0U, 1U}) {
    d.records[i].company_id = CompanyId{1};
    d.records[i].client_id = ClientId{7};
    d.records[i].opted_out = true;
  }
  CHECK(d.governed().evidence.negative_weight == 1);
  d.records[1].blocked = true;
  CHECK(d.governed().evidence.negative_weight == 2);
  d.records[0].reported = true;
  CHECK(d.governed().evidence.negative_weight == 4);
  d.records[0].complained = true;
  CHECK(d.governed().evidence.negative_weight == 5);
}

TEST_CASE("the term of negative reactions is not held at its weight") {
  CHECK(spam_score_of({.sends = 100, .negative_weight = 8, .replies = 15}) == 0.5);
  CHECK(spam_score_of({.sends = 100, .negative_weight = 12, .replies = 15}) == 0.75);
  CHECK(spam_score_of({.sends = 100, .negative_weight = 16, .replies = 15}) == 1.0);
  CHECK(spam_score_of({.sends = 100, .negative_weight = 100, .replies = 15}) == 1.0);
}

TEST_CASE("few replies weigh 0.2 at the most, and only from twenty sends on") {
  CHECK(spam_score_of({.sends = 19}) == 0);
  CHECK(spam_score_of({.sends = 20}) == 0.2);
  CHECK(spam_score_of({.sends = 20, .replies = 3}) == 0);  // 15 %
  CHECK(spam_score_of({.sends = 20, .replies = 20}) == 0);
  CHECK(spam_score_of({.sends = 40, .replies = 3}) == 0.1);  // 7.5 %
}

TEST_CASE("what was not delivered in 24 hours counts over at least twenty sends") {
  CHECK(spam_score_of({.sends_24h = 1, .undelivered_24h = 1}) == 0.1);  // 5 % of 20
  CHECK(spam_score_of({.sends_24h = 20, .undelivered_24h = 2}) == 0.2);
  CHECK(spam_score_of({.sends_24h = 100, .undelivered_24h = 5}) == 0.1);
  CHECK(spam_score_of({.sends_24h = 20, .undelivered_24h = 20}) == 1.0);
}

TEST_CASE("an incident adds a tenth") {
  CHECK(spam_score_of({.has_incident = true}) == 0.1);
  CHECK(spam_score_of({.sends = 50, .negative_weight = 1, .has_incident = true}) ==
        0.425);  // 2 % → 0.125, no replies → 0.2, incident → 0.1
}

TEST_CASE("counts that make no sense are clamped") {
  CHECK(spam_score_of({-5, -5, -5, -5, -5, false}) == 0);
  CHECK(spam_score_of({2'000'000'000, 2'000'000'000, 0, 2'000'000'000, 2'000'000'000, true}) == 1);
  CHECK(spam_score_of({2'000'000'000, 0, 2'000'000'000, 2'000'000'000, 0, false}) == 0);
}

TEST_CASE("a score of exactly 0.3 halves the day, the hour and the first contacts") {
  Desk d;
  d.account.warmup_level = WarmupLevel::warm;
  d.send(100);  // all answered
  d.records[0].opted_out = d.records[1].opted_out = d.records[2].opted_out = true;
  d.records[3].opted_out = true;  // 4 %: 0.25
  CHECK(d.governed().spam_score == 0.25);
  CHECK(d.governed().limits == warm_row);
  // One of twenty undelivered today adds 0.1·(1/2): 0.3 from 0.25 + 2·u/s with u/s = 1/40.
  for (int i = 0; i < 40; ++i) {
    SendRecord today;
    today.sent_at = noon - std::chrono::minutes{i + 1};
    today.replied = true;
    today.outcome = DeliveryOutcome::delivered;
    today.opted_out = i < 4;
    d.records.push_back(today);
  }
  d.records[100].outcome = DeliveryOutcome::undelivered;
  // The last hundred: 40 of today and the 60 newest before, which hold the first four opt-outs.
  CHECK(d.governed().evidence == SpamEvidence{100, 8, 100, 40, 1, false});
  for (int i = 0; i < 4; ++i) d.records[static_cast<std::size_t>(i)].opted_out = false;
  const Governed g = d.governed();
  CHECK(g.evidence == SpamEvidence{100, 4, 100, 40, 1, false});
  CHECK(g.spam_score == 0.3);  // 0.25 + 0.2·2.5 %/10 %
  CHECK(g.limits == AccountLimits{25, 5, 5, Seconds{120}});
  CHECK(g.first_contact_daily_limit == 5);
  CHECK_FALSE(g.is_stopped());
}

TEST_CASE("from 0.5 on there are no first contacts, and above 0.7 nothing") {
  Desk d;
  d.account.spam_score = 0.49;
  CHECK(d.governed().first_contact_daily_limit == 10);
  d.account.spam_score = 0.5;
  CHECK(d.governed().first_contact_daily_limit == 0);
  CHECK(d.governed().limits == AccountLimits{50, 10, 10, Seconds{30}});
  d.account.spam_score = 0.7;
  CHECK_FALSE(d.governed().is_stopped());
  d.account.spam_score = std::nextafter(0.7, 1.0);
  const Governed g = d.governed();
  CHECK(g.stop_reason() == StopReason::stored_spam_score);
  CHECK(g.has_open_end());
  CHECK(g.limits == nothing_hot);
}

TEST_CASE("a computed score of exactly 0.7 goes on, the next larger one stops") {
  Desk d;
  d.send(100);
  for (std::size_t i = 0; i < 8; ++i) d.records[i].opted_out = true;
  for (SendRecord& record : d.records) record.replied = false;  // 0.5 + 0.2
  CHECK(d.governed().spam_score == 0.7);
  CHECK_FALSE(d.governed().is_stopped());
  d.records[8].opted_out = true;
  const Governed g = d.governed();
  CHECK(g.stops == std::vector<Stop>{{StopReason::spam_score, {}, true}});
  CHECK(g.needs_person_confirmation);
  CHECK(g.limits == nothing_hot);
  CHECK(g.first_contact_daily_limit == 0);
}

TEST_CASE("a stored score that is no score is the worst one") {
  Desk d;
  for (const double bad : {1.2, -0.1, std::nan(""), HUGE_VAL}) {
    d.account.spam_score = bad;
    CHECK(d.governed().spam_score == 1);
    CHECK(d.governed().stop_reason() == StopReason::stored_spam_score);
  }
}

TEST_CASE("only the last hundred sends count, and those of the hundredth's second") {
  Desk d;
  d.send(101);
  d.records[100].blocked = true;
  CHECK(d.governed().evidence == SpamEvidence{100, 0, 100, 0, 0, false});
  d.records[100].sent_at = d.records[99].sent_at;
  CHECK(d.governed().evidence == SpamEvidence{101, 2, 101, 0, 0, false});
}

TEST_CASE("a send leaves the 24 hours after exactly 24 hours, and one dated later is in them") {
  Desk d;
  d.send(3);
  d.records[0].sent_at = noon - hours{24};
  d.records[1].sent_at = noon - hours{24} + Seconds{1};
  d.records[2].sent_at = noon + hours{5};
  CHECK(d.governed().evidence.sends_24h == 2);
}

TEST_CASE("the third of the last twenty that was not delivered ends first contacts") {
  Desk d;
  d.send(21);
  d.records[0].outcome = DeliveryOutcome::undelivered;
  d.records[1].outcome = static_cast<DeliveryOutcome>(99);  // unknown is the worst
  d.records[20].outcome = DeliveryOutcome::undelivered;     // the 21st
  CHECK(d.governed().first_contact_daily_limit == 20);
  d.records[19].outcome = DeliveryOutcome::not_on_messenger;
  const Governed g = d.governed();
  CHECK(g.first_contact_daily_limit == 0);
  CHECK(g.limits == hot_row);
  CHECK(lowering(g, GovernorRule::undelivered_high, GovernedCap::first_contacts));
  d.records[2].outcome = DeliveryOutcome::pending;  // no word yet is no failure
  CHECK(d.governed().evidence.sends == 21);
}

TEST_CASE("more than two percent not on the messenger end first contacts") {
  Desk d;
  d.send(50);
  d.records[30].outcome = DeliveryOutcome::not_on_messenger;  // 1 of 50
  CHECK(d.governed().first_contact_daily_limit == 20);
  d.records[31].outcome = DeliveryOutcome::not_on_messenger;
  CHECK(lowering(d.governed(), GovernorRule::not_on_messenger_high, GovernedCap::first_contacts));
  CHECK(d.governed().first_contact_daily_limit == 0);
  d.send(50);  // the same minutes again: 2 of 100
  CHECK(d.governed().first_contact_daily_limit == 20);
  d.records[32].outcome = DeliveryOutcome::not_on_messenger;
  CHECK(d.governed().first_contact_daily_limit == 0);
}

TEST_CASE("a confirmation closes the book on the sends before it") {
  Desk d;
  d.send(60);
  for (SendRecord& record : d.records) record.blocked = true;
  CHECK(d.governed().stop_reason() == StopReason::spam_score);
  d.signal(AccountSignalKind::person_confirmed, noon - hours{48});  // the second of the newest
  const Governed g = d.governed();
  CHECK_FALSE(g.is_stopped());
  CHECK(g.evidence == SpamEvidence{});
  // The ramp starts again: on the 8th at noon, so the 8th and the 9th are days of use.
  CHECK(g.limits.sent_daily_max == 35);
  d.signals.back().at = noon - hours{48} - Seconds{1};
  CHECK(d.governed().evidence.sends == 1);
}
