// The document as a whole, the company and its lists.
#include <algorithm>
#include <utility>

#include "reactivation/json/snapshot_json.hpp"
#include "snapshot_reader.hpp"

namespace reactivation {
namespace json {
namespace {

constexpr std::string_view schema_name = "reactivation.snapshot/1";

constexpr KeySet document_keys{Key::schema,   Key::company,  Key::settings, Key::account,
                               Key::services, Key::staff,    Key::rules,    Key::clients,
                               Key::visits,   Key::attempts, Key::slots,    Key::discounts};
constexpr KeySet company_keys{Key::id,     Key::name,    Key::business_type, Key::timezone,
                              Key::locale, Key::country, Key::currency};
constexpr KeySet service_keys{Key::id, Key::title, Key::price_minor, Key::active};
constexpr KeySet staff_keys{Key::id, Key::name, Key::active};
constexpr KeySet discounts_keys{Key::arms, Key::given_minor, Key::offered_minor};
constexpr KeySet arm_keys{Key::percent, Key::sent, Key::booked};

bool is_upper_code(std::string_view text, std::size_t letters) noexcept {
  return text.empty() || (text.size() == letters &&
                          std::ranges::all_of(text, [](char c) { return c >= 'A' && c <= 'Z'; }));
}

}  // namespace

std::optional<std::size_t> IdIndex::row_of(std::int64_t id) const noexcept {
  const auto found =
      std::ranges::lower_bound(rows_, id, {}, &std::pair<std::int64_t, std::size_t>::first);
  if (found == rows_.end() || found->first != id) return std::nullopt;
  return found->second;
}

Snapshot SnapshotReader::read() {
  const Place root;
  const Fields document{context_, 0, root, document_keys};
  if (tape_[0].kind != NodeKind::object) return {};
  document.require({Key::schema, Key::company});
  if (const auto schema = document.text(Key::schema); schema && *schema != schema_name) {
    document.error(Key::schema, "unsupported_schema", join({"must be \"", schema_name, "\""}));
  }
  // The company comes first wherever it stands: its zone gives civil times their meaning.
  read_company(document);
  read_settings_and_account(document);
  read_services(document);
  read_staff(document);
  read_rules(document);
  read_clients(document);
  read_visits(document);
  read_attempts(document);
  read_slots(document);
  read_discounts(document);
  report_tallies();
  return std::move(snapshot_);
}

void SnapshotReader::read_discounts(const Fields& document) {
  const auto node = document.object(Key::discounts);
  if (!node) return;
  const Fields fields{context_, *node, document.place_of(Key::discounts), discounts_keys};
  DiscountFacts& discounts = snapshot_.discounts;
  discounts.given_minor = fields.clamped(Key::given_minor, {0, amount_max}).value_or(0);
  discounts.offered_minor = fields.clamped(Key::offered_minor, {0, amount_max}).value_or(0);
  each(fields, Key::arms, [&](NodeIndex at, const Place& place) {
    const Fields arm{context_, at, place, arm_keys};
    arm.require({Key::percent, Key::sent, Key::booked});
    DiscountArm& seen = discounts.arms.emplace_back();
    arm.read(Key::percent, seen.percent, {0, 100});
    seen.sent = arm.integer(Key::sent, {0, count_max}).value_or(0);
    seen.booked = arm.integer(Key::booked, {0, count_max}).value_or(0);
  });
}

void SnapshotReader::read_company(const Fields& document) {
  const auto node = document.object(Key::company);
  if (!node) return;
  const Fields fields{context_, *node, document.place_of(Key::company), company_keys};
  Company& company = snapshot_.company;
  fields.require({Key::id, Key::timezone});
  fields.read_id(Key::id, company.id);
  fields.read(Key::name, company.name);
  fields.read_word(Key::business_type, company.business_type);
  fields.read_word(Key::locale, company.locale);
  fields.read(Key::country, company.country);
  if (!is_upper_code(company.country, 2)) {
    fields.error(Key::country, "invalid_code",
                 "must be two capital letters (ISO 3166-1), or empty");
  }
  fields.read(Key::currency, company.currency);
  if (!is_upper_code(company.currency, 3)) {
    fields.error(Key::currency, "invalid_code",
                 "must be three capital letters (ISO 4217), or empty");
  }
  read_company_zone(fields);
}

void SnapshotReader::read_company_zone(const Fields& company) {
  const auto name = company.text(Key::timezone);
  if (!name) return;
  auto zone = zones_.find(*name);
  if (!zone || !zone.value().is_known()) {
    company.error(Key::timezone, "unknown_time_zone",
                  "must be the name of an IANA time zone that this machine knows, like "
                  "Europe/Berlin");
    return;
  }
  zone_ = zone.value();
  snapshot_.company.time_zone = std::move(zone.value());
}

void SnapshotReader::read_settings_and_account(const Fields& document) {
  if (const auto node = document.object(Key::settings)) {
    snapshot_.settings = settings_at(context_, *node, document.place_of(Key::settings));
  }
  if (const auto node = document.object(Key::account)) {
    snapshot_.account = account_at(context_, *node, document.place_of(Key::account));
  }
  const Settings& settings = snapshot_.settings;
  const bool is_manual = settings.daily_limit_mode == DailyLimitMode::manual;
  if (!is_manual || !settings.manual_daily_limit || !snapshot_.account) return;
  const int account_max = limits_of(*snapshot_.account).sent_daily_max;
  if (*settings.manual_daily_limit > account_max) {
    const Place place = document.place_of(Key::settings);
    const Place limit{&place, name_of(Key::manual_daily_limit)};
    issues_.warning("clamped", limit.pointer(),
                    join({"above the account's daily limit; the smaller one counts: ",
                          std::to_string(account_max)}));
  }
}

void SnapshotReader::read_services(const Fields& document) {
  each(document, Key::services, [&](NodeIndex node, const Place& place) {
    const Fields fields{context_, node, place, service_keys};
    Service service;
    fields.require({Key::id, Key::title});
    fields.read_id(Key::id, service.id);
    fields.read(Key::title, service.title);
    service.price_minor = fields.clamped(Key::price_minor, {0, amount_max}).value_or(0);
    fields.read(Key::active, service.active);
    if (!service.id.is_set()) return;
    services_.add(service.id.value, place.index);
    snapshot_.services.push_back(std::move(service));
  });
  const Place list = document.place_of(Key::services);
  services_.seal([&](std::size_t row) {
    const Place place{&list, {}, row};
    issues_.error("duplicate_id", place.pointer(), "another service has the same id");
  });
}

void SnapshotReader::read_staff(const Fields& document) {
  each(document, Key::staff, [&](NodeIndex node, const Place& place) {
    const Fields fields{context_, node, place, staff_keys};
    Staff member;
    fields.require({Key::id, Key::name});
    fields.read_id(Key::id, member.id);
    fields.read(Key::name, member.name);
    fields.read(Key::active, member.active);
    if (!member.id.is_set()) return;
    staff_.add(member.id.value, place.index);
    snapshot_.staff.push_back(std::move(member));
  });
  const Place list = document.place_of(Key::staff);
  staff_.seal([&](std::size_t row) {
    const Place place{&list, {}, row};
    issues_.error("duplicate_id", place.pointer(), "another staff member has the same id");
  });
}

void SnapshotReader::read_rules(const Fields& document) {
  IdIndex ruled;
  each(document, Key::rules, [&](NodeIndex node, const Place& place) {
    Rule rule = rule_at(context_, node, place);
    if (!rule.service_id.is_set()) return;
    ruled.add(rule.service_id.value, place.index);
    if (!services_.contains(rule.service_id.value)) {
      rules_without_service_.add(place);
      return;
    }
    warn_of_clamped_discounts(context_, place, rule, snapshot_.settings);
    snapshot_.rules.push_back(std::move(rule));
  });
  const Place list = document.place_of(Key::rules);
  ruled.seal([&](std::size_t row) {
    const Place place{&list, {}, row};
    issues_.error("duplicate_rule", place.pointer(), "another rule is about the same service");
  });
}

void SnapshotReader::report(const Tally& tally, std::string_view code, std::string_view what) {
  if (tally.count == 0) return;
  issues_.warning(code, tally.first_place,
                  join({std::to_string(tally.count), " ", what,
                        tally.count > 1 ? " (this is the first)" : ""}));
}

void SnapshotReader::report_tallies() {
  report(rules_without_service_, "unknown_reference",
         "rule(s) about a service that is not in the document, left out");
  report(
      bad_phones_, "invalid_phone",
      "phone(s) that are no E.164 number (`+` and 7 to 15 digits); their clients get no message");
  report(unknown_client_zones_, "unknown_time_zone",
         "client(s) with an unknown time zone; the company's is taken");
  report(unknown_locales_, "unknown_word",
         "client(s) with a language other than en and ru; the company's is taken");
  report(unknown_loyalty_levels_, "unknown_word",
         "client(s) with a loyalty level other than VIP, Gold, Silver, Bronze, New; it counts 1");
  report(visits_without_client_, "unknown_reference",
         "visit(s) of a client who is not in the document, left out");
  report(visits_with_lost_service_, "unknown_reference",
         "visit(s) with a service that is not in the document; they count without it");
  report(visits_with_lost_staff_, "unknown_reference",
         "visit(s) with a staff member who is not in the document; they count without");
  report(attempts_without_client_, "unknown_reference",
         "attempt(s) to a client who is not in the document, left out");
  report(attempts_without_service_, "unknown_reference",
         "attempt(s) about a service that is not in the document; only the time of sending counts");
  report(slots_without_service_, "unknown_reference",
         "slot(s) of a service that is not in the document, left out");
  report(slots_without_staff_, "unknown_reference",
         "slot(s) of a staff member who is not in the document, left out");
  report(slots_with_bad_duration_, "out_of_range",
         "slot(s) without a duration from 1 to 1440 minutes, left out");
  report(odd_offsets_, "offset_differs",
         "time(s) with an offset that is neither UTC nor the company's at that time; taken as "
         "written");
}

}  // namespace json

ReadSnapshot read_snapshot(std::string_view bytes, const TimeZoneSource& zones,
                           const ReadLimits& limits) {
  json::IssueList issues{limits.issues_max};
  ReadSnapshot read;
  if (const auto tape = json::parse_tape(bytes, limits, issues)) {
    json::SnapshotReader reader{*tape, zones, issues};
    Snapshot snapshot = reader.read();
    if (!issues.has_errors()) read.snapshot = std::move(snapshot);
  }
  read.issues = issues.take();
  return read;
}

}  // namespace reactivation
