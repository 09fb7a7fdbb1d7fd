// Private: the verdict on one client after another.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "contacts.hpp"
#include "flat_index.hpp"
#include "reactivation/core/plan.hpp"
#include "visit_runs.hpp"
#include "zone_reader.hpp"

namespace reactivation::detail {

/// What is known of one service as far as plans go.
struct ServicePolicy {
  const Rule* rule = nullptr;  ///< null: no active rule, nobody is reminded of it
  Interval interval;
  int retry_days = min_retry_interval_days;
  int attempts_max = 0;
};

/// The outcome for one client: the verdict on the service that passes or came closest.
struct Judgement {
  Verdict verdict;
  std::uint32_t service = no_row;  ///< `no_row`: none was ever taken
  Instant last_visit_at = no_instant;
  std::int64_t days = 0;       ///< since that visit
  bool names_service = false;  ///< false for reasons 1 to 7
};

/// Everything that stays the same from client to client. It refers to its input, so it is neither
/// copied nor moved.
class Judge {
public:
  explicit Judge(const PlanInput& input);
  Judge(const Judge&) = delete;
  Judge& operator=(const Judge&) = delete;

  /// `run` holds the client's visits, in any order.
  template <class Run>
  [[nodiscard]] Judgement judge(std::size_t client_row, const Run& run);

  /// The same, with every reason that holds in `all`: those of the client, and those of the service
  /// that the judgement is about.
  template <class Run>
  [[nodiscard]] Judgement judge(std::size_t client_row, const Run& run,
                                std::vector<HeldReason>& all) {
    held_ = &all;
    const Judgement judgement = judge(client_row, run);
    held_ = nullptr;
    return judgement;
  }

  [[nodiscard]] const std::optional<ColumnFault>& fault() const noexcept { return fault_; }
  [[nodiscard]] const Contacts& contacts() const noexcept { return contacts_; }
  [[nodiscard]] const ServicePolicy& policy_of(std::uint32_t service) const {
    return policies_[service];
  }
  [[nodiscard]] const TimeZone& zone() const noexcept { return zone_; }
  [[nodiscard]] LocalDate today() const noexcept { return today_; }
  [[nodiscard]] const FlatIndex& clients_by_id() const noexcept { return clients_by_id_; }
  [[nodiscard]] const FlatIndex& reminded_services() const noexcept { return reminded_; }

private:
  /// Last visits of a service for which, of a client of whom nothing else is known, the service
  /// passes for sure: due and not lapsed in every reading of the clocks. The edges are judged.
  struct SurelyDue {
    Instant from = max_instant;
    Instant until = min_instant;
  };

  template <class Run>
  void read_visits(const Run& run);
  void read_history(std::size_t client_row);
  void note_visit(std::uint32_t service, Instant at) {
    const std::uint32_t place = std::min(service, no_rule_);
    taken_[taken_count_] = place;
    Instant& last = last_visit_at_[place];
    taken_count_ += last == no_instant ? 1 : 0;
    last = std::max(last, std::max(at, min_instant));
  }
  void find_history_groups();
  [[nodiscard]] SurelyDue surely_due(const ServicePolicy& policy) const;
  [[nodiscard]] DueDays due_days_of(std::size_t client_row, std::uint32_t service) const;
  [[nodiscard]] Verdict verdict_on_client(std::size_t client_row, const ContactFacts& person) const;
  void add_visit_reasons(Verdict& verdict);
  [[nodiscard]] SkipReason first_reason(std::uint32_t service, const ContactFacts& person,
                                        std::size_t client_row);
  void add_service_reasons(Verdict& verdict, std::uint32_t service, const ContactFacts& person,
                           std::size_t client_row);
  template <class Run>
  [[nodiscard]] bool is_preferred(std::uint32_t a, std::uint32_t b, const Run& run,
                                  std::size_t client_row) const;
  template <class Run>
  [[nodiscard]] std::int64_t times_taken(const Run& run, std::size_t client_row,
                                         std::uint32_t service) const;

  const PlanInput& input_;
  const TimeZone zone_;  ///< UTC when the company's is unknown: nothing is sent then anyway
  ZoneReader reader_;
  LocalDate today_;
  FlatIndex clients_by_id_;
  std::vector<ServicePolicy> policies_;
  std::vector<SurelyDue> surely_due_;
  std::vector<std::int64_t> reminded_ids_;  ///< of services with an active rule; else 0
  FlatIndex reminded_;
  std::vector<std::uint32_t> history_begin_;  ///< by client row; empty without history
  std::vector<std::uint32_t> history_end_;
  std::optional<ColumnFault> fault_;
  Contacts contacts_;

  std::vector<HeldReason>* held_ = nullptr;

  // Of the client at hand.
  const std::uint32_t no_rule_;       ///< stands for all services without a rule
  std::vector<std::uint32_t> taken_;  ///< services of completed visits, each once
  std::size_t taken_count_ = 0;
  std::vector<Instant> last_visit_at_;  ///< by service; no_instant for those not taken
  Instant next_booking_at_ = no_instant;
};

}  // namespace reactivation::detail
