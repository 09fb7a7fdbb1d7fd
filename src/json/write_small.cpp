// Documents of one line or a few: issues, capabilities, receipts, and the text of a message.
#include "reactivation/json/capabilities_json.hpp"
#include "reactivation/json/issues_json.hpp"
#include "reactivation/json/message_facts_json.hpp"
#include "reactivation/json/result_json.hpp"
#include "writer.hpp"

namespace reactivation {

using json::Writer;

std::string write_issues(std::span<const Issue> issues) {
  bool is_valid = true;
  for (const Issue& issue : issues) {
    is_valid = is_valid && issue.severity != Issue::Severity::error;
  }
  Writer out;
  out.open('{');
  out.field("schema", "reactivation.issues/1");
  out.field("is_valid", is_valid);
  out.key("issues");
  out.open('[');
  for (const Issue& issue : issues) {
    out.line_break();
    out.open('{');
    out.field("severity", issue.severity == Issue::Severity::error ? "error" : "warning");
    out.field("code", issue.code);
    out.field("place", issue.place);
    out.field("message", issue.message);
    out.close('}');
  }
  out.close(']');
  out.close('}');
  out.end_line();
  return out.take();
}

std::string write_capabilities(const Capabilities& capabilities) {
  Writer out;
  const auto list = [&out](std::string_view name, const std::vector<std::string_view>& words) {
    out.line_break();
    out.field(name, words);
  };
  out.open('{');
  out.field("schema", "reactivation.capabilities/1");
  out.field("version", capabilities.version);
  out.field("abi_version", capabilities.abi_version);
  list("documents_in", capabilities.documents_in);
  list("documents_out", capabilities.documents_out);
  list("storages", capabilities.storages);
  list("messengers", capabilities.messengers);
  list("clocks", capabilities.clocks);
  list("notifiers", capabilities.notifiers);
  list("ports", capabilities.ports);
  list("languages", capabilities.languages);
  out.close('}');
  out.end_line();
  return out.take();
}

std::string write_rendered(const RenderedMessage& message) {
  Writer out;
  out.open('{');
  out.field("schema", "reactivation.message/1");
  out.field("text", message.text);
  out.field("template_id", message.template_id);
  out.close('}');
  out.end_line();
  return out.take();
}

std::string write_event_receipt(std::string_view event_id, const InboundReceipt& receipt) {
  Writer out;
  out.open('{');
  out.field("schema", "reactivation.receipt/1");
  out.field("event_id", event_id);
  out.field("receipt", receipt.state);
  out.field("is_done", receipt.is_done);
  out.close('}');
  out.end_line();
  return out.take();
}

std::string write_applied(const Applied& applied) {
  Writer out;
  out.open('{');
  out.field("schema", "reactivation.applied/1");
  out.field("has_changed", applied.has_changed);
  out.key("in_flight");
  out.open('[');
  for (const AttemptId& attempt : applied.in_flight) out.put(to_string(attempt));
  out.close(']');
  out.close('}');
  out.end_line();
  return out.take();
}

std::string write_gate(AccountId account, const AccountGate& gate) {
  Writer out;
  out.open('{');
  out.field("schema", "reactivation.gate/1");
  out.field("account_id", account);
  out.field("armed_here", gate.is_armed);
  out.field("stopped", gate.is_stopped);
  out.field("awaits_confirmation", gate.awaits_confirmation);
  out.close('}');
  out.end_line();
  return out.take();
}

}  // namespace reactivation
