// Port: what comes in, and what it changes. An event is stored before anything is made of it, so
// that none is lost; its effect is written once, with its mark "done" in the same transaction.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "reactivation/core/error.hpp"
#include "reactivation/core/identity.hpp"
#include "reactivation/core/lifecycle.hpp"

namespace reactivation {

enum class MessageAuthor : std::uint8_t {
  client,
  colleague,  ///< a person of the company wrote from the same account
  ourselves,  ///< an echo of what this library sent
};
/// A message of a person, or to them. Only `text` has words that can be understood; everything else
/// (media, voice, stickers, edits, deletions, polls) is something for a person to look at.
struct InboundMessage {
  MessageAuthor author = MessageAuthor::client;
  bool is_text = true;              ///< also a tap on a button: then its title
  std::string text;                 ///< UTF-8; anything else counts as unclear
  std::string answers_provider_id;  ///< the messenger's name of the message answered; may be empty

  friend bool operator==(const InboundMessage&, const InboundMessage&) = default;
};

/// A word of the messenger about one of our messages, named by either.
struct InboundDelivery {
  std::string provider_id;
  std::optional<AttemptId> attempt_id;
  DeliveryReport report;

  friend bool operator==(const InboundDelivery&, const InboundDelivery&) = default;
};

/// Who keeps the bookings: a host's own row is never touched.
enum class BookingKeeper : std::uint8_t { host, library };
/// A booking was made, moved, kept, missed or cancelled.
struct InboundBooking {
  BookingKeeper keeper = BookingKeeper::host;
  BookingFacts facts;       ///< `booking_id` may be unset for a new one that the library keeps
  std::string external_id;  ///< the host's code of the booking; may be empty
  std::vector<ServiceId> service_ids;
  StaffId staff_id;
  std::int64_t cost_minor = 0;
  std::optional<int> discount_applied;  ///< percent that the desk really gave

  friend bool operator==(const InboundBooking&, const InboundBooking&) = default;
};

/// Any other event: stored and ignored (B78), but `user_preferences` with a "stop" opts out (B85).
struct InboundOther {
  std::string type;  ///< its sender's word
  std::string body;

  friend bool operator==(const InboundOther&, const InboundOther&) = default;
};

/// An event from outside. (provider, event_id) names it for ever. Names and texts have their limits
/// in core/event_name.hpp.
struct InboundEvent {
  std::string provider;  ///< `whatsapp_cloud`, `host`, …
  std::string event_id;
  AccountId account_id;        ///< that it came in through; unset: by the company
  CompanyId company_id;        ///< unset when only the account is known; one of them is
  std::vector<Identity> from;  ///< every identity that the event names
  std::variant<InboundMessage, InboundDelivery, InboundBooking, InboundOther> what;
  Instant at;           ///< when it happened, by its own word; see `time_of_event`
  Instant received_at;  ///< by our clock
};

enum class ReceiptState : std::uint8_t {
  stored,
  known_already,  ///< the same id with the same body
  id_reused,      ///< the same id with another body: stored beside it for a person to look at
};
struct InboundReceipt {
  std::int64_t row = 0;
  ReceiptState state = ReceiptState::stored;
  bool is_done = false;  ///< of `known_already`: its effect has been written
};

struct StoredEvent {
  std::int64_t row = 0;
  InboundEvent event;
  bool is_id_reused = false;  ///< another event came under its id: a person must look
  /// What it says cannot be read back; `event.what` is of its kind, and empty.
  bool is_unreadable = false;
};

/// Who an order is about.
struct PersonKey {
  CompanyId company_id;
  ClientId client_id;
};

enum class EventMark : std::uint8_t {
  done,
  unmatched,  ///< its message is not known (yet); looked at again for 7 days
  dead,       ///< cannot be understood; kept, and somebody is told (B79)
};

/// What `apply` found besides.
struct Applied {
  bool has_changed = true;  ///< false: it was done already, or is still about nothing that is known
  /// Messages that were leaving at that very moment to somebody who opts out here.
  std::vector<AttemptId> in_flight;
};

class Inbox {
public:
  virtual ~Inbox() = default;

  /// Stores the event; when this returns, it survives a crash. A stored message blocks every send
  /// to its sender until it is done.
  [[nodiscard]] virtual result<InboundReceipt> receive(const InboundEvent& event) = 0;
  /// Events that are not done, oldest first; with them those unmatched for less than 7 days.
  [[nodiscard]] virtual result<std::vector<StoredEvent>> load_unprocessed(Instant now,
                                                                          int rows_max) = 0;
  /// Everybody on the account (in the company, when only that is known) whom one of the event's
  /// identities names, with their attempts. Nobody is an answer.
  [[nodiscard]] virtual result<Person> load_person_of(const InboundEvent& event) = 0;
  [[nodiscard]] virtual result<Person> load_person(const PersonKey& key) = 0;
  /// The attempt's own person, with that attempt also when it has ended. `errc::not_found` for an
  /// unknown attempt.
  [[nodiscard]] virtual result<Person> load_person_of_attempt(const AttemptId& attempt) = 0;
  /// The attempt that the event speaks of: a delivery's, or the one that a message answers. Only
  /// one that was sent through the event's account and is of its company, as far as it names them:
  /// nobody learns or changes anything about other people's messages (B75).
  [[nodiscard]] virtual result<std::optional<AttemptId>> find_attempt(
      const InboundEvent& event) = 0;

  /// Up to `rows_max` bookings of the company that stand in the store and are news at `now`
  /// (core/booking_news.hpp), one of each client, that no event of `booking_news_provider` named
  /// by `booking_news_name` has told of yet. `errc::not_found` for an unknown company.
  [[nodiscard]] virtual result<std::vector<BookingFacts>> load_booking_news(CompanyId company,
                                                                            Instant now,
                                                                            int rows_max) = 0;
  /// The booking that the host calls by this code, if the library keeps it.
  [[nodiscard]] virtual result<std::optional<VisitId>> find_booking(
      CompanyId company, std::string_view external_id) = 0;

  /// Writes all changes of an event and its mark. When an attempt is not as it was seen, nothing is
  /// written: `errc::storage_conflict`, decide again. An opt-out covers every identity of the event
  /// and of the clients it names, on the account and in their companies, now and later.
  [[nodiscard]] virtual result<Applied> apply(const StoredEvent& event, const Changes& changes,
                                              EventMark mark) = 0;
  /// The same for an order of the host or of time, without an event. `who` names the person whom
  /// an opt-out covers.
  [[nodiscard]] virtual result<Applied> apply_order(const PersonKey& who,
                                                    const Changes& changes) = 0;
};

}  // namespace reactivation
