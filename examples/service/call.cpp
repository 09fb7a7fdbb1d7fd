#include "call.hpp"

#include <charconv>

#include "reactivation/json/parts_json.hpp"

namespace service {

using namespace reactivation;

namespace {

std::optional<std::int64_t> positive(std::string_view text) {
  std::int64_t value = 0;
  const char* const end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, value);
  if (read.ec != std::errc{} || read.ptr != end || value <= 0) return std::nullopt;
  return value;
}

std::string at(std::string_view name) { return "/" + std::string(name); }

}  // namespace

void fail(int status, const char* code, const std::string& message,
          std::optional<std::string> place) {
  throw ApiError(status, code, message, std::move(place));
}

std::int64_t Call::path_id(std::string_view name) const {
  const auto found = path.find(name);
  const auto value = found == path.end() ? std::nullopt : positive(found->second);
  if (!value) fail(404, "not_found", "There is nothing of this id; look it up in the lists.");
  return *value;
}

AttemptId Call::path_attempt() const {
  const auto found = path.find("id");
  const auto id = found == path.end() ? std::nullopt : parse_attempt_id(found->second);
  if (!id) fail(404, "not_found", "There is no such attempt; GET /campaigns/{company} lists them.");
  return *id;
}

PersonKey Call::path_person() const {
  const PersonKey who{company.id, ClientId{path_id("client")}};
  const std::vector<ClientId> one{who.client_id};
  if (get(store().load_clients(company.id, one)).empty()) {
    fail(404, "not_found", "The company has no such client; GET /clients/{company} lists them.");
  }
  return who;
}

std::string Call::query_text(std::string_view name) const {
  const auto found = query.find(name);
  return found == query.end() ? std::string{} : found->second;
}

bool Call::query_flag(std::string_view name) const {
  const std::string value = query_text(name);
  if (value == "true") return true;
  if (value.empty() || value == "false") return false;
  fail(400, "malformed", "This parameter is true or false.", std::string(name));
}

std::optional<std::int64_t> Call::query_id(std::string_view name) const {
  const std::string value = query_text(name);
  if (value.empty()) return std::nullopt;
  const auto read = positive(value);
  if (!read)
    fail(400, "malformed", "This parameter is a positive whole number.", std::string(name));
  return read;
}

int Call::rows_max() const {
  constexpr std::int64_t rows_default = 50;
  constexpr std::int64_t rows_ceiling = 200;
  const std::int64_t wanted = query_id("limit").value_or(rows_default);
  if (wanted > rows_ceiling) fail(422, "out_of_range", "limit lies between 1 and 200.", "limit");
  return static_cast<int>(wanted);
}

std::optional<ListPosition> Call::after() const {
  const std::string cursor = query_text("cursor");
  if (cursor.empty()) return std::nullopt;
  ListPosition out;
  const std::size_t colon = cursor.find(':');
  const char* const end = cursor.data() + std::min(colon, cursor.size());
  const auto read = std::from_chars(cursor.data(), end, out.at);
  const bool is_one = colon != std::string::npos && read.ec == std::errc{} && read.ptr == end;
  if (!is_one || cursor.size() > 80) {
    fail(400, "malformed", "A cursor is what `next` of the page before has said.", "cursor");
  }
  out.id = cursor.substr(colon + 1);
  return out;
}

std::string Call::search_text() const {
  constexpr std::size_t bytes_max = 200;
  std::string out = query_text("query");
  if (out.size() > bytes_max) fail(422, "too_long", "Search for less text.", "query");
  return out;
}

std::string Call::text(std::string_view name, std::size_t bytes_max) const {
  const auto found = body.find(name);
  if (found == body.end()) fail(400, "missing", "This member is needed.", at(name));
  if (!found->is_string()) fail(400, "wrong_type", "This member is a text.", at(name));
  std::string value = found->get<std::string>();
  if (value.size() > bytes_max) {
    fail(422, "too_long", "This text is too long; shorten it.", at(name));
  }
  return value;
}

std::int64_t Call::id(std::string_view name) const {
  const auto found = body.find(name);
  if (found == body.end()) fail(400, "missing", "This member is needed.", at(name));
  const bool is_id = found->is_number_unsigned() && found->get<std::uint64_t>() > 0 &&
                     found->get<std::uint64_t>() <= std::uint64_t{1} << 62;
  if (!is_id) fail(400, "wrong_type", "This member is a positive whole number.", at(name));
  return found->get<std::int64_t>();
}

bool Call::flag(std::string_view name, bool otherwise) const {
  const auto found = body.find(name);
  if (found == body.end()) return otherwise;
  if (!found->is_boolean()) fail(400, "wrong_type", "This member is true or false.", at(name));
  return found->get<bool>();
}

void Call::allow_only(std::initializer_list<std::string_view> names) const {
  for (const auto& [name, value] : body.items()) {
    if (std::find(names.begin(), names.end(), name) == names.end()) {
      fail(400, "unknown_member", "The body has a member that this operation does not know.");
    }
  }
}

namespace {

/// How an error is answered that is nobody's who asks: 503 passes by itself, 500 does not.
struct Outage {
  int status;
  const char* code;
  const char* message;
  const char* word;  ///< of `errc`
};

Outage outage_of(std::error_code error) {
  constexpr const char* again = "The store does not answer now; try again in a moment.";
  constexpr const char* tell = "This could not be answered; tell your operator its id.";
  if (error.category() != error_category()) return {500, "internal", tell, "unknown"};
  switch (static_cast<errc>(error.value())) {
    case errc::storage_busy:
      return {503, "store_busy", again, "storage_busy"};
    case errc::busy:
      return {503, "store_busy", again, "busy"};
    case errc::storage_failed:
      return {
          503, "store_failed",
          "The store has failed; try again in a moment, and tell your operator when it goes on.",
          "storage_failed"};
    case errc::storage_full:
      return {503, "storage_full", "The store's disk is full; try again when there is room.",
              "storage_full"};
    case errc::storage_corrupt:
      return {500, "storage_corrupt",
              "The store is damaged; trying again does not help, tell your operator.",
              "storage_corrupt"};
    case errc::storage_newer_schema:
      return {500, "storage_newer_schema",
              "The store was changed by a newer version; start the service of that version.",
              "storage_newer_schema"};
    case errc::unsupported:
      return {500, "unsupported", "This build or this store does not offer that.", "unsupported"};
    case errc::cancelled:
      return {500, "internal", tell, "cancelled"};
    case errc::io_failed:
      return {500, "internal", tell, "io_failed"};
    case errc::out_of_memory:
      return {503, "internal", tell, "out_of_memory"};
    case errc::port_failed:
      return {500, "internal", tell, "port_failed"};
    case errc::invariant_broken:
      return {500, "internal", tell, "invariant_broken"};
    case errc::invalid_document:
      return {500, "internal", tell, "invalid_document"};
    case errc::document_too_large:
      return {500, "internal", tell, "document_too_large"};
    case errc::time_zone_unknown:
      return {500, "internal", tell, "time_zone_unknown"};
    default:
      return {500, "internal", tell, "unknown"};
  }
}

}  // namespace

void Call::fail_with(std::error_code error) {
  if (error == make_error_code(errc::not_found)) {
    fail(404, "not_found", "There is nothing of this id; look it up in the lists.");
  }
  if (error == make_error_code(errc::invalid_argument)) {
    fail(422, "out_of_range", "A value is outside of its range; docs/service.md names the ranges.");
  }
  if (error == make_error_code(errc::storage_conflict)) {
    fail(409, "conflict", "Somebody else has changed this meanwhile; read it again.");
  }
  const Outage outage = outage_of(error);
  ApiError answer(outage.status, outage.code, outage.message);
  answer.cause = outage.word;
  throw answer;
}

CompanyNames names_of_company(const Call& call) {
  CompanyNames out;
  for (const Service& each : call.get(call.lists().load_services(call.company_id()))) {
    out.services.emplace(each.id.value, each.title);
  }
  for (const Staff& each : call.get(call.lists().load_staff(call.company_id()))) {
    out.staff.emplace(each.id.value, each.name);
  }
  return out;
}

Json name_in(const std::map<std::int64_t, std::string>& names, std::int64_t id) {
  const auto found = names.find(id);
  return found == names.end() ? Json() : Json(found->second);
}

Json json_of_slots(const std::vector<OfferedSlot>& slots, const CompanyNames& names) {
  Json out = Json::array();
  for (const OfferedSlot& offered : slots) {
    out.push_back({{"service_id", offered.slot.service_id.value},
                   {"staff_id", offered.slot.staff_id.value},
                   {"staff_name", name_in(names.staff, offered.slot.staff_id.value)},
                   {"datetime", to_rfc3339(offered.slot.starts_at)}});
  }
  return out;
}

Json changed(bool has_changed) { return {{"has_changed", has_changed}}; }

std::vector<AttemptState> waiting_states() {
  std::vector<AttemptState> out;
  for (int i = 0; i <= static_cast<int>(AttemptState::cancelled); ++i) {
    const auto state = static_cast<AttemptState>(i);
    if (is_waiting_to_be_sent(state)) out.push_back(state);
  }
  return out;
}

std::int64_t number_of_cursor(const ListPosition& position) {
  return positive(position.id).value_or(0);
}

Json json_of(const std::optional<Instant>& at) { return at ? Json(to_rfc3339(*at)) : Json(); }
Json json_of_id(std::int64_t value) { return value > 0 ? Json(value) : Json(); }

Json masked(PhoneNumber phone) {
  if (!phone.is_set()) return nullptr;
  std::string out = to_e164(phone);
  constexpr std::size_t shown_before = 3;
  constexpr std::size_t shown_after = 2;
  for (std::size_t i = shown_before; i + shown_after < out.size(); ++i) out[i] = '*';
  return out;
}

LocalDate date_of(const std::string& text, std::string_view name) {
  const auto date = parse_iso_date(text);
  if (!date) fail(400, "malformed", "A date is written as 2026-03-02.", std::string(name));
  const LocalDate first{date::year{1970} / 1 / 2};
  const LocalDate last{date::year{2199} / 12 / 30};
  if (*date < first || *date > last) {
    fail(422, "out_of_range", "A date lies between 1970 and 2199.", std::string(name));
  }
  return *date;
}

std::string text_of(const Json& value) {
  return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Json parsed(const std::string& document) { return Json::parse(document); }

}  // namespace service
