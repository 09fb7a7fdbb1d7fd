// Events as JSON in their row.
#include <nlohmann/json.hpp>

#include "inbox.hpp"
#include "persons.hpp"
#include "values.hpp"

namespace reactivation::sqlite {
namespace {

using Json = nlohmann::ordered_json;

std::string dumped(const Json& json) {
  // What is no UTF-8 is kept readable; it counts as unclear anyway.
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::int64_t seconds_of(Instant at) { return at.time_since_epoch().count(); }
Instant instant_of(const Json& json) { return Instant{Seconds{json.get<std::int64_t>()}}; }

Json json_of(const InboundMessage& message) {
  return {{"author", static_cast<int>(message.author)},
          {"is_text", message.is_text},
          {"text", message.text},
          {"answers", message.answers_provider_id}};
}

Json json_of(const InboundDelivery& delivery) {
  Json json = {{"provider_id", delivery.provider_id},
               {"attempt_id", delivery.attempt_id ? Json(to_string(*delivery.attempt_id)) : Json()},
               {"delivery", static_cast<int>(delivery.report.delivery)},
               {"at", seconds_of(delivery.report.at)},
               {"is_number_unknown", delivery.report.is_number_unknown}};
  // Left out when it says nothing: the bodies of older versions stay the same.
  const PersonFault fault = delivery.report.person_fault;
  if (fault != PersonFault::none) json["person_fault"] = static_cast<int>(fault);
  return json;
}

Json json_of(const InboundBooking& booking) {
  Json services = Json::array();
  for (const ServiceId id : booking.service_ids) services.push_back(id.value);
  const BookingFacts& facts = booking.facts;
  return {
      {"keeper", static_cast<int>(booking.keeper)},
      {"company_id", facts.company_id.value},
      {"client_id", facts.client_id.value},
      {"booking_id", facts.booking_id.value},
      {"status", static_cast<int>(facts.status)},
      {"starts_at", seconds_of(facts.starts_at)},
      {"created_at", seconds_of(facts.created_at)},
      {"external_id", booking.external_id},
      {"service_ids", services},
      {"staff_id", booking.staff_id.value},
      {"cost_minor", booking.cost_minor},
      {"discount_applied", booking.discount_applied ? Json(*booking.discount_applied) : Json()}};
}

InboundMessage message_of(const Json& json) {
  return {static_cast<MessageAuthor>(json.at("author").get<int>()), json.at("is_text").get<bool>(),
          json.at("text").get<std::string>(), json.at("answers").get<std::string>()};
}

InboundDelivery delivery_of(const Json& json) {
  InboundDelivery out;
  out.provider_id = json.at("provider_id").get<std::string>();
  if (!json.at("attempt_id").is_null()) {
    out.attempt_id = attempt_id_of(json.at("attempt_id").get<std::string>());
  }
  out.report = {static_cast<Delivery>(json.at("delivery").get<int>()), instant_of(json.at("at")),
                json.at("is_number_unknown").get<bool>(),
                static_cast<PersonFault>(json.value("person_fault", 0))};
  return out;
}

InboundBooking booking_of(const Json& json) {
  InboundBooking out;
  out.keeper = static_cast<BookingKeeper>(json.at("keeper").get<int>());
  out.facts = {CompanyId{json.at("company_id").get<std::int64_t>()},
               ClientId{json.at("client_id").get<std::int64_t>()},
               VisitId{json.at("booking_id").get<std::int64_t>()},
               static_cast<BookingStatus>(json.at("status").get<int>()),
               instant_of(json.at("starts_at")),
               instant_of(json.at("created_at"))};
  out.external_id = json.at("external_id").get<std::string>();
  for (const Json& id : json.at("service_ids")) {
    out.service_ids.push_back(ServiceId{id.get<std::int64_t>()});
  }
  out.staff_id = StaffId{json.at("staff_id").get<std::int64_t>()};
  out.cost_minor = json.at("cost_minor").get<std::int64_t>();
  if (!json.at("discount_applied").is_null()) {
    out.discount_applied = json.at("discount_applied").get<int>();
  }
  return out;
}

Json json_of(const InboundOther& other) { return {{"other", other.type}, {"body", other.body}}; }

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
  return dumped(std::visit([](const auto& what) { return json_of(what); }, event.what));
}

bool read_body(std::string_view kind, std::string_view json, InboundEvent& event) {
  set_empty(kind, event);
  const Json body = Json::parse(json, nullptr, false);
  if (body.is_discarded()) return false;
  try {
    if (kind == event_kinds[0] && body.contains("other")) {
      event.what =
          InboundOther{body.at("other").get<std::string>(), body.at("body").get<std::string>()};
    } else if (kind == event_kinds[0]) {
      event.what = message_of(body);
    } else if (kind == event_kinds[1]) {
      event.what = delivery_of(body);
    } else {
      event.what = booking_of(body);
    }
  } catch (const Json::exception&) {
    return false;
  }
  return true;
}

std::string identities_json(const std::vector<Identity>& identities) {
  Json out = Json::array();
  for (const Identity& identity : identities) {
    out.push_back({std::string{word_of(identity.kind)}, identity.value});
  }
  return dumped(out);
}

std::vector<Identity> identities_of_json(std::string_view json) {
  std::vector<Identity> identities;
  const Json list = Json::parse(json, nullptr, false);
  if (!list.is_array()) return identities;
  for (const Json& pair : list) {
    const bool is_pair =
        pair.is_array() && pair.size() == 2 && pair[0].is_string() && pair[1].is_string();
    if (!is_pair) continue;
    for (const IdentityKind kind :
         {IdentityKind::phone, IdentityKind::external_id, IdentityKind::lid, IdentityKind::user_id,
          IdentityKind::chat_id}) {
      if (word_of(kind) == pair[0].get<std::string>()) {
        identities.push_back({kind, pair[1].get<std::string>()});
      }
    }
  }
  return identities;
}

}  // namespace reactivation::sqlite
