#include "reaction.hpp"

#include <algorithm>
#include <array>

#include "reactivation/core/governor.hpp"
#include "reactivation/json/words.hpp"

namespace cli {

using namespace reactivation;

namespace {

std::string word_of_kind(AccountSignalKind kind) {
  const std::string_view word = word_of(kind);
  return word.empty() ? "something that this program does not know" : std::string(word);
}

}  // namespace

Reaction reaction_to(const AccountSignal& signal) {
  // An account that nothing else binds: old, in use for long, without a bad word.
  Account account;
  account.account_created_at = signal.at - Days{400};
  account.warmup_level = WarmupLevel::hot;
  const TimeZone zone = TimeZone::utc();
  const std::array signals{signal};
  const Governed governed = govern({.account = account,
                                    .zone = zone,
                                    .records = {},
                                    .level_sends = {},
                                    .signals = signals,
                                    .level_since = {},
                                    .now = signal.at});
  Reaction reaction;
  reaction.is_stop = governed.is_stopped();
  reaction.needs_person = governed.needs_person_confirmation;
  reaction.must_empty_queue = governed.must_empty_provider_queue;
  if (governed.is_stopped()) reaction.until = governed.stops.front().until;
  for (const Lowering& lowering : governed.lowerings) {
    const bool is_hour = lowering.rule == GovernorRule::rate_limited;
    const bool is_first = lowering.rule == GovernorRule::undelivered_high ||
                          lowering.rule == GovernorRule::not_on_messenger_high;
    reaction.halves_the_hour = reaction.halves_the_hour || is_hour;
    reaction.has_no_first_contacts = reaction.has_no_first_contacts || is_first;
    if (!reaction.is_stop && (is_hour || is_first)) reaction.until = lowering.until;
  }
  return reaction;
}

std::string sentence_of_signal(const AccountSignal& signal) {
  const Reaction reaction = reaction_to(signal);
  std::string out = "the messenger said " + word_of_kind(signal.kind) + " of the account: ";
  const std::string until = reaction.until ? to_rfc3339(*reaction.until) : std::string{};
  if (reaction.is_stop && reaction.needs_person) {
    out += "nothing is sent until a person has looked (`reactivation confirm`)";
    if (!until.empty()) out += " and not before " + until;
  } else if (reaction.is_stop) {
    out += "nothing is sent" + (until.empty() ? std::string{} : " until " + until);
  } else if (reaction.halves_the_hour) {
    out += "half as many messages an hour" + (until.empty() ? std::string{} : " until " + until);
  } else if (reaction.has_no_first_contacts) {
    out += "no message to people who never wrote";
    if (!until.empty()) out += " until " + until + ", or `reactivation confirm`";
  } else {
    out += "nothing changes by it";
  }
  if (reaction.must_empty_queue) {
    out += "; empty the provider's own queue, what lies there would still go out";
  }
  return out;
}

}  // namespace cli
