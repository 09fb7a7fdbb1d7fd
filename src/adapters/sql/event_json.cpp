// Events as JSON in their row.
#include "column_json.hpp"
#include "inbox.hpp"
#include "persons.hpp"
#include "values.hpp"

namespace reactivation::sql {
namespace {

using Kind = JsonValue::Kind;

std::int64_t seconds_of(Instant at) { return at.time_since_epoch().count(); }

std::string json_of(const InboundMessage& message) {
  return JsonText{}
      .open('{')
      .field("author", static_cast<int>(message.author))
      .field("is_text", message.is_text)
      .field("text", message.text)
      .field("answers", message.answers_provider_id)
      .close('}')
      .take();
}

std::string json_of(const InboundDelivery& delivery) {
  JsonText json;
  json.open('{').field("provider_id", delivery.provider_id).key("attempt_id");
  delivery.attempt_id ? json.put(to_string(*delivery.attempt_id)) : json.put_null();
  json.field("delivery", static_cast<int>(delivery.report.delivery))
      .field("at", seconds_of(delivery.report.at))
      .field("is_number_unknown", delivery.report.is_number_unknown);
  // Left out when it says nothing: the bodies of older versions stay the same.
  const PersonFault fault = delivery.report.person_fault;
  if (fault != PersonFault::none) json.field("person_fault", static_cast<int>(fault));
  return json.close('}').take();
}

std::string json_of(const InboundBooking& booking) {
  const BookingFacts& facts = booking.facts;
  JsonText json;
  json.open('{')
      .field("keeper", static_cast<int>(booking.keeper))
      .field("company_id", facts.company_id.value)
      .field("client_id", facts.client_id.value)
      .field("booking_id", facts.booking_id.value)
      .field("status", static_cast<int>(facts.status))
      .field("starts_at", seconds_of(facts.starts_at))
      .field("created_at", seconds_of(facts.created_at))
      .field("external_id", booking.external_id)
      .key("service_ids")
      .open('[');
  for (const ServiceId id : booking.service_ids) json.put(id.value);
  json.close(']')
      .field("staff_id", booking.staff_id.value)
      .field("cost_minor", booking.cost_minor)
      .key("discount_applied");
  booking.discount_applied ? json.put(*booking.discount_applied) : json.put_null();
  return json.close('}').take();
}

std::string json_of(const InboundOther& other) {
  return JsonText{}
      .open('{')
      .field("other", other.type)
      .field("body", other.body)
      .close('}')
      .take();
}

/// The members of a body that must be there.
class Body {
public:
  explicit Body(const JsonValue& json) noexcept : json_(json) {}
  /// False once one was missing or of another type.
  [[nodiscard]] bool is_whole() const noexcept { return is_whole_; }

  std::int64_t number(std::string_view name) { return required(name, Kind::integer).whole(0); }
  template <class Enum>
  Enum code(std::string_view name) {
    return static_cast<Enum>(number(name));
  }
  bool flag(std::string_view name) { return required(name, Kind::boolean).flag(); }
  std::string text(std::string_view name) { return std::string{required(name, Kind::text).text()}; }
  Instant instant(std::string_view name) { return Instant{Seconds{number(name)}}; }
  std::span<const JsonValue> list(std::string_view name) {
    return required(name, Kind::list).items();
  }
  [[nodiscard]] bool has(std::string_view name) const { return !json_.at(name).is(Kind::null); }

private:
  const JsonValue& required(std::string_view name, Kind kind) {
    const JsonValue& value = json_.at(name);
    is_whole_ = is_whole_ && value.is(kind);
    return value;
  }

  const JsonValue& json_;
  bool is_whole_ = true;
};

InboundMessage message_of(Body& body) {
  InboundMessage out;
  out.author = body.code<MessageAuthor>("author");
  out.is_text = body.flag("is_text");
  out.text = body.text("text");
  out.answers_provider_id = body.text("answers");
  return out;
}

InboundDelivery delivery_of(Body& body) {
  InboundDelivery out;
  out.provider_id = body.text("provider_id");
  if (body.has("attempt_id")) out.attempt_id = attempt_id_of(body.text("attempt_id"));
  out.report.delivery = body.code<Delivery>("delivery");
  out.report.at = body.instant("at");
  out.report.is_number_unknown = body.flag("is_number_unknown");
  if (body.has("person_fault")) out.report.person_fault = body.code<PersonFault>("person_fault");
  return out;
}

InboundBooking booking_of(Body& body) {
  InboundBooking out;
  out.keeper = body.code<BookingKeeper>("keeper");
  out.facts = {CompanyId{body.number("company_id")},
               ClientId{body.number("client_id")},
               VisitId{body.number("booking_id")},
               body.code<BookingStatus>("status"),
               body.instant("starts_at"),
               body.instant("created_at")};
  out.external_id = body.text("external_id");
  for (const JsonValue& id : body.list("service_ids")) {
    out.service_ids.push_back(ServiceId{id.whole(0)});
  }
  out.staff_id = StaffId{body.number("staff_id")};
  out.cost_minor = body.number("cost_minor");
  if (body.has("discount_applied")) {
    out.discount_applied = static_cast<int>(body.number("discount_applied"));
  }
  return out;
}

/// The column knows three words. An event of an unknown type is a message that says nothing.
constexpr std::string_view event_kinds[] = {"message", "delivery", "booking", "message"};

void set_empty(std::string_view kind, InboundEvent& event) {
  if (kind == event_kinds[1]) {
    event.what = InboundDelivery{};
  } else if (kind == event_kinds[2]) {
    event.what = InboundBooking{};
  } else {
    event.what = InboundMessage{};
  }
}

}  // namespace

std::string_view kind_of(const InboundEvent& event) noexcept {
  return event_kinds[event.what.index()];
}

std::string body_of(const InboundEvent& event) {
  return std::visit([](const auto& what) { return json_of(what); }, event.what);
}

bool read_body(std::string_view kind, std::string_view json, InboundEvent& event) {
  set_empty(kind, event);
  const auto value = read_json(json);
  if (!value) return false;
  Body body{*value};
  std::variant what = event.what;
  if (kind == event_kinds[1]) {
    what = delivery_of(body);
  } else if (kind == event_kinds[2]) {
    what = booking_of(body);
  } else if (body.has("other")) {
    what = InboundOther{body.text("other"), body.text("body")};
  } else {
    what = message_of(body);
  }
  if (body.is_whole()) event.what = std::move(what);
  return body.is_whole();
}

std::string identity_json(const Identity& identity) {
  return JsonText{}.open('[').put(word_of(identity.kind)).put(identity.value).close(']').take();
}

std::string identities_json(const std::vector<Identity>& identities) {
  JsonText json;
  json.open('[');
  for (const Identity& identity : identities) {
    json.open('[').put(word_of(identity.kind)).put(identity.value).close(']');
  }
  return json.close(']').take();
}

std::vector<Identity> identities_of_json(std::string_view json) {
  std::vector<Identity> identities;
  const JsonValue list = read_json(json).value_or(JsonValue{});
  for (const JsonValue& item : list.items()) {
    const auto pair = item.items();
    if (pair.size() != 2 || !pair[0].is(Kind::text) || !pair[1].is(Kind::text)) continue;
    for (const IdentityKind kind :
         {IdentityKind::phone, IdentityKind::external_id, IdentityKind::lid, IdentityKind::user_id,
          IdentityKind::chat_id}) {
      if (word_of(kind) == pair[0].text()) {
        identities.push_back({kind, std::string{pair[1].text()}});
      }
    }
  }
  return identities;
}

}  // namespace reactivation::sql
