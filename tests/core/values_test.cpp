#include <catch2/catch.hpp>
#include <set>
#include <unordered_set>

#include "core/world.hpp"
#include "reactivation/core/error.hpp"
#include "reactivation/core/holdout.hpp"

using namespace world;

TEST_CASE("an id names something only when it is positive") {
  CHECK_FALSE(ClientId{}.is_set());
  CHECK_FALSE(ClientId{-1}.is_set());
  CHECK(ClientId{1}.is_set());
  CHECK(ClientId{1} < ClientId{2});
  std::unordered_set<ServiceId> ids{ServiceId{1}, ServiceId{1}, ServiceId{2}};
  CHECK(ids.size() == 2);
}

TEST_CASE("an attempt's id is the UUIDv5 that RFC 4122 gives for its key") {
  // python3: uuid5(uuid5(NAMESPACE_URL, 'urn:reactivation:attempt'), '1|2|3|2026-01-05|1')
  const AttemptKey key{CompanyId{1}, ClientId{2}, ServiceId{3}, on("2026-01-05"), 1};
  CHECK(to_string(attempt_id(key)) == "39aeda2a-c939-503a-8996-f9db03eb1900");
  // A key of more than one SHA-1 block: uuid5(…, '9223372036854775807|…|…|2199-12-31|10')
  const std::int64_t large = 9223372036854775807;
  const AttemptKey longest{CompanyId{large}, ClientId{large}, ServiceId{large}, on("2199-12-31"),
                           10};
  CHECK(to_string(attempt_id(longest)) == "405aca53-4b16-5755-8362-2e327460bda2");
  AttemptKey other = key;
  other.attempt_number = 2;
  CHECK(attempt_id(other) != attempt_id(key));
}

TEST_CASE("a phone number is a plus sign and 7 to 15 digits that do not begin with 0") {
  CHECK(parse_e164("+79001234567")->digits == 79001234567ULL);
  CHECK(parse_e164("+1234567")->digits == 1234567ULL);
  CHECK(parse_e164("+123456789012345")->digits == 123456789012345ULL);
  for (const char* bad : {"", "+", "79001234567", "+123456", "+1234567890123456", "+0123456789",
                          "+7900123456a", "+7900 1234567", "+\xD9\xA1\xD9\xA2\xD9\xA3\xD9\xA4"}) {
    CHECK_FALSE(parse_e164(bad).has_value());
  }
  CHECK(to_e164(PhoneNumber{79001234567ULL}) == "+79001234567");
  CHECK(to_e164(PhoneNumber{}).empty());
}

TEST_CASE("numbers under +999 are for tests only") {
  CHECK(is_test_number(PhoneNumber{9990000001ULL}));
  CHECK(is_test_number(PhoneNumber{999000000000001ULL}));
  CHECK_FALSE(is_test_number(PhoneNumber{9981234567ULL}));
  CHECK_FALSE(is_test_number(PhoneNumber{79991234567ULL}));
  CHECK(phone_status_by_shape(PhoneNumber{}) == PhoneStatus::missing);
  CHECK(phone_status_by_shape(PhoneNumber{9990000001ULL}) == PhoneStatus::test);
  CHECK(phone_status_by_shape(PhoneNumber{79001234567ULL}) == PhoneStatus::mobile);
}

TEST_CASE("a currency has the decimals of ISO 4217") {
  CHECK(currency_exponent("RUB") == 2);
  CHECK(currency_exponent("") == 2);
  CHECK(currency_exponent("JPY") == 0);
  CHECK(currency_exponent("XPF") == 0);
  CHECK(currency_exponent("KWD") == 3);
}

TEST_CASE("the limits of a level are those of requirements 4.9") {
  CHECK(limits_of_level(WarmupLevel::cold) == AccountLimits{20, 5, 2, Seconds{300}});
  CHECK(limits_of_level(WarmupLevel::warm) == AccountLimits{50, 10, 5, Seconds{120}});
  CHECK(limits_of_level(WarmupLevel::hot) == AccountLimits{100, 20, 10, Seconds{30}});
}

TEST_CASE("stored ceilings stand in for the level's row, and negative ones are 0") {
  Account account;
  account.warmup_level = WarmupLevel::warm;
  CHECK(limits_of(account) == AccountLimits{50, 10, 5, Seconds{120}});
  account.daily_outbound_limit = 7;
  account.hourly_outbound_limit = -1;
  account.concurrent_limit = 1;
  account.min_interval_seconds = 45;
  CHECK(limits_of(account) == AccountLimits{7, 0, 1, Seconds{45}});
}

TEST_CASE("weekdays outside Monday to Sunday are not taken into a set") {
  const WeekdaySet set = WeekdaySet::of(0, 1, 7, 8, -3);
  CHECK(set == WeekdaySet::of(1, 7));
  CHECK_FALSE(set.contains(2));
  CHECK(WeekdaySet{}.is_empty());
  CHECK_FALSE(set.is_empty());
  CHECK(HourRange{10, 19}.contains(10));
  CHECK_FALSE(HourRange{10, 19}.contains(19));
  CHECK_FALSE(HourRange{10, 19}.contains(9));
  CHECK(HourRange{0, 24} == HourRange{});
}

TEST_CASE("an attempt that was held back stays held in a later plan, unless every text waits") {
  Settings settings;
  CHECK(state_when_planned_again(AttemptState::held, PlannedBy::plan, settings) ==
        AttemptState::held);
  CHECK(state_when_planned_again(AttemptState::held, PlannedBy::hand, settings) ==
        AttemptState::planned);
  CHECK(state_when_planned_again(AttemptState::ready, PlannedBy::plan, settings) ==
        AttemptState::planned);
  settings.require_approval = true;
  CHECK(state_when_planned_again(AttemptState::held, PlannedBy::plan, settings) ==
        AttemptState::planned);
}

TEST_CASE("every part of the day has a word, and the word its part") {
  for (const DayPart part : {DayPart::morning, DayPart::afternoon, DayPart::evening}) {
    CHECK(day_part_of_word(to_string(part)) == part);
  }
  CHECK(to_string(DayPart::evening) == "evening");
  CHECK_FALSE(day_part_of_word("night"));
}

TEST_CASE("every error code has a sentence of its own") {
  std::set<std::string> sentences;
  const errc codes[] = {errc::invalid_argument,
                        errc::not_found,
                        errc::cancelled,
                        errc::unsupported,
                        errc::io_failed,
                        errc::invalid_document,
                        errc::busy,
                        errc::out_of_memory,
                        errc::port_failed,
                        errc::invariant_broken,
                        errc::document_too_large,
                        errc::storage_failed,
                        errc::storage_busy,
                        errc::storage_newer_schema,
                        errc::storage_corrupt,
                        errc::storage_full,
                        errc::storage_conflict,
                        errc::messenger_failed,
                        errc::time_zone_unknown};
  for (const errc code : codes) {
    const std::error_code error = code;
    CHECK(error);
    sentences.insert(error.message());
  }
  CHECK(sentences.size() == std::size(codes));
  CHECK(error_category().message(9999) == "unknown error");
  CHECK(std::string(error_category().name()) == "reactivation");
}

TEST_CASE("the holdout hash gives the published numbers of science.md 8.6") {
  CHECK(fnv1a64("") == 0xcbf29ce484222325ULL);
  CHECK(fnv1a64("a") == 0xaf63dc4c8601ec8cULL);
  CHECK(fnv1a64("foobar") == 0x85944171f73967e8ULL);
  CHECK(splitmix64(0) == 0xe220a8397b1dcdafULL);
  CHECK(fnv1a64("exp1|42|79991234567") == 0x39ae30e77fa3e1c5ULL);
  CHECK(splitmix64(0x39ae30e77fa3e1c5ULL) == 0xaced29d4b6ec754fULL);
  CHECK(hashed_uniform("exp1|42|79991234567") == Approx(.6754938263247128).epsilon(1e-15));
  CHECK(hashed_uniform("exp1|42|79991234568") == Approx(.046217834764204824).epsilon(1e-15));
  CHECK(hashed_uniform("exp2|42|79991234567") == Approx(.6742556536390292).epsilon(1e-15));
}

TEST_CASE("a holdout holds out its share, always the same clients") {
  const Holdout tenth{10, "default"};
  int held = 0;
  for (int id = 1; id <= 20000; ++id) {
    const bool is_held = is_held_out(tenth, CompanyId{3}, ClientId{id});
    CHECK(is_held == (hashed_uniform("default|3|" + std::to_string(id)) < 0.10));
    held += is_held ? 1 : 0;
  }
  CHECK(held > 1850);
  CHECK(held < 2150);
  CHECK_FALSE(is_held_out({0, "default"}, CompanyId{3}, ClientId{1}));
  CHECK(is_held_out({100, "default"}, CompanyId{3}, ClientId{1}));
}

TEST_CASE("attempts are equal when all of their values are") {
  const auto changed = [](void (*change)(Attempt&)) {
    Attempt other;
    change(other);
    return !(other == Attempt{});
  };
  CHECK(Attempt{} == Attempt{});
  CHECK(changed([](Attempt& a) { a.id.bytes[3] = 1; }));
  CHECK(changed([](Attempt& a) { a.client_id = ClientId{2}; }));
  CHECK(changed([](Attempt& a) { a.service_id = ServiceId{2}; }));
  CHECK(changed([](Attempt& a) { a.cycle_key += Days{1}; }));
  CHECK(changed([](Attempt& a) { a.attempt_number = 2; }));
  CHECK(changed([](Attempt& a) { a.state = AttemptState::held; }));
  CHECK(changed([](Attempt& a) { a.not_before = min_instant; }));
  CHECK(changed([](Attempt& a) { a.not_after = min_instant; }));
  CHECK(changed([](Attempt& a) { a.sent_at = min_instant; }));
  CHECK(changed([](Attempt& a) { a.discount_percent = 1; }));
  CHECK(changed([](Attempt& a) { a.reply_type = ReplyType::neutral; }));
  CHECK(changed([](Attempt& a) { a.response_received_at = min_instant; }));
  CHECK(changed([](Attempt& a) { a.completion_reason = CompletionReason::visited; }));
}
