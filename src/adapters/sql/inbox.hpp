// Events as they came, and the changes that decisions make of them. Private.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "persons.hpp"
#include "reactivation/ports/inbox.hpp"
#include "session.hpp"

namespace reactivation::sql {

[[nodiscard]] InboundReceipt write_event(Session& session, const InboundEvent& event);
[[nodiscard]] std::vector<BookingFacts> read_booking_news(Session& session, CompanyId company,
                                                          Instant now, int rows_max);
[[nodiscard]] std::vector<StoredEvent> read_unprocessed(Session& session, Instant now,
                                                        int rows_max);
/// Already looked at, and about no message that is known.
[[nodiscard]] bool is_unmatched(Session& session, std::int64_t event_row);
[[nodiscard]] Person read_person_of_event(Session& session, const InboundEvent& event);
[[nodiscard]] Person read_person_of_key(Session& session, const PersonKey& key);
[[nodiscard]] Person read_person_of_attempt(Session& session, const AttemptId& attempt);
[[nodiscard]] std::optional<AttemptId> find_attempt_of(Session& session, const InboundEvent& event);
[[nodiscard]] Applied write_effect(Session& session, const StoredEvent& event,
                                   const Changes& changes, EventMark mark);
[[nodiscard]] Applied write_order(Session& session, const PersonKey& who, const Changes& changes);

/// Writes the change of a client with its event; nothing when no row is changed by it.
void write_client(Session& session, const ClientChange& change, Instant at);

/// A block or a report stays with the send, for the governor; other faults leave it as it is.
void write_reaction(Session& session, const AttemptId& attempt, PersonFault fault);

/// Everybody whose message is stored and not understood yet, as far as it can concern the company:
/// whom its identities name now, not when it came.
[[nodiscard]] std::vector<PersonRow> find_unread_senders(Session& session, CompanyId company);

/// What the event says, as the JSON of its row, and back. `read_body` is false when the row makes
/// no sense: then the event is an empty one of its kind.
[[nodiscard]] std::string body_of(const InboundEvent& event);
/// One of `identities_json`, as it stands in the list.
[[nodiscard]] std::string identity_json(const Identity& identity);
[[nodiscard]] std::string identities_json(const std::vector<Identity>& identities);
[[nodiscard]] std::vector<Identity> identities_of_json(std::string_view json);
[[nodiscard]] bool read_body(std::string_view kind, std::string_view json, InboundEvent& event);
[[nodiscard]] std::string_view kind_of(const InboundEvent& event) noexcept;

}  // namespace reactivation::sql
