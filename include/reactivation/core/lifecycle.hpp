// The life of a campaign after the send: what replies, deliveries, bookings, silence and people's
// orders make of it. Every function takes what is known of a person and returns the changes as a
// value; a store writes all of them in one transaction, or none (requirements §4.11, §4.12).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "reactivation/core/attempt.hpp"
#include "reactivation/core/identity.hpp"
#include "reactivation/core/preferences.hpp"
#include "reactivation/core/send_outcome.hpp"
#include "reactivation/core/time.hpp"

namespace reactivation {

/// Bytes of what a person gives with an order (why, or the evidence of a consent) and what is kept
/// with it: a sentence or two, no document.
inline constexpr std::size_t note_bytes_max = 1000;

/// A client row of the person, in one of the companies that send through the account.
struct PersonClient {
  CompanyId company_id;
  ClientId client_id;
  TimeZone zone;  ///< the company's
  bool is_opted_out = false;
  bool needs_person = false;
  bool opt_out_on_negative = false;  ///< the company's setting
  std::optional<Instant> paused_until;
  std::vector<StaffId> wished_staff;  ///< asked for before, in any order
};

/// One attempt of the person with what its campaign's next step needs.
struct PersonAttempt {
  CompanyId company_id;
  Attempt attempt;
  int retry_interval_days = 14;
  int attempts_max = 3;                    ///< of the rule
  std::optional<VisitId> booking_id;       ///< the one that converted it
  std::optional<Instant> next_attempt_at;  ///< its deadline has been noted, and what comes after
};

/// What the decisions below look at. Attempts: those that wait, and those sent and not completed or
/// sent within the last 60 days.
struct Person {
  std::vector<PersonClient> clients;
  std::vector<PersonAttempt> attempts;
};

// --- Changes, to be written together ------------------------------------------------------------

struct AttemptChange {
  CompanyId company_id;
  Attempt seen;  ///< state, reply and completion as decided upon; if they differ now, nothing holds
  Attempt after;  ///< the same attempt with its new values
  std::optional<VisitId> booking_id;
  std::optional<Instant> next_attempt_at;
  std::string_view why;  ///< a word of ours, never a person's text
};

enum class ClientChangeKind : std::uint8_t {
  wrote,          ///< there is a chat history now
  frozen,         ///< waits for a person
  cleared,        ///< does not wait any more
  paused,         ///< until `until`
  consented,      ///< an audited opt-in: consent and no opt-out
  new_favourite,  ///< asked for this member of staff twice
  unreachable,    ///< the messenger does not know the number: paused until `until`
};
struct ClientChange {
  CompanyId company_id;
  ClientId client_id;
  ClientChangeKind kind = ClientChangeKind::wrote;
  std::optional<Instant> until;
  StaffId staff_id;  ///< of a new favourite
  std::string why;   ///< evidence of an opt-in, else a word of ours
};

/// Opts out the whole person: every identity known for them, in every company of the account.
struct OptOutChange {
  std::string_view why;
  bool is_incident = false;  ///< a complaint or a threat
  /// Any client of the person; unset: the one whom the event is from or the order is about.
  CompanyId company_id{};
  ClientId client_id{};
};

/// What a client asked for besides: as much of it as their words name (core/mention.hpp).
struct Wished {
  std::optional<ServiceId> service_id;
  std::optional<StaffId> staff_id;
  std::optional<DayPart> day_part;

  friend bool operator==(const Wished&, const Wished&) = default;
};
struct Wish {
  CompanyId company_id;
  ClientId client_id;
  ReplyType kind = ReplyType::other_staff;  ///< other_service, other_staff or other_time
  Wished wished;
};

/// For the host or its admin, without names, phones or texts.
enum class AlertKind : std::uint8_t {
  opted_out_in_flight,  ///< an opt-out met a message that was leaving
  reply_needs_person,
  event_id_reused,  ///< the same id with another body
  complaint,
  account_stopped,  ///< nothing is sent through the account
  booking_after_opt_out,
  event_unreadable,  ///< stored, and it cannot be understood any more (B79)
  invariant_broken,  ///< the store contradicted itself before a send; the account is disarmed
  account_limited,   ///< the account may send less for a while
  list_quality,      ///< the numbers written to are bad: no first contacts
  draft_incident,    ///< a model invented a promise or leaked its instructions; it was not sent
  drafts_refused,    ///< so many answers of a model that the day goes on with templates
  low_conversion,    ///< few of those written to book (core/metrics.hpp)
};
struct Alert {
  AlertKind kind = AlertKind::reply_needs_person;
  CompanyId company_id;
  ClientId client_id;
};

enum class Delivery : std::uint8_t { sent, failed, delivered, read };
/// Written beside the send; a later word of a lower rank (their order here) changes nothing. A
/// block or a report stays with the send whatever the rank, for the governor.
struct DeliveryChange {
  AttemptId attempt_id;
  Delivery delivery = Delivery::sent;
  PersonFault person_fault = PersonFault::none;
};

struct Changes {
  Instant at;
  std::vector<AttemptChange> attempts;
  std::vector<ClientChange> clients;
  std::vector<DeliveryChange> deliveries;
  std::optional<OptOutChange> opt_out;
  std::vector<Wish> wishes;
  std::vector<Alert> alerts;

  [[nodiscard]] bool is_empty() const noexcept {
    return attempts.empty() && clients.empty() && deliveries.empty() && !opt_out &&
           wishes.empty() && alerts.empty();
  }
};

// --- What people and messengers do --------------------------------------------------------------

/// A message of the person, understood.
struct ReplyFacts {
  ReplyType type = ReplyType::unclear;
  bool is_opt_out = false;         ///< explicit; wins over everything else
  bool is_models_reading = false;  ///< the opt-out is a language model's reading, not the lexicon's
  bool is_incident = false;
  bool needs_person = true;
  std::optional<LocalDate> pause_until;  ///< contact is allowed again on that date
  Wished wished;
  std::optional<AttemptId> about;  ///< the attempt that the messenger says was answered
};
/// Who of the person's client rows wrote it: the one whose message is answered, which is the
/// attempt named, else the latest one sent whose deadline is not over; without one the first row.
struct ReplySubject {
  CompanyId company_id;
  ClientId client_id;
};
[[nodiscard]] std::optional<ReplySubject> subject_of_reply(const Person& person,
                                                           const ReplyFacts& reply, Instant at);
/// Attempts that wait to be sent are cancelled: somebody is already talking. A wish is kept also
/// when no campaign is answered.
[[nodiscard]] Changes changes_of_reply(const Person& person, const ReplyFacts& reply, Instant at);

/// Somebody of the company wrote to the person from the same account: what waits is cancelled.
[[nodiscard]] Changes changes_of_own_message(const Person& person, Instant at);

struct DeliveryReport {
  Delivery delivery = Delivery::sent;
  Instant at;
  bool is_number_unknown = false;  ///< failed: the messenger does not know the number (B20)
  /// What it says about the person. One that only makes them wait goes with a failure; an opt-out,
  /// a block or a report may also follow what was delivered.
  PersonFault person_fault = PersonFault::none;

  friend bool operator==(const DeliveryReport&, const DeliveryReport&) = default;
};
/// The messenger does not know the client's number: they are left alone for 90 days (B20). A longer
/// pause stays.
[[nodiscard]] ClientChange unreachable(CompanyId company, ClientId client, Instant at);
/// The person is opted out, or every client of theirs is paused; a longer pause stays.
[[nodiscard]] Changes changes_of_person_fault(const Person& person, PersonFault fault, Instant at);
/// Never backwards: what was read stays read. What failed on its way was handed over all the same:
/// it counts as sent, and is not sent again.
[[nodiscard]] Changes changes_of_delivery(const Person& person, const AttemptId& attempt,
                                          const DeliveryReport& report);

enum class BookingStatus : std::uint8_t { booked, completed, cancelled, no_show };
struct BookingFacts {
  CompanyId company_id;
  ClientId client_id;
  VisitId booking_id;
  BookingStatus status = BookingStatus::booked;
  Instant starts_at;
  Instant created_at;  ///< when it was booked; the event's own time when that is not known

  friend bool operator==(const BookingFacts&, const BookingFacts&) = default;
};
/// Booked within 7 days of a send, by any channel: that campaign is converted. A completed visit
/// ends every open campaign of the client. A converted booking that is cancelled or missed lets the
/// cycle go on. Attempts that wait are cancelled.
[[nodiscard]] Changes changes_of_booking(const Person& person, const BookingFacts& booking,
                                         Instant at);

/// What time alone makes of one attempt at `now`: a waiting one past its window is cancelled, a
/// lost hand-over is final after 24 hours, a silent one is `no_response` at its deadline and its
/// campaign over when no attempts are left. Nothing when nothing is due.
[[nodiscard]] std::optional<AttemptChange> change_of_time(const PersonAttempt& attempt,
                                                          Instant now);

/// A stored message that cannot be read any more (B79): it may have said stop, so everybody whom it
/// names waits for a person.
[[nodiscard]] Changes changes_of_unreadable(const Person& person, Instant at);

/// Ends a campaign by hand: every attempt of that client and service that is not completed, and
/// that attempt also when a booking or a visit has: no plan goes on with its cycle.
[[nodiscard]] Changes changes_of_cancel(const Person& person, const AttemptId& attempt, Instant at);

/// When an event happened: what it says itself, unless that is nonsense or lies ahead of the clock
/// by which it was received (B82). Milliseconds taken for seconds lie far ahead; 0 is before
/// `events_since`.
[[nodiscard]] Instant time_of_event(Instant told, Instant received_at) noexcept;
/// No messenger or booking system of today has an older event: 2000-01-01.
inline constexpr Instant events_since{date::sys_days{date::year{2000} / 1 / 1}};

inline constexpr Seconds uncertain_final_after{86400};
inline constexpr Days number_unknown_pause{90};

/// The original's columns know fewer words: `positive` `negative` `neutral` `no_response`
/// `booking_created`, empty for none.
[[nodiscard]] std::string_view original_response_type(ReplyType type) noexcept;
/// `converted` `max_attempts` `opted_out` `cancelled`, empty for none.
[[nodiscard]] std::string_view original_completion_reason(CompletionReason reason) noexcept;

}  // namespace reactivation
