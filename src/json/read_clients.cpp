// Clients: who they are and whether they may be written to.
#include <algorithm>
#include <utility>

#include "reactivation/core/columns.hpp"
#include "snapshot_reader.hpp"

namespace reactivation::json {
namespace {

constexpr KeySet client_keys{Key::id,
                             Key::phone,
                             Key::phone_status,
                             Key::name,
                             Key::locale,
                             Key::timezone,
                             Key::visit_count,
                             Key::loyalty_level,
                             Key::total_spent_minor,
                             Key::reactivation_opt_out,
                             Key::consent,
                             Key::last_reactivation_sent,
                             Key::paused_until,
                             Key::needs_person,
                             Key::has_chat_history,
                             Key::preferred_staff_id};

constexpr std::int64_t total_spent_max = 1'000'000'000'000'000;

bool is_blank(std::string_view text) noexcept {
  return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

}  // namespace

void SnapshotReader::read_clients(const Fields& document) {
  each(document, Key::clients, [&](NodeIndex node, const Place& place) {
    const Fields fields{context_, node, place, client_keys};
    Client client;
    read_client(fields, client);
    if (!client.id.is_set()) return;
    clients_.add(client.id.value, place.index);
    snapshot_.clients.push_back(std::move(client));
  });
  const Place list = document.place_of(Key::clients);
  clients_.seal([&](std::size_t row) {
    const Place place{&list, {}, row};
    issues_.error("duplicate_id", place.pointer(), "another client has the same id");
  });
}

void SnapshotReader::read_client(const Fields& fields, Client& client) {
  fields.require({Key::id});
  fields.read_id(Key::id, client.id);
  read_phone(fields, client);
  fields.read(Key::name, client.name);
  if (const auto locale = fields.text(Key::locale)) {
    client.locale = enum_of<Language>(*locale);
    if (!client.locale) unknown_locales_.add(fields.place_of(Key::locale));
  }
  read_client_zone(fields, client);
  client.visit_count = fields.clamped(Key::visit_count, {0, int_max});
  if (const auto level = fields.text(Key::loyalty_level)) {
    const auto known = enum_of<LoyaltyLevel>(*level);
    if (!known) unknown_loyalty_levels_.add(fields.place_of(Key::loyalty_level));
    client.loyalty_level = known.value_or(LoyaltyLevel::unknown);
  }
  client.total_spent_minor = fields.clamped(Key::total_spent_minor, {0, total_spent_max});
  fields.read(Key::reactivation_opt_out, client.reactivation_opt_out);
  fields.read_word(Key::consent, client.consent);
  fields.read(Key::last_reactivation_sent, client.last_reactivation_sent, TimeShape::date_or_time);
  fields.read(Key::paused_until, client.paused_until, TimeShape::date_or_time);
  fields.read(Key::needs_person, client.needs_person);
  fields.read(Key::has_chat_history, client.has_chat_history);
  fields.read_id(Key::preferred_staff_id, client.preferred_staff_id);
}

// What is said about a number can make it less usable than its shape, never more.
void SnapshotReader::read_phone(const Fields& fields, Client& client) {
  const auto text = fields.text(Key::phone);
  const auto said = fields.word<PhoneStatus>(Key::phone_status);
  const bool is_present = text && !is_blank(*text);
  if (const auto phone = is_present ? parse_e164(*text) : std::nullopt) client.phone = *phone;
  client.phone_status = phone_status_by_shape(client.phone);
  if (is_present && !client.phone.is_set()) {
    client.phone_status = PhoneStatus::invalid;
    bad_phones_.add(fields.place_of(Key::phone));
    return;
  }
  if (said && (!is_present || client.phone_status == PhoneStatus::mobile)) {
    const bool needs_number = *said == PhoneStatus::mobile || *said == PhoneStatus::test;
    if (is_present || !needs_number) client.phone_status = *said;
  } else if (said == PhoneStatus::invalid || said == PhoneStatus::missing) {
    client.phone_status = *said;
  }
}

void SnapshotReader::read_client_zone(const Fields& fields, Client& client) {
  const auto name = fields.text(Key::timezone);
  if (!name || name->empty()) return;
  client.zone = zone_index_of(*name);
  if (!client.zone) unknown_client_zones_.add(fields.place_of(Key::timezone));
}

std::optional<std::uint16_t> SnapshotReader::zone_index_of(std::string_view name) {
  if (const auto known = zone_indices_.find(name); known != zone_indices_.end()) {
    return known->second;
  }
  // Nobody has clients under so many wrong names; the look-ups would only cost time.
  constexpr std::size_t unknown_names_max = 1000;
  if (unknown_zone_names_ >= unknown_names_max) return std::nullopt;

  std::optional<std::uint16_t> index;
  auto zone = zones_.find(name);
  auto& zones = snapshot_.client_zones;
  if (zone && zone.value().is_known() && zones.size() < ClientColumns::no_zone) {
    const auto same = std::find_if(zones.begin(), zones.end(), [&](const TimeZone& other) {
      return other.name() == zone.value().name();
    });
    index = static_cast<std::uint16_t>(same - zones.begin());
    if (same == zones.end()) zones.push_back(std::move(zone.value()));
  } else {
    ++unknown_zone_names_;
  }
  zone_indices_.emplace(std::string{name}, index);
  return index;
}

}  // namespace reactivation::json
