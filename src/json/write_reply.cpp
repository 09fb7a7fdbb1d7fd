#include <nlohmann/json.hpp>

#include "reactivation/json/reply_json.hpp"
#include "reactivation/json/words.hpp"

namespace reactivation {

std::string write_reply(std::string_view text, const Reply& reply) {
  using Json = nlohmann::ordered_json;
  Json line;
  line["text"] = text;
  line["type"] = word_of(reply.type);
  line["opt_out"] = reply.opt_out;
  line["pause_until"] = reply.pause_until ? Json(to_iso_date(*reply.pause_until)) : Json(nullptr);
  line["needs_person"] = reply.needs_person;
  return line.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace reactivation
