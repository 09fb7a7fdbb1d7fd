#include "kept.hpp"

#include <utility>

namespace reactivation::sql {
namespace {

/// A worker sends for one company at a time; however many there are, memory stays small.
constexpr std::size_t companies_max = 8;

}  // namespace

void Kept::refresh(Database& database) {
  const std::int64_t foreign_commits = database.foreign_commits();
  const std::int64_t wide_writes = database.wide_writes();
  if (foreign_commits == foreign_commits_ && wide_writes == wide_writes_) return;
  companies_.clear();
  days_of_use_.clear();
  foreign_commits_ = foreign_commits;
  wide_writes_ = wide_writes;
}

const CompanyPart* Kept::find(CompanyId company) const {
  const auto found = companies_.find(company);
  return found == companies_.end() ? nullptr : &found->second;
}

const CompanyPart& Kept::keep(CompanyPart part) {
  if (companies_.size() >= companies_max) companies_.clear();
  const CompanyId company = part.company.id;
  return companies_.insert_or_assign(company, std::move(part)).first->second;
}

const std::vector<Instant>* Kept::find_days(AccountId account, Instant today) const {
  const auto found = days_of_use_.find(account);
  if (found == days_of_use_.end() || found->second.today != today) return nullptr;
  return &found->second.days;
}

const std::vector<Instant>& Kept::keep_days(AccountId account, Instant today,
                                            std::vector<Instant> days) {
  if (days_of_use_.size() >= companies_max) days_of_use_.clear();
  DaysOfUse kept{today, std::move(days)};
  return days_of_use_.insert_or_assign(account, std::move(kept)).first->second.days;
}

void Kept::ledger_changed(Instant sent_at) {
  std::erase_if(days_of_use_, [&](const auto& entry) { return sent_at < entry.second.today; });
}

}  // namespace reactivation::sql
