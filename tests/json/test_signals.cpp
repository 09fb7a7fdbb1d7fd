// How programs name what happened to an account, and how they are told.
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "reactivation/json/notice_json.hpp"
#include "reactivation/json/signal_words.hpp"
#include "reactivation/json/words.hpp"

using namespace reactivation;

TEST_CASE("a signal is named by its word or by a code and where it was given") {
  using Kind = AccountSignalKind;
  const auto [text, kind] = GENERATE(table<const char*, Kind>({
      {"temporary_ban", Kind::temporary_ban},
      {"payment_problem", Kind::payment_problem},
      {"131048", Kind::spam_rate_limited},
      {"cloud:368", Kind::policy_block},
      {"131031", Kind::account_locked},
      {"message:463", Kind::reach_out_lock},
      {"ban:101", Kind::temporary_ban},
      {"connection:402", Kind::temporary_ban},
      {"connection:401", Kind::logged_out},
      {"http:403", Kind::auth_revoked},
      {"http:429", Kind::rate_limited},
      {"quality_red", Kind::yellow_card},
      {"quality_yellow", Kind::undelivered_high},
  }));
  CAPTURE(text);
  CHECK(read_signal(text).kind == kind);
  CHECK(read_signal(text).is_readable);
}

TEST_CASE("a code that says nothing about the account is readable and no signal") {
  for (const char* text : {"131026", "cloud:131050", "connection:515", "message:403", "ban:105",
                           "quality_green", "blocked", "reported"}) {
    CAPTURE(text);
    CHECK(read_signal(text).is_readable);
    CHECK_FALSE(read_signal(text).kind);
  }
}

TEST_CASE("a code of the official API says what it means for its message and person") {
  CHECK(read_signal("cloud:131050").fault == SendFault::opt_out);
  CHECK(read_signal("131049").fault == SendFault::retry_never_today);
  CHECK(read_signal("131048").fault == SendFault::account);
  CHECK(read_signal("http:131050").fault == SendFault::unknown);
  CHECK(read_signal("temporary_ban").fault == SendFault::unknown);
  CHECK(read_signal("blocked").fault == SendFault::blocked_by_person);
  CHECK(read_signal("reported").fault == SendFault::reported_by_person);
}

TEST_CASE("what is neither, and what only people may say, is not readable") {
  for (const char* text :
       {"", ":", "banned", "Temporary_Ban", "cloud:", "cloud:x", "cloud:-4", "131048x", "post:1",
        "99999999999", "person_confirmed", "operator_paused", "operator_resumed"}) {
    CAPTURE(text);
    CHECK_FALSE(read_signal(text).is_readable);
    CHECK_FALSE(read_signal(text).kind);
  }
}

TEST_CASE("alerts about an account have words of their own") {
  CHECK(word_of(AlertKind::account_stopped) == "account_stopped");
  CHECK(word_of(AlertKind::account_limited) == "account_limited");
  CHECK(word_of(AlertKind::list_quality) == "list_quality");
}

TEST_CASE("a notice is one line of fixed words and numbers") {
  const std::string line = write_notice({AlertKind::complaint, CompanyId{1}, ClientId{17}});
  CHECK(line == R"({"schema":"reactivation.notice/1","kind":"complaint","company_id":1,)"
                R"("client_id":17,"signal":null,"at":null,"sentence":null})"
                "\n");
  const auto read = nlohmann::json::parse(
      write_notice({AlertKind::account_stopped, CompanyId{1}, {}},
                   {Instant{Seconds{0}}, AccountSignalKind::temporary_ban, "It is stopped."}));
  CHECK(read["client_id"].is_null());
  CHECK(read["signal"] == "temporary_ban");
  CHECK(read["at"] == "1970-01-01T00:00:00Z");
  CHECK(read["sentence"] == "It is stopped.");
  const std::string strange = write_notice({AlertKind::account_stopped, CompanyId{1}, {}},
                                           {{}, AccountSignalKind{255}, {}});
  CHECK(nlohmann::json::parse(strange)["signal"] == "unknown");
}
