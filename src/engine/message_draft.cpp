#include "message_draft.hpp"

#include <algorithm>
#include <utility>

#include "drafter.hpp"
#include "reactivation/core/message_check.hpp"

namespace reactivation::detail {
namespace {

/// Slots are offered up to a week ahead; a day more covers the edges of time zones.
constexpr Days slots_ahead{9};
constexpr Seconds slot_lead_min{std::chrono::hours{2}};
/// A member of staff seen once is no favourite that a message should name.
constexpr int favourite_visits_min = 2;

template <class Thing, class ThingId>
const Thing* find_by_id(const std::vector<Thing>& things, ThingId id) {
  const auto found = std::find_if(things.begin(), things.end(),
                                  [id](const Thing& thing) { return thing.id == id; });
  return found == things.end() ? nullptr : &*found;
}

bool is_completed(const VisitColumns& visits, std::size_t row, Instant now) {
  const bool has_taken_place =
      visits.status.empty() || visits.status[row] == VisitStatus::completed;
  return has_taken_place && visits.starts_at[row] <= now;
}

/// The favourite, if it is the one for this service: a hairdresser is not named for a massage.
std::string favourite_name(const PlanFacts& facts, const PlannedAttempt& attempt,
                           const VisitColumns& visits, Instant now) {
  const auto& favourite = attempt.preferences.favourite_staff;
  if (!facts.settings.prefer_favorite_staff || !favourite) return {};
  if (favourite->visits < favourite_visits_min) return {};
  bool has_done_it = false;
  for (std::size_t i = 0; i < visits.size() && !has_done_it; ++i) {
    has_done_it = is_completed(visits, i, now) && !visits.staff_id.empty() &&
                  visits.staff_id[i] == favourite->staff_id.value &&
                  visits.service_id[i] == attempt.service_id.value;
  }
  const Staff* member = has_done_it ? find_by_id(facts.staff, favourite->staff_id) : nullptr;
  return member && member->active ? member->name : std::string{};
}

/// Whether the client has been in for something else on a later day.
bool visited_after(const VisitColumns& visits, LocalDate last_visit_on, const TimeZone& zone,
                   Instant now) {
  for (std::size_t i = 0; i < visits.size(); ++i) {
    if (!is_completed(visits, i, now)) continue;
    if (zone.local_date(visits.starts_at[i]) > last_visit_on) return true;
  }
  return false;
}

std::vector<MessageSlot> message_slots(std::span<const OfferedSlot> slots, const PlanFacts& facts) {
  std::vector<MessageSlot> out;
  for (const OfferedSlot& offered : slots) {
    const Staff* member = find_by_id(facts.staff, offered.slot.staff_id);
    out.push_back({facts.company.time_zone.to_local(offered.slot.starts_at),
                   member ? member->name : std::string{}});
  }
  return out;
}

/// The client with their visits; nobody when they are gone.
struct Reader {
  std::optional<Client> client;
  VisitTable visits;
};
result<Reader> read_client(const EnginePorts& ports, CompanyId company, ClientId client) {
  const std::vector<ClientId> one{client};
  auto clients = ports.snapshots.load_clients(company, one);
  if (!clients) return clients.as_failure();
  auto visits = ports.snapshots.load_visits(company, one, ports.clock.now());
  if (!visits) return visits.as_failure();
  Reader reader;
  reader.visits = std::move(visits).value();
  if (!clients.value().empty()) reader.client = std::move(clients.value().front());
  return reader;
}

}  // namespace

bool is_staffed(const OfferedSlot& offered, std::span<const Staff> staff) noexcept {
  return std::any_of(staff.begin(), staff.end(), [&offered](const Staff& member) {
    return member.active && member.id == offered.slot.staff_id;
  });
}

namespace {

bool is_among(const Slot& wanted, std::span<const Slot> slots) {
  return std::any_of(slots.begin(), slots.end(), [&wanted](const Slot& slot) {
    return slot.service_id == wanted.service_id && slot.staff_id == wanted.staff_id &&
           slot.starts_at == wanted.starts_at;
  });
}

/// The offered slots that are still free, far enough ahead and staffed.
std::vector<OfferedSlot> still_free(std::span<const OfferedSlot> offered,
                                    std::span<const Slot> free, std::span<const Staff> staff,
                                    Instant now) {
  std::vector<OfferedSlot> out;
  for (const OfferedSlot& wanted : offered) {
    if (wanted.slot.starts_at < now + slot_lead_min || !is_staffed(wanted, staff)) continue;
    if (is_among(wanted.slot, free)) out.push_back(wanted);
  }
  return out;
}

}  // namespace

MessageFacts message_facts(const PlanFacts& facts, const PlannedAttempt& attempt,
                           const Client& client, const VisitColumns& visits,
                           std::span<const OfferedSlot> slots, Instant now) {
  const TimeZone& zone = facts.company.time_zone;
  const Service* service = find_by_id(facts.services, attempt.service_id);
  MessageFacts out;
  out.language = client.locale.value_or(facts.company.locale);
  out.tone = tone_of(attempt.arms, facts.settings);
  out.address_form = facts.settings.address_form;
  out.business_type = facts.company.business_type;
  out.company_name = facts.company.name;
  out.client_name = client.name;
  out.service_title = service ? service->title : std::string{};
  out.favourite_staff = favourite_name(facts, attempt, visits, now);
  out.days_since_visit = days_since(attempt.last_visit_at, now);
  out.visited_since = visited_after(visits, zone.local_date(attempt.last_visit_at), zone, now);
  out.is_regular = attempt.preferences.pattern && attempt.preferences.pattern->is_regular;
  out.is_vip = client.loyalty_level == LoyaltyLevel::vip;
  out.attempt_number = attempt.attempt_number;
  out.discount_percent = attempt.discount_percent;
  out.offer_valid_until = zone.local_date(now) + response_deadline;
  out.slots = message_slots(slots, facts);
  out.today = zone.local_date(now);
  out.attempt_id = attempt.attempt_id;
  out.variant_seed = variant_seed(attempt.client_id, attempt.service_id);
  return out;
}

std::vector<OfferedSlot> offered_now(const EnginePorts& ports, const PlanFacts& facts,
                                     ServiceId service, std::span<const OfferedSlot> offered) {
  const CompanyId company = facts.company.id;
  const Instant now = ports.clock.now();
  const std::vector<ServiceId> services{service};
  const auto free = ports.slots.find_slots(company, services, now, now + slots_ahead);
  if (!free) return {};
  std::vector<OfferedSlot> out = still_free(offered, free.value(), facts.staff, now);
  if (out.empty()) return out;
  std::vector<Slot> asked;
  for (const OfferedSlot& each : out) asked.push_back(each.slot);
  const auto bookable = ports.slots.bookable(company, std::move(asked));
  if (!bookable) return {};
  std::erase_if(out,
                [&](const OfferedSlot& each) { return !is_among(each.slot, bookable.value()); });
  return out;
}

result<std::optional<ReadFacts>> read_message_facts(const EnginePorts& ports,
                                                    const PlanFacts& facts,
                                                    const PlannedAttempt& attempt,
                                                    std::span<const OfferedSlot> slots) {
  const auto reader = read_client(ports, facts.company.id, attempt.client_id);
  if (!reader) return reader.as_failure();
  if (!reader.value().client) return std::optional<ReadFacts>{};
  const Instant now = ports.clock.now();
  const VisitColumns visits = reader.value().visits.columns();
  ReadFacts out;
  out.client = *reader.value().client;
  out.said = message_facts(facts, attempt, out.client, visits, slots, now);
  for (std::size_t row = 0; row < visits.size(); ++row) {
    if (is_completed(visits, row, now)) ++out.visits;
  }
  return std::optional<ReadFacts>{std::move(out)};
}

result<Written> write_draft(const EnginePorts& ports, const PlanFacts& facts,
                            const PlannedAttempt& attempt) {
  const Instant now = ports.clock.now();
  std::vector<OfferedSlot> slots;
  if (!attempt.slots.empty()) {
    slots = offered_now(ports, facts, attempt.service_id, attempt.slots);
  }
  const auto read = read_message_facts(ports, facts, attempt, slots);
  if (!read) return read.as_failure();
  Written out;
  if (!read.value()) {
    out.problem = "client_not_found";
    return out;
  }
  const Client& client = read.value()->client;
  if (client.phone_status == PhoneStatus::test && ports.messenger.reach() == Reach::people) {
    out.skip_reason = SkipReason::phone_invalid;
    return out;
  }
  const MessageFacts& said = read.value()->said;
  out.said = said;
  out.visits = read.value()->visits;
  auto drafted = drafted_text(ports, facts, attempt, said);
  out.record = std::move(drafted.record);
  RenderedMessage rendered = drafted.message ? std::move(*drafted.message) : render_message(said);
  if (const auto defects = check_message(rendered.text, said); !defects.empty()) {
    out.problem = "text_not_sound: " + std::string(to_string(defects.front().fault));
    return out;
  }
  out.draft =
      Draft{std::move(rendered.text), std::move(rendered.template_id), std::move(slots), now};
  return out;
}

result<bool> says_the_facts(const EnginePorts& ports, const PlanFacts& facts,
                            const PlannedAttempt& attempt, const Draft& draft) {
  const auto read = read_message_facts(ports, facts, attempt, draft.slots);
  if (!read) return read.as_failure();
  return read.value() && check_message(draft.text, read.value()->said).empty();
}

}  // namespace reactivation::detail
