// Private: what attempts and shared phones say about each client.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "flat_index.hpp"
#include "reactivation/core/attempt.hpp"
#include "reactivation/core/columns.hpp"

namespace reactivation::detail {

/// After the other reasons a plan may go on with the cycle: a booking may fall through, and a visit
/// may have been for another service.
[[nodiscard]] constexpr bool ends_cycle_for_good(CompletionReason reason) noexcept {
  return reason == CompletionReason::opted_out || reason == CompletionReason::negative ||
         reason == CompletionReason::replied || reason == CompletionReason::cancelled;
}

/// Facts of a person: of one client, or of all clients that share a phone.
struct ContactFacts {
  bool opted_out = false;
  bool needs_person = false;
  bool has_open = false;       ///< an attempt waits to be sent, or for its answer
  bool is_open_ended = false;  ///< … and nobody knows until when
  Instant open_until = no_instant;
  Instant last_sent_at = no_instant;

  void merge(const ContactFacts& other) noexcept;
};

/// What the attempts of one cycle amount to.
struct CycleFacts {
  LocalDate key;
  int sent = 0;           ///< attempts that count against the rule's maximum
  int number_max = 0;     ///< the highest attempt number among them
  int discount_last = 0;  ///< that attempt's, percent
  bool is_ended = false;  ///< by a reply
};

class Contacts {
public:
  Contacts(const ClientColumns& clients, std::span<const Attempt> attempts,
           const FlatIndex& clients_by_id, const TimeZone& zone, Instant now);

  /// The facts of the person behind that client; for most clients nothing is known.
  [[nodiscard]] const ContactFacts& person_of(std::size_t client_row) const noexcept {
    return facts_[person_[client_row]];
  }
  /// True when there is anything to look up: an attempt, a flag, an earlier send, a shared phone.
  [[nodiscard]] bool is_known(std::size_t client_row) const noexcept {
    return person_[client_row] != 0;
  }
  /// The current cycle of (client, service), given the last completed visit of the service.
  [[nodiscard]] CycleFacts cycle_of(std::size_t client_row, ServiceId service,
                                    Instant last_visit_at) const;
  /// Attempts of today that wait to be sent.
  [[nodiscard]] int waiting_today() const noexcept { return waiting_today_; }
  /// Attempts of today, sent or waiting, to clients without a chat history.
  [[nodiscard]] int first_contacts_today() const noexcept { return first_contacts_today_; }

private:
  [[nodiscard]] std::vector<std::uint32_t> rows_with_facts() const;
  [[nodiscard]] ContactFacts own_facts(std::size_t client_row) const noexcept;
  void add_attempt_facts(const Attempt& attempt, ContactFacts& facts) const noexcept;
  void count_today(const Attempt& attempt, std::uint32_t row);
  void collect_persons(std::vector<std::uint32_t> rows);
  void find_same_phones(std::span<const std::int64_t> phones);
  [[nodiscard]] std::span<const std::uint32_t> attempts_of(std::size_t client_row) const noexcept;

  const ClientColumns& clients_;
  std::span<const Attempt> attempts_;
  const TimeZone& zone_;
  Instant now_;
  int waiting_today_ = 0;
  int first_contacts_today_ = 0;
  std::vector<std::uint32_t> order_;   ///< attempts by client row; empty when there are none
  std::vector<std::uint32_t> first_;   ///< by client row, into order_
  std::vector<std::uint32_t> person_;  ///< by client row, into facts_; 0: nothing known
  std::vector<ContactFacts> facts_;
};

}  // namespace reactivation::detail
