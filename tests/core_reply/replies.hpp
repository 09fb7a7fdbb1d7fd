// Answers under test.
#pragma once

#include <ostream>
#include <string>
#include <string_view>

#include "reactivation/core/reply.hpp"

namespace reactivation {

inline std::ostream& operator<<(std::ostream& out, const Reply& reply) {
  out << "type " << static_cast<int>(reply.type) << (reply.opt_out ? " opt-out" : "");
  if (reply.pause_until) out << " until " << to_iso_date(*reply.pause_until);
  return out << (reply.needs_person ? " person" : "") << (reply.is_incident ? " incident" : "");
}

namespace replies {

/// A Tuesday.
inline const ReplyContext on_march_3{*parse_iso_date("2026-03-03")};

inline Reply of(std::string_view text) { return classify_reply(text, on_march_3); }
inline ReplyType type_of(std::string_view text) { return of(text).type; }
inline bool is_opt_out(std::string_view text) {
  const Reply reply = of(text);
  return reply.opt_out && reply.type == ReplyType::opt_out && !reply.pause_until;
}
/// Not an opt-out; the client is left alone until a person has looked.
inline bool is_frozen(std::string_view text) {
  return of(text) == Reply{ReplyType::unclear, false, {}, true, false};
}
/// The date of a pause, or what came instead.
inline std::string pause_of(std::string_view text, std::string_view today = "2026-03-03") {
  const Reply reply = classify_reply(text, {*parse_iso_date(today)});
  if (reply.type != ReplyType::pause_until || !reply.pause_until) return "no pause";
  return to_iso_date(*reply.pause_until);
}

}  // namespace replies
}  // namespace reactivation
