#include "reactivation/json/reply_json.hpp"
#include "writer.hpp"

namespace reactivation {

std::string write_reply(std::string_view text, const Reply& reply) {
  json::Writer out;
  out.open('{');
  out.field("text", text);
  out.field("type", reply.type);
  out.field("opt_out", reply.opt_out);
  out.field("pause_until", reply.pause_until);
  out.field("needs_person", reply.needs_person);
  out.close('}');
  return out.take();
}

}  // namespace reactivation
