#include <nlohmann/json.hpp>
#include <utility>

#include "reactivation/json/message_json.hpp"

namespace reactivation {
namespace {

nlohmann::ordered_json slots_json(const std::vector<OfferedSlot>& slots, const TimeZone& zone) {
  auto out = nlohmann::ordered_json::array();
  for (const OfferedSlot& offered : slots) {
    nlohmann::ordered_json slot;
    slot["service_id"] = offered.slot.service_id.value;
    slot["staff_id"] = offered.slot.staff_id.value;
    slot["datetime"] = to_rfc3339(offered.slot.starts_at);
    if (zone.is_known()) slot["local"] = to_iso_local(zone.to_local(offered.slot.starts_at));
    out.push_back(std::move(slot));
  }
  return out;
}

}  // namespace

std::string write_message(const OutgoingMessage& message, const MessageForm& form) {
  nlohmann::ordered_json out;
  out["attempt_id"] = to_string(message.attempt_id);
  out["company_id"] = message.company_id.value;
  out["client_id"] = message.client_id.value;
  out["service_id"] = message.service_id.value;
  out["phone"] = to_e164(message.phone);
  out["text"] = message.text;
  out["template_id"] = message.template_id;
  out["discount_percent"] = message.discount_percent;
  out["slots"] = slots_json(message.slots, form.time_zone);
  out["sent_at"] = to_rfc3339(message.sent_at);
  if (form.mark == MessageMark::dry_run) out["dry_run"] = true;
  const int indent = form.layout == MessageLayout::indented ? 2 : -1;
  using handler = nlohmann::ordered_json::error_handler_t;
  return out.dump(indent, ' ', false, handler::replace) + "\n";
}

}  // namespace reactivation
