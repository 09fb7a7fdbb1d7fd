#include "put_message.hpp"

namespace reactivation {
namespace {

using json::Writer;

void put_slots(Writer& out, const std::vector<OfferedSlot>& slots, const TimeZone& zone) {
  out.key("slots");
  out.open('[');
  for (const OfferedSlot& offered : slots) {
    out.open('{');
    out.field("service_id", offered.slot.service_id);
    out.field("staff_id", offered.slot.staff_id);
    out.field("datetime", offered.slot.starts_at);
    if (zone.is_known()) out.field("local", to_iso_local(zone.to_local(offered.slot.starts_at)));
    out.close('}');
  }
  out.close(']');
}

}  // namespace

namespace json {

void put_message(Writer& out, const OutgoingMessage& message, const MessageForm& form) {
  out.open('{');
  out.field("attempt_id", to_string(message.attempt_id));
  out.field("company_id", message.company_id);
  out.field("client_id", message.client_id);
  out.field("service_id", message.service_id);
  out.field("phone", to_e164(message.phone));
  out.field("text", message.text);
  out.field("template_id", message.template_id);
  out.field("discount_percent", message.discount_percent);
  put_slots(out, message.slots, form.time_zone);
  out.field("sent_at", message.sent_at);
  if (form.mark == MessageMark::dry_run) out.field("dry_run", true);
  out.close('}');
}

}  // namespace json

std::string write_message(const OutgoingMessage& message, const MessageForm& form) {
  Writer out(form.layout == MessageLayout::indented ? Writer::Layout::indented
                                                    : Writer::Layout::compact);
  json::put_message(out, message, form);
  out.end_line();
  return out.take();
}

}  // namespace reactivation
