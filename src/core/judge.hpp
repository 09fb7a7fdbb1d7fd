// Private: the verdict on one client after another.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "contacts.hpp"
#include "flat_index.hpp"
#include "reactivation/core/plan.hpp"
#include "visit_groups.hpp"
#include "zone_reader.hpp"

namespace reactivation::detail {

/// What is known of one service as far as plans go.
struct ServicePolicy {
  const Rule* rule = nullptr;  ///< null: no active rule, nobody is reminded of it
  Interval interval;
  int retry_days = min_retry_interval_days;
};

/// One client and one service with a completed visit.
struct Candidate {
  std::uint32_t service = no_row;
  Instant last_visit_at = no_instant;
  std::int64_t days = 0;   ///< since that visit
  Verdict verdict;
};

/// The outcome for one client: with a passing candidate, or the one that came closest.
struct Judgement {
  Verdict verdict;
  std::optional<Candidate> best;
};

/// Everything that stays the same from client to client. It refers to its input, so it is neither
/// copied nor moved.
class Judge {
public:
  explicit Judge(const PlanInput& input);
  Judge(const Judge&) = delete;
  Judge& operator=(const Judge&) = delete;

  [[nodiscard]] Judgement judge(std::size_t client_row);

  [[nodiscard]] const Contacts& contacts() const noexcept { return contacts_; }
  [[nodiscard]] const ServicePolicy& policy_of(std::uint32_t service) const {
    return policies_[service];
  }
  [[nodiscard]] const TimeZone& zone() const noexcept { return zone_; }
  [[nodiscard]] LocalDate today() const noexcept { return today_; }
  [[nodiscard]] const VisitGroups& visits() const noexcept { return visits_; }

private:
  void read_visits(std::size_t client_row);
  void read_history(std::size_t client_row);
  void note_visit(std::uint32_t service, Instant at) {
    last_any_visit_at_ = std::max(last_any_visit_at_, at);
    if (service == no_row) return;
    Instant& last = last_visit_at_[service];
    if (last == no_instant) taken_.push_back(service);
    last = std::max(last, at);
  }
  void find_history_groups(const FlatIndex& clients_by_id);
  [[nodiscard]] Verdict verdict_on_client(std::size_t client_row,
                                          const ContactFacts& person) const;
  void add_visit_reasons(Verdict& verdict);
  [[nodiscard]] Candidate candidate_of(std::uint32_t service, const ContactFacts& person,
                                       std::size_t client_row, const Verdict& client_verdict);
  void add_service_reasons(Candidate& candidate, const ContactFacts& person,
                           std::size_t client_row);
  [[nodiscard]] bool is_better(const Candidate& a, const Candidate& b,
                               std::size_t client_row) const;
  [[nodiscard]] std::int64_t times_taken(std::size_t client_row, std::uint32_t service) const;

  const PlanInput& input_;
  const TimeZone zone_;  ///< UTC when the company's is unknown: nothing is sent then anyway
  ZoneReader reader_;
  LocalDate today_;
  FlatIndex clients_by_id_;
  std::vector<ServicePolicy> policies_;
  std::vector<std::int64_t> reminded_ids_;  ///< of services with an active rule; else 0
  FlatIndex reminded_;
  VisitGroups visits_;
  std::vector<std::uint32_t> history_begin_;  ///< by client row; empty without history
  std::vector<std::uint32_t> history_end_;
  Contacts contacts_;

  // Of the client at hand.
  std::vector<std::uint32_t> taken_;     ///< services of completed visits, each once
  std::vector<Instant> last_visit_at_;   ///< by service; no_instant for those not taken
  Instant last_any_visit_at_ = no_instant;
  Instant next_booking_at_ = max_instant;
};

}  // namespace reactivation::detail
