#include <utility>

#include "reactivation/json/port_json.hpp"
#include "small_readers.hpp"
#include "writer.hpp"

namespace reactivation {
namespace json {
namespace {

constexpr KeySet receipt_keys{Key::outcome, Key::provider_id, Key::is_number_unknown,
                              Key::person_fault, Key::signal};
constexpr KeySet slots_keys{Key::slots};
constexpr KeySet dialogue_keys{Key::schema,     Key::company_id,        Key::client_id,
                               Key::attempt_id, Key::service_id,        Key::discount_percent,
                               Key::slots,      Key::offer_valid_until, Key::wishes,
                               Key::last_reply, Key::updated_at};
constexpr KeySet wish_keys{Key::kind, Key::service_id, Key::staff_id, Key::day_part, Key::at};

std::vector<Slot> slots_at(const Context& context, NodeIndex node, const Place& place) {
  const Fields fields{context, node, place, slots_keys};
  fields.require({Key::slots});
  return slots_of(fields);
}

Dialogue dialogue_at(const Context& context, NodeIndex node, const Place& place) {
  const Fields fields{context, node, place, dialogue_keys};
  Dialogue dialogue;
  check_schema(fields, "reactivation.dialogue/1");
  fields.require({Key::company_id, Key::client_id, Key::updated_at});
  fields.read_id(Key::company_id, dialogue.company_id);
  fields.read_id(Key::client_id, dialogue.client_id);
  read_attempt_id(fields, Key::attempt_id, dialogue.attempt_id);
  fields.read_id(Key::service_id, dialogue.service_id);
  fields.read(Key::discount_percent, dialogue.discount_percent, {0, 100});
  dialogue.offer_valid_until = fields.date(Key::offer_valid_until);
  dialogue.slots = slots_of(fields);
  each_of(fields, Key::wishes, [&](NodeIndex element, const Place& where) {
    const Fields row{context, element, where, wish_keys};
    DialogueWish wish;
    ServiceId service;
    StaffId staff;
    row.require({Key::kind, Key::at});
    row.read_word(Key::kind, wish.kind);
    row.read_id(Key::service_id, service);
    row.read_id(Key::staff_id, staff);
    if (service.is_set()) wish.wished.service_id = service;
    if (staff.is_set()) wish.wished.staff_id = staff;
    wish.wished.day_part = row.word<DayPart>(Key::day_part);
    if (const auto at = row.instant(Key::at, TimeShape::with_time)) wish.at = *at;
    dialogue.wishes.push_back(wish);
  });
  fields.read_word(Key::last_reply, dialogue.last_reply);
  if (const auto at = fields.instant(Key::updated_at, TimeShape::with_time)) {
    dialogue.updated_at = *at;
  }
  return dialogue;
}

void put_slot(Writer& out, const Slot& slot) {
  out.open('{');
  out.field("service_id", slot.service_id);
  out.field("staff_id", slot.staff_id);
  out.field("datetime", slot.starts_at);
  out.field("duration_minutes", slot.duration_minutes);
  out.close('}');
}

void put_wish(Writer& out, const DialogueWish& wish) {
  out.open('{');
  out.field("kind", wish.kind);
  out.field("service_id", wish.wished.service_id);
  out.field("staff_id", wish.wished.staff_id);
  out.field("day_part", wish.wished.day_part);
  out.field("at", wish.at);
  out.close('}');
}

}  // namespace

SendReceipt receipt_at(const Context& context, NodeIndex node, const Place& place, Instant now) {
  const Fields fields{context, node, place, receipt_keys};
  SendReceipt receipt;
  fields.require({Key::outcome});
  fields.read_word(Key::outcome, receipt.outcome);
  fields.read(Key::provider_id, receipt.provider_id);
  fields.read(Key::is_number_unknown, receipt.is_number_unknown);
  fields.read_word(Key::person_fault, receipt.person_fault);
  if (const auto signal = fields.object(Key::signal)) {
    receipt.signal = signal_at(context, *signal, fields.place_of(Key::signal), now);
  }
  return receipt;
}

}  // namespace json

using json::Writer;

ReadDocument<SendReceipt> read_send_receipt(std::string_view bytes, Instant now,
                                            const ReadLimits& limits) {
  return json::read_whole<SendReceipt>(
      bytes, limits,
      [now](const json::Context& context, json::NodeIndex node, const json::Place& place) {
        return json::receipt_at(context, node, place, now);
      });
}

std::string write_slot_question(const SlotQuestionDocument& question) {
  Writer out;
  out.open('{');
  out.field("company_id", question.company_id);
  out.key("service_ids");
  out.open('[');
  for (const ServiceId service : question.services) out.put(service);
  out.close(']');
  out.field("from", question.from);
  out.field("until", question.until);
  out.close('}');
  return out.take();
}

ReadDocument<std::vector<Slot>> read_slots(std::string_view bytes, const ReadLimits& limits) {
  return json::read_whole<std::vector<Slot>>(bytes, limits, json::slots_at);
}

std::string write_dialogue(const Dialogue& dialogue) {
  Writer out;
  out.open('{');
  out.field("schema", "reactivation.dialogue/1");
  out.field("company_id", dialogue.company_id);
  out.field("client_id", dialogue.client_id);
  out.field("attempt_id", dialogue.attempt_id ? std::optional{to_string(*dialogue.attempt_id)}
                                              : std::optional<std::string>{});
  out.field("service_id", dialogue.service_id);
  out.field("discount_percent", dialogue.discount_percent);
  out.field("offer_valid_until", dialogue.offer_valid_until);
  out.key("slots");
  out.open('[');
  for (const Slot& slot : dialogue.slots) json::put_slot(out, slot);
  out.close(']');
  out.key("wishes");
  out.open('[');
  for (const DialogueWish& wish : dialogue.wishes) json::put_wish(out, wish);
  out.close(']');
  out.field("last_reply", dialogue.last_reply);
  out.field("updated_at", dialogue.updated_at);
  out.close('}');
  return out.take();
}

ReadDocument<Dialogue> read_dialogue(std::string_view bytes, const ReadLimits& limits) {
  return json::read_whole<Dialogue>(bytes, limits, json::dialogue_at);
}

}  // namespace reactivation
