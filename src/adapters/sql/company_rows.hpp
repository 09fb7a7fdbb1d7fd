// A company with its settings, rules, services, staff, account and free times. Private.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "reactivation/adapters/sql_store.hpp"
#include "reactivation/core/governor.hpp"
#include "reactivation/ports/outside_codes.hpp"
#include "session.hpp"

namespace reactivation::sql {

[[nodiscard]] Company read_company(Session& session, CompanyId company);
/// Without a row nothing is enabled.
[[nodiscard]] Settings read_settings(Session& session, CompanyId company);
[[nodiscard]] std::vector<Rule> read_rules(Session& session, CompanyId company);
[[nodiscard]] std::vector<Service> read_services(Session& session, CompanyId company);
[[nodiscard]] std::vector<Staff> read_staff(Session& session, CompanyId company);
/// All of the above, kept while nobody can have changed it. Valid until the next call; not for
/// transactions of the kind `write`, which may change it before they are committed.
[[nodiscard]] const CompanyPart& company_part(Session& session, CompanyId company);
/// With the sends of the last 24 hours and of the local day.
[[nodiscard]] std::optional<Account> read_account(Session& session, const Company& company,
                                                  Instant now);
[[nodiscard]] std::optional<Account> read_account(Session& session, const CompanyPart& part,
                                                  Instant now);
/// What the governor says of the company's account; nothing when it is not governed.
[[nodiscard]] std::optional<Governed> read_governed(Session& session, CompanyId company,
                                                    Instant now);
[[nodiscard]] StoredGate read_stored_gate(Session& session, AccountId account);
/// Starting in [from, until), at most 500 for each service.
[[nodiscard]] OutsideCodes read_outside_codes(Session& session, CompanyId company);
[[nodiscard]] std::vector<Slot> read_slots(Session& session, CompanyId company, Instant from,
                                           Instant until);

void write_company(Session& session, const NewCompany& company);
void write_settings(Session& session, CompanyId company, const Settings& settings);
void write_rule(Session& session, CompanyId company, const Rule& rule);
void write_rule_step(Session& session, CompanyId company, const RuleStep& step);
[[nodiscard]] std::vector<RuleStepTime> read_rule_steps(Session& session, CompanyId company);
void add_default_rule(Session& session, const Company& company, const Service& service);
void write_slots(Session& session, CompanyId company, std::span<const Slot> slots);

/// `errc::invalid_argument` for the first value that is out of its range.
void check_settings(const Settings& settings);
void check_rule(const Rule& rule);

}  // namespace reactivation::sql
