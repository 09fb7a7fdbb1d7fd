// Which alerts an account is worth: by its signals, and by its sends.
#include "desk.hpp"
#include "reactivation/core/account_alert.hpp"

using namespace desk;
using Kind = AccountSignalKind;

TEST_CASE("each signal of a messenger has its alert, and what people decide has none") {
  CHECK(alert_of(Kind::rate_limited) == AlertKind::account_limited);
  CHECK(alert_of(Kind::undelivered_high) == AlertKind::list_quality);
  CHECK(alert_of(Kind::not_on_messenger_high) == AlertKind::list_quality);
  for (const Kind kind :
       {Kind::reach_out_lock, Kind::temporary_ban, Kind::permanent_ban, Kind::logged_out,
        Kind::auth_revoked, Kind::yellow_card, Kind::disconnect_storm, Kind::spam_rate_limited,
        Kind::policy_block, Kind::account_locked, Kind::registration_lost, Kind::payment_problem,
        Kind{255}}) {
    CHECK(alert_of(kind) == AlertKind::account_stopped);
  }
  for (const Kind kind : {Kind::person_confirmed, Kind::operator_paused, Kind::operator_resumed}) {
    CHECK_FALSE(alert_of(kind));
  }
}

TEST_CASE("every signal that is told as a stop stops, and no other does") {
  for (int value = 0; value <= static_cast<int>(Kind::payment_problem); ++value) {
    const auto kind = static_cast<Kind>(value);
    Desk d;
    d.signal(kind, d.now);
    CAPTURE(value);
    CHECK(d.governed().is_stopped() == (alert_of(kind) == AlertKind::account_stopped));
  }
}

TEST_CASE("an account with nothing against it is worth no alert") {
  Desk d;
  d.send(100);
  CHECK(alerts_of(d.governed()).empty());
}

TEST_CASE("a score above 0.7 is told as a stop until a person confirms") {
  Desk d;
  d.send(100);
  for (std::size_t i = 0; i < 12; ++i) d.records[i].complained = true;
  CHECK(d.governed().spam_score == 0.75);  // 12 % of 100; 0.5·12/8
  CHECK(alerts_of(d.governed()) == std::vector{AlertKind::account_stopped});
  d.records[0].complained = false;  // 11 %: 0.6875
  CHECK(alerts_of(d.governed()).empty());
  d.records[0].complained = true;
  d.signal(Kind::person_confirmed, d.now);
  CHECK(alerts_of(d.governed()).empty());
}

TEST_CASE("a stop that a signal or the host has made is not told again") {
  Desk d;
  d.signal(Kind::temporary_ban, d.now);
  CHECK(alerts_of(d.governed()).empty());
  Desk of_host;
  of_host.account.spam_score = 1;
  CHECK(of_host.governed().is_stopped());
  CHECK(alerts_of(of_host.governed()).empty());
}

TEST_CASE("three of the last twenty not delivered are told as a bad list, two are not") {
  Desk d;
  d.send(100);
  d.records[0].outcome = d.records[1].outcome = DeliveryOutcome::undelivered;
  CHECK(alerts_of(d.governed()).empty());
  d.records[2].outcome = DeliveryOutcome::undelivered;
  CHECK(alerts_of(d.governed()) == std::vector{AlertKind::list_quality});
}

TEST_CASE("more than 2 % not on the messenger are told as a bad list, once with the other rule") {
  Desk d;
  d.send(100);
  // Outside the last twenty, so that only the rule of the hundred looks at them.
  for (const std::size_t i : {50U, 60U}) d.records[i].outcome = DeliveryOutcome::not_on_messenger;
  CHECK(alerts_of(d.governed()).empty());
  d.records[70].outcome = DeliveryOutcome::not_on_messenger;
  CHECK(alerts_of(d.governed()) == std::vector{AlertKind::list_quality});
  for (const std::size_t i : {0U, 1U, 2U}) d.records[i].outcome = DeliveryOutcome::undelivered;
  CHECK(alerts_of(d.governed()) == std::vector{AlertKind::list_quality});
}

TEST_CASE("a messenger's own word about the list is told with its signal alone") {
  const auto kind = GENERATE(Kind::undelivered_high, Kind::not_on_messenger_high);
  Desk d;
  d.signal(kind, d.now);
  CHECK(d.governed().first_contact_daily_limit == 0);
  CHECK(alerts_of(d.governed()).empty());
}

TEST_CASE("a stop and a bad list are told side by side, the stop first") {
  Desk d;
  d.send(100);
  for (std::size_t i = 0; i < 12; ++i) d.records[i].blocked = true;
  for (const std::size_t i : {0U, 1U, 2U}) d.records[i].outcome = DeliveryOutcome::undelivered;
  CHECK(alerts_of(d.governed()) ==
        std::vector{AlertKind::account_stopped, AlertKind::list_quality});
}
