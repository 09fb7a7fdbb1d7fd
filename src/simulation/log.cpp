// The log as text: one line an entry, `instant happening key=value …`, texts in JSON's quotes.
#include "reactivation/simulation/log.hpp"

#include <utility>

namespace reactivation::simulation {
namespace {

constexpr std::string_view words_of_end[] = {"done", "refused", "failed", "begun"};
constexpr std::string_view words_of_order[] = {
    "opt_out",     "opt_in", "pause",  "clear",   "cancel",          "hold", "approve",
    "send_manual", "arm",    "disarm", "confirm", "stop_everything", "ban"};
constexpr std::string_view words_of_intention[] = {"none",    "opt_out",    "complaint",
                                                   "refusal", "agreement",  "question",
                                                   "away",    "other_wish", "unreadable"};
constexpr std::string_view words_of_receipt[] = {"stored", "known_already", "id_reused"};
constexpr std::string_view words_of_fate[] = {"sent",      "uncertain", "rejected", "not_started",
                                              "cancelled", "waiting",   "held",     "lost"};
constexpr std::string_view words_of_outcome[] = {"not_started", "rejected", "accepted",
                                                 "uncertain"};
constexpr std::string_view words_of_visit[] = {"completed", "booked", "cancelled", "no_show"};
constexpr std::string_view words_of_state[] = {
    "planned",   "drafted", "held",      "ready",           "deferred", "dispatching", "accepted",
    "delivered", "read",    "uncertain", "uncertain_final", "rejected", "cancelled"};

template <class Enum, std::size_t Count>
std::string_view word_in(const std::string_view (&words)[Count], Enum value) {
  const auto place = static_cast<std::size_t>(value);
  return place < Count ? words[place] : std::string_view{"?"};
}

/// Bytes that are no printable ASCII are written as \xNN: a line is one line whatever it tells.
std::string quoted(std::string_view text) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20 && byte < 0x7f && c != '"' && c != '\\') {
      out += c;
    } else {
      out += "\\x";
      out += digits[byte >> 4];
      out += digits[byte & 15];
    }
  }
  return out + '"';
}

class Line {
public:
  explicit Line(Instant at) : text_(to_rfc3339(at)) {}

  Line& say(std::string_view word) {
    text_ += ' ';
    text_ += word;
    return *this;
  }
  Line& add(std::string_view key, std::string_view value) {
    text_ += ' ';
    text_ += key;
    text_ += '=';
    text_ += value;
    return *this;
  }
  Line& add(std::string_view key, std::int64_t value) { return add(key, std::to_string(value)); }
  Line& add(std::string_view key, Instant at) {
    return add(key, at == no_instant ? std::string{"-"} : to_rfc3339(at));
  }
  Line& add(std::string_view key, const std::optional<Instant>& at) {
    return add(key, at.value_or(no_instant));
  }
  Line& add(std::string_view key, const AttemptId& id) { return add(key, to_string(id)); }
  template <class Noun>
  Line& add(std::string_view key, Id<Noun> id) {
    return add(key, id.value);
  }
  [[nodiscard]] std::string take() { return std::move(text_); }

private:
  std::string text_;
};

void tell_slots(Line& line, std::string_view key, const std::vector<OfferedSlot>& slots) {
  std::string out;
  for (const OfferedSlot& slot : slots) {
    out += (out.empty() ? "" : ",") + to_rfc3339(slot.slot.starts_at) + "/" +
           std::to_string(slot.slot.staff_id.value);
  }
  line.add(key, out);
}

struct Teller {
  Line& line;

  void operator()(const CompanyStated& what) const {
    const Settings& settings = what.facts.settings;
    line.say("company").add("company", what.facts.company.id);
    line.add("zone", what.facts.company.time_zone.name());
    line.add("enabled", settings.enabled ? 1 : 0);
    line.add("hours", std::to_string(settings.sending_hours.start) + "-" +
                          std::to_string(settings.sending_hours.end));
    if (what.facts.account) line.add("account", what.facts.account->id);
    for (const Rule& rule : what.facts.rules) {
      line.add("rule", std::to_string(rule.service_id.value) + ":" +
                           std::to_string(rule.reactivation_interval_days.value_or(0)) + ":" +
                           std::to_string(rule.is_active ? rule.max_attempts : -1));
    }
  }
  void operator()(const ClientStated& what) const {
    line.say("client").add("company", what.company_id).add("client", what.client.id);
    line.add("phone", to_e164(what.client.phone)).add("name", quoted(what.client.name));
    line.add("opt_out", what.client.reactivation_opt_out ? 1 : 0);
    line.add("consent", static_cast<int>(what.client.consent));
  }
  void operator()(const IdentityStated& what) const {
    line.say("identity").add("company", what.company_id).add("client", what.client_id);
    line.add("value", what.identity.value);
  }
  void operator()(const VisitStated& what) const {
    const Visit& visit = what.visit;
    line.say("visit").add("company", what.company_id).add("client", visit.client_id);
    line.add("visit", visit.id).add("starts_at", visit.starts_at);
    line.add("status", word_in(words_of_visit, visit.status));
  }
  void operator()(const SlotsStated& what) const {
    line.say("slots").add("company", what.company_id);
    line.add("count", static_cast<std::int64_t>(what.slots.size()));
  }
  void operator()(const Ordered& what) const {
    line.say("order").say(word_in(words_of_order, what.kind)).add("worker", what.worker);
    line.add("end", word_in(words_of_end, what.end));
    if (what.company_id.is_set()) line.add("company", what.company_id);
    if (what.client_id.is_set()) line.add("client", what.client_id);
    if (what.account_id.is_set()) line.add("account", what.account_id);
    if (what.attempt_id) line.add("attempt", *what.attempt_id);
    if (what.until) line.add("until", *what.until);
    if (what.force == Force::past_cadence) line.say("forced");
  }
  void operator()(const EventGiven& what) const {
    const InboundEvent& event = what.event;
    line.say("event").add("worker", what.worker).add("id", event.event_id);
    line.add("end", word_in(words_of_end, what.end));
    line.add("receipt", word_in(words_of_receipt, what.receipt));
    line.add("processed", what.is_processed ? 1 : 0);
    line.add("intention", word_in(words_of_intention, what.intention));
    for (const Identity& identity : event.from) line.add("from", identity.value);
    if (const auto* message = std::get_if<InboundMessage>(&event.what)) {
      line.add("text", quoted(message->text));
    } else if (const auto* delivery = std::get_if<InboundDelivery>(&event.what)) {
      line.add("message", delivery->provider_id);
      line.add("delivery", static_cast<int>(delivery->report.delivery));
    } else if (const auto* booking = std::get_if<InboundBooking>(&event.what)) {
      line.add("client", booking->facts.client_id).add("booking", booking->facts.booking_id);
      line.add("status", static_cast<int>(booking->facts.status));
    }
  }
  void operator()(const Swept& what) const {
    line.say("sweep").add("worker", what.worker).add("end", word_in(words_of_end, what.end));
  }
  void operator()(const DayPlanned& what) const {
    line.say("plan").add("worker", what.worker).add("company", what.company_id);
    line.add("end", word_in(words_of_end, what.end)).add("new", what.attempts_new);
    for (const PlannedAttempt& attempt : what.plan.planned) {
      line.add("attempt", to_string(attempt.attempt_id) + "@" + to_rfc3339(attempt.not_before));
    }
    line.add("skipped", static_cast<std::int64_t>(what.plan.skipped.size()));
  }
  void operator()(const Looked& what) const {
    line.say("look").add("worker", what.worker).add("attempt", what.attempt_id);
    line.add("allowed", what.is_allowed ? 1 : 0);
  }
  void operator()(const Wired& what) const {
    const OutgoingMessage& message = what.message;
    line.say("wire").add("worker", what.worker).add("attempt", message.attempt_id);
    line.add("company", message.company_id).add("client", message.client_id);
    line.add("service", message.service_id).add("phone", to_e164(message.phone));
    line.add("cycle", to_iso_date(what.planned.cycle_key));
    line.add("number", what.planned.attempt_number).add("discount", message.discount_percent);
    line.add("sent_at", message.sent_at).add("not_after", what.planned.not_after);
    tell_slots(line, "slots", message.slots);
    line.add("text", quoted(message.text));
  }
  void operator()(const Answered& what) const {
    line.say("answer").add("worker", what.worker).add("attempt", what.attempt_id);
    line.add("outcome", word_in(words_of_outcome, what.outcome));
    line.add("reached", what.has_reached ? 1 : 0);
  }
  void operator()(const Reported& what) const {
    line.say("report").add("worker", what.worker).add("attempt", what.attempt_id);
    line.add("fate", word_in(words_of_fate, what.fate));
    line.add("permit", to_string(what.permit_reason)).add("skip", to_string(what.skip_reason));
    if (!what.problem.empty()) line.add("problem", quoted(what.problem));
    if (what.broken != BrokenInvariant::none) line.add("broken", to_string(what.broken));
  }
  void operator()(const Crashed& what) const {
    line.say("crash").add("worker", what.worker).add("place", what.place);
  }
  void operator()(const Faulted& what) const {
    line.say("fault").add("kind", what.kind).add("place", what.place);
  }
  void operator()(const ClockSet& what) const {
    line.say("clock").add("ahead", what.ahead.count()).add("trusted", what.is_trusted ? 1 : 0);
  }
  void operator()(const Audited& what) const {
    line.say(what.is_end ? "end" : "audit");
    line.add("unprocessed", what.unprocessed).add("lost", what.lost_hand_overs);
    line.add("opted_out", static_cast<std::int64_t>(what.opted_out.size()));
    for (const StoredEventStep& step : what.steps) {
      line.add(to_string(step.attempt_id), step.from + ">" + step.to);
    }
    for (const StoredAttempt& stored : what.attempts) {
      if (stored.attempt.state > AttemptState::dispatching) continue;
      line.add(to_string(stored.attempt.id), word_in(words_of_state, stored.attempt.state));
    }
  }
};

}  // namespace

std::string to_line(const LogEntry& entry) {
  Line line(entry.at);
  std::visit(Teller{line}, entry.what);
  return line.take();
}

}  // namespace reactivation::simulation
