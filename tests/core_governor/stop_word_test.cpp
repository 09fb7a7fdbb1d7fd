// What an account waits for, in one word.
#include "desk.hpp"
#include "reactivation/core/account_stop.hpp"

using namespace desk;

namespace {

std::string_view word_for(const AccountGate& gate, const Desk& d) {
  return stop_word_of(gate, d.account, d.governed());
}

}  // namespace

TEST_CASE("an account with nothing against it waits for nobody") {
  const Desk d;
  CHECK(word_for({}, d).empty());
  CHECK(word_for({.is_armed = true}, d).empty());
  CHECK(stop_word_of({}, d.account, std::nullopt).empty());
}

TEST_CASE("what stops everything is named before what stops this account") {
  Desk d;
  d.signal(AccountSignalKind::permanent_ban, noon - hours{1});
  AccountGate gate{.awaits_confirmation = true, .is_stopped = true};
  CHECK(word_for(gate, d) == "all_stopped");
  CHECK(stop_word_of(gate, d.account, std::nullopt) == "all_stopped");
  gate.is_stopped = false;
  CHECK(word_for(gate, d) == "permanent_ban");
}

TEST_CASE("of several stops the gravest is named, in whatever order they came") {
  Desk d;
  d.signal(AccountSignalKind::logged_out, noon - hours{1});
  CHECK(word_for({}, d) == "logged_out");
  d.signal(AccountSignalKind::payment_problem, noon - hours{2});
  CHECK(word_for({}, d) == "logged_out");
  d.signal(AccountSignalKind::account_locked, noon - hours{3});
  CHECK(word_for({}, d) == "account_locked");
}

TEST_CASE("a graver stop that ends by itself does not hide one that needs somebody") {
  const Account account;
  Governed governed;
  governed.stops = {{StopReason::temporary_ban, noon + Days{1}, false},
                    {StopReason::operator_paused, std::nullopt, false}};
  CHECK(stop_word_of({}, account, governed) == "operator_paused");
  governed.stops[0].needs_person = true;
  CHECK(stop_word_of({}, account, governed) == "temporary_ban");
  governed.stops = {{StopReason::reach_out_lock, noon + Days{1}, false}};
  CHECK(stop_word_of({}, account, governed).empty());
  CHECK(stop_word_of({.awaits_confirmation = true}, account, governed) == "confirmation_missing");
}

TEST_CASE("what is over and was looked at by nobody is said after what still stops") {
  const AccountGate gate{.awaits_confirmation = true};
  Desk d;
  CHECK(word_for(gate, d) == "confirmation_missing");
  d.account.spam_score = 1;
  CHECK(stop_word_of(gate, d.account, std::nullopt) == "confirmation_missing");
}

TEST_CASE("without a governor the account's own score stops above 0.7, with one it says so") {
  Desk d;
  d.account.spam_score = spam_score_stop;
  CHECK(stop_word_of({}, d.account, std::nullopt).empty());
  CHECK(word_for({}, d).empty());
  d.account.spam_score = 0.71;
  CHECK(stop_word_of({}, d.account, std::nullopt) == "spam_score");
  CHECK(word_for({}, d) == "stored_spam_score");
  // The governor has judged: the number alone says nothing more.
  CHECK(stop_word_of({}, d.account, Governed{}).empty());
}
