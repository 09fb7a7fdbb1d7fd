#include "reactivation/core/reply_merge.hpp"

namespace reactivation {

int carefulness(ReplyType type) noexcept {
  switch (type) {
    case ReplyType::opt_out:
      return 4;
    case ReplyType::negative:
    case ReplyType::unclear:
      return 3;
    case ReplyType::pause_until:
      return 2;
    case ReplyType::neutral:
    case ReplyType::other_service:
    case ReplyType::other_staff:
    case ReplyType::other_time:
      return 1;
    default:
      return 0;
  }
}

Reply more_careful_reply(const Reply& lexicon, ReplyType model) noexcept {
  if (lexicon.opt_out || carefulness(model) <= carefulness(lexicon.type)) return lexicon;
  Reply out = lexicon;
  out.pause_until.reset();
  out.needs_person = true;
  out.opt_out = model == ReplyType::opt_out;
  out.type = out.opt_out ? ReplyType::opt_out : ReplyType::unclear;
  return out;
}

}  // namespace reactivation
