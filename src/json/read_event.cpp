#include <utility>

#include "parts.hpp"
#include "reactivation/json/event_json.hpp"
#include "small_readers.hpp"

namespace reactivation {
namespace json {
namespace {

constexpr KeySet event_keys{Key::schema,   Key::provider,   Key::event_id,    Key::account_id,
                            Key::at,       Key::company_id, Key::received_at, Key::from,
                            Key::delivery, Key::message,    Key::booking,     Key::other};
constexpr KeySet identity_keys{Key::kind, Key::value};
constexpr KeySet message_keys{Key::author, Key::is_text, Key::text, Key::answers_provider_id};
constexpr KeySet delivery_keys{Key::provider_id, Key::attempt_id, Key::status,
                               Key::is_number_unknown, Key::person_fault};
constexpr KeySet booking_keys{Key::keeper,      Key::client_id,       Key::booking_id,
                              Key::status,      Key::starts_at,       Key::created_at,
                              Key::external_id, Key::staff_id,        Key::service_ids,
                              Key::cost_minor,  Key::discount_applied};
constexpr KeySet other_keys{Key::type, Key::body};

InboundMessage message_at(const Context& context, NodeIndex node, const Place& place) {
  const Fields fields{context, node, place, message_keys};
  InboundMessage message;
  fields.read_word(Key::author, message.author);
  fields.read(Key::is_text, message.is_text);
  fields.read(Key::text, message.text);
  fields.read(Key::answers_provider_id, message.answers_provider_id);
  return message;
}

InboundDelivery delivery_at(const Context& context, NodeIndex node, const Place& place,
                            Instant at) {
  const Fields fields{context, node, place, delivery_keys};
  InboundDelivery delivery;
  fields.require({Key::status});
  fields.read(Key::provider_id, delivery.provider_id);
  read_attempt_id(fields, Key::attempt_id, delivery.attempt_id);
  if (!fields.has(Key::provider_id) && !fields.has(Key::attempt_id)) {
    fields.error(Key::provider_id, "missing", "one of `provider_id` and `attempt_id` is needed");
  }
  fields.read_word(Key::status, delivery.report.delivery);
  fields.read(Key::is_number_unknown, delivery.report.is_number_unknown);
  fields.read_word(Key::person_fault, delivery.report.person_fault);
  delivery.report.at = at;
  return delivery;
}

InboundBooking booking_at(const Context& context, NodeIndex node, const Place& place,
                          const InboundEvent& event) {
  const Fields fields{context, node, place, booking_keys};
  InboundBooking booking;
  BookingFacts& facts = booking.facts;
  fields.require({Key::client_id, Key::status, Key::starts_at});
  fields.read_word(Key::keeper, booking.keeper);
  facts.company_id = event.company_id;
  fields.read_id(Key::client_id, facts.client_id);
  fields.read_id(Key::booking_id, facts.booking_id);
  fields.read_word(Key::status, facts.status);
  if (const auto at = fields.instant(Key::starts_at, TimeShape::with_time)) facts.starts_at = *at;
  facts.created_at = fields.instant(Key::created_at, TimeShape::date_or_time).value_or(event.at);
  fields.read(Key::external_id, booking.external_id);
  booking.service_ids = service_ids_of(fields);
  fields.read_id(Key::staff_id, booking.staff_id);
  if (const auto cost = fields.integer(Key::cost_minor, {0, amount_max})) {
    booking.cost_minor = *cost;
  }
  fields.read(Key::discount_applied, booking.discount_applied, {0, 100});
  return booking;
}

InboundOther other_at(const Context& context, NodeIndex node, const Place& place) {
  const Fields fields{context, node, place, other_keys};
  InboundOther other;
  fields.require({Key::type});
  fields.read(Key::type, other.type);
  fields.read(Key::body, other.body);
  return other;
}

void read_what(const Fields& fields, InboundEvent& event) {
  int kinds = 0;
  for (const Key key : {Key::message, Key::delivery, Key::booking, Key::other}) {
    if (fields.has(key)) ++kinds;
  }
  if (kinds != 1) {
    fields.error(Key::message, "missing",
                 "exactly one of `message`, `delivery`, `booking` and `other` says what came in");
    return;
  }
  const Context& context = fields.context();
  if (const auto node = fields.object(Key::message)) {
    event.what = message_at(context, *node, fields.place_of(Key::message));
  }
  if (const auto node = fields.object(Key::delivery)) {
    event.what = delivery_at(context, *node, fields.place_of(Key::delivery), event.at);
  }
  if (const auto node = fields.object(Key::booking)) {
    event.what = booking_at(context, *node, fields.place_of(Key::booking), event);
    if (!event.company_id.is_set()) {
      fields.error(Key::company_id, "missing", "`company_id` is required of a booking");
    }
  }
  if (const auto node = fields.object(Key::other)) {
    event.what = other_at(context, *node, fields.place_of(Key::other));
  }
}

InboundEvent event_at(const Context& context, NodeIndex node, const Place& place, Instant now) {
  const Fields fields{context, node, place, event_keys};
  InboundEvent event;
  check_schema(fields, "reactivation.event/1");
  fields.require({Key::provider, Key::event_id});
  fields.read(Key::provider, event.provider);
  fields.read(Key::event_id, event.event_id);
  fields.read_id(Key::account_id, event.account_id);
  fields.read_id(Key::company_id, event.company_id);
  if (!fields.has(Key::account_id) && !fields.has(Key::company_id)) {
    fields.error(Key::company_id, "missing", "one of `company_id` and `account_id` is needed");
  }
  event.received_at = fields.instant(Key::received_at, TimeShape::with_time).value_or(now);
  event.at = fields.instant(Key::at, TimeShape::with_time).value_or(event.received_at);
  each_of(fields, Key::from, [&](NodeIndex element, const Place& where) {
    const Fields row{context, element, where, identity_keys};
    Identity identity;
    row.require({Key::kind, Key::value});
    row.read_word(Key::kind, identity.kind);
    row.read(Key::value, identity.value);
    event.from.push_back(std::move(identity));
  });
  read_what(fields, event);
  return event;
}

}  // namespace
}  // namespace json

ReadDocument<InboundEvent> read_event(std::string_view bytes, Instant now,
                                      const ReadLimits& limits) {
  return json::read_whole<InboundEvent>(
      bytes, limits,
      [now](const json::Context& context, json::NodeIndex node, const json::Place& place) {
        return json::event_at(context, node, place, now);
      });
}

ReadDocument<AccountSignal> read_account_signal(std::string_view bytes, Instant now,
                                                const ReadLimits& limits) {
  return json::read_whole<AccountSignal>(
      bytes, limits,
      [now](const json::Context& context, json::NodeIndex node, const json::Place& place) {
        return json::signal_at(context, node, place, now);
      });
}

}  // namespace reactivation
