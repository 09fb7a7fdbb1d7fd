#include <utility>

#include "reactivation/json/message_facts_json.hpp"
#include "small_readers.hpp"

namespace reactivation {
namespace json {
namespace {

constexpr KeySet facts_keys{Key::schema,
                            Key::attempt_id,
                            Key::locale,
                            Key::tone,
                            Key::address_form,
                            Key::business_type,
                            Key::company_name,
                            Key::client_name,
                            Key::service_title,
                            Key::favourite_staff,
                            Key::days_since_visit,
                            Key::visited_since,
                            Key::regular,
                            Key::vip,
                            Key::attempt_number,
                            Key::slots,
                            Key::offer_valid_until,
                            Key::discount_percent,
                            Key::today};
constexpr KeySet slot_keys{Key::datetime, Key::staff_name};

constexpr std::int64_t days_max = 100'000;
constexpr std::int64_t attempts_max = 1000;

void read_slot(const Fields& fields, MessageSlot& slot) {
  fields.require({Key::datetime});
  if (const auto time = fields.time(Key::datetime, TimeShape::with_time)) {
    slot.starts_at = time->parsed.local;
    if (time->parsed.utc_offset) {
      fields.error(Key::datetime, "invalid_instant",
                   "must be the time on the company's clock, without an offset");
    }
  }
  fields.read(Key::staff_name, slot.staff_name);
}

MessageFacts facts_at(const Context& context, NodeIndex node, const Place& place) {
  const Fields fields{context, node, place, facts_keys};
  MessageFacts facts;
  check_schema(fields, "reactivation.message_facts/1");
  fields.require({Key::service_title, Key::today});
  std::optional<AttemptId> attempt;
  read_attempt_id(fields, Key::attempt_id, attempt);
  if (attempt) facts.attempt_id = *attempt;
  fields.read_word(Key::locale, facts.language);
  fields.read_word(Key::tone, facts.tone);
  fields.read_word(Key::address_form, facts.address_form);
  fields.read_word(Key::business_type, facts.business_type);
  fields.read(Key::company_name, facts.company_name);
  fields.read(Key::client_name, facts.client_name);
  fields.read(Key::service_title, facts.service_title);
  fields.read(Key::favourite_staff, facts.favourite_staff);
  if (const auto days = fields.integer(Key::days_since_visit, {0, days_max})) {
    facts.days_since_visit = *days;
  }
  fields.read(Key::visited_since, facts.visited_since);
  fields.read(Key::regular, facts.is_regular);
  fields.read(Key::vip, facts.is_vip);
  fields.read(Key::attempt_number, facts.attempt_number, {1, attempts_max});
  fields.read(Key::discount_percent, facts.discount_percent, {0, 100});
  facts.offer_valid_until = fields.date(Key::offer_valid_until);
  if (const auto today = fields.date(Key::today)) facts.today = *today;
  each_of(fields, Key::slots, [&](NodeIndex element, const Place& where) {
    MessageSlot slot;
    read_slot(Fields{context, element, where, slot_keys}, slot);
    facts.slots.push_back(std::move(slot));
  });
  return facts;
}

}  // namespace
}  // namespace json

ReadDocument<MessageFacts> read_message_facts(std::string_view bytes, const ReadLimits& limits) {
  return json::read_whole<MessageFacts>(bytes, limits, json::facts_at);
}

}  // namespace reactivation
