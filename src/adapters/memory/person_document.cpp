#include "person_document.hpp"

#include <algorithm>
#include <array>
#include <initializer_list>

#include "json_text.hpp"
#include "reactivation/core/lifecycle.hpp"

namespace reactivation::memory {
namespace {

using std::string_view_literals::operator""sv;

constexpr std::array loyalty_words{""sv, "New"sv, "Bronze"sv, "Silver"sv, "Gold"sv, "VIP"sv};
constexpr std::array consent_words{"unknown"sv, "granted"sv, "denied"sv};
constexpr std::array phone_words{"mobile"sv, "invalid"sv, "missing"sv, "test"sv};
constexpr std::array language_words{"en"sv, "ru"sv};
constexpr std::array status_words{"completed"sv, "booked"sv, "cancelled"sv, "no_show"sv};
constexpr std::array source_words{"manual"sv, "historical"sv, "ai"sv, "default"sv};
constexpr std::array match_words{"favourite_staff"sv, "preferred_time"sv, "preferred_day"sv,
                                 "near"sv};

template <class Words, class Enum>
std::string_view word_in(const Words& words, Enum value) {
  const auto index = static_cast<std::size_t>(value);
  return index < words.size() ? words[index] : "unknown"sv;
}

/// A row's column, which may be empty.
class RowText {
public:
  explicit RowText(JsonText& json) : json_(json) {}

  void text(std::string_view column, std::string_view value) {
    value.empty() ? json_.null(column) : json_.text(column, value);
  }
  void number(std::string_view column, std::optional<std::int64_t> value) {
    value ? json_.number(column, *value) : json_.null(column);
  }
  void seconds(std::string_view column, std::optional<Instant> value) {
    const bool is_known = value && *value != no_instant;
    number(column, is_known ? std::optional<std::int64_t>{value->time_since_epoch().count()}
                            : std::nullopt);
  }
  template <class Id>
  void id(std::string_view column, Id value) {
    number(column, value.is_set() ? std::optional{value.value} : std::nullopt);
  }
  void nulls(std::initializer_list<std::string_view> columns) {
    for (const std::string_view column : columns) json_.null(column);
  }

private:
  JsonText& json_;
};

std::string text_of(const std::vector<OfferedSlot>& slots) {
  JsonText json;
  json.open_list();
  for (const OfferedSlot& offered : slots) {
    json.open_object();
    json.text("datetime", to_rfc3339(offered.slot.starts_at));
    if (offered.slot.duration_minutes) {
      json.number("duration_minutes", *offered.slot.duration_minutes);
    }
    json.open_list("match");
    for (const SlotMatch match : offered.match) json.text({}, word_in(match_words, match));
    json.close_list();
    json.real("score", offered.score);
    json.number("service_id", offered.slot.service_id.value);
    json.number("staff_id", offered.slot.staff_id.value);
    json.close_object();
  }
  json.close_list();
  return json.take();
}

/// Empty when nothing was drawn.
std::string text_of(const std::vector<DrawnArm>& arms) {
  constexpr std::array<std::string_view, 4> factors{"discount", "tone", "slots", "template"};
  if (arms.empty()) return {};
  JsonText json;
  json.open_object();
  for (const DrawnArm& arm : arms) {
    json.open_list(word_in(factors, arm.factor));
    json.number({}, arm.value);
    json.real({}, arm.probability);
    json.close_list();
  }
  json.close_object();
  return json.take();
}

/// As a message names them.
std::string named_text_of(const std::vector<OfferedSlot>& slots, const CompanyRow& company) {
  const auto name_of = [](const auto& things, auto id, auto member) {
    const auto found = std::find_if(things.begin(), things.end(),
                                    [id](const auto& thing) { return thing.id == id; });
    return found == things.end() ? std::string{} : (*found).*member;
  };
  JsonText json;
  json.open_list();
  for (const OfferedSlot& offered : slots) {
    json.open_object();
    json.text("datetime", to_rfc3339(offered.slot.starts_at));
    json.text("service", name_of(company.services, offered.slot.service_id, &Service::title));
    json.number("staff_id", offered.slot.staff_id.value);
    json.text("staff_name", name_of(company.staff, offered.slot.staff_id, &Staff::name));
    json.close_object();
  }
  json.close_list();
  return json.take();
}

void put_staff(JsonText& json, std::string_view key, const StaffPreference& staff) {
  json.open_object(key);
  json.real("share", staff.share);
  json.number("staff_id", staff.staff_id.value);
  json.number("visits", staff.visits);
  json.close_object();
}

std::string text_of(const Preferences& preferences) {
  JsonText json;
  json.open_object();
  json.real("confidence", preferences.confidence);
  if (preferences.day_part) json.text("day_part", to_string(*preferences.day_part));
  json.real("day_part_confidence", preferences.day_part_confidence);
  json.open_list("days");
  for (const int day : preferences.days) json.number({}, day);
  json.close_list();
  json.real("days_confidence", preferences.days_confidence);
  if (preferences.favourite_staff) {
    put_staff(json, "favourite_staff", *preferences.favourite_staff);
  }
  json.open_list("other_staff");
  for (const StaffPreference& staff : preferences.other_staff) put_staff(json, {}, staff);
  json.close_list();
  if (preferences.pattern) {
    json.open_object("pattern");
    json.yes_or_no("is_regular", preferences.pattern->is_regular ? 1 : 0);
    json.real("mean_gap_days", preferences.pattern->mean_gap_days);
    json.real("regularity", preferences.pattern->regularity);
    json.close_object();
  }
  json.open_list("services");
  for (const ServiceId service : preferences.services) json.number({}, service.value);
  json.close_list();
  json.close_object();
  return json.take();
}

std::string text_of(const std::vector<ServiceId>& services) {
  JsonText json;
  json.open_list();
  for (const ServiceId service : services) json.number({}, service.value);
  json.close_list();
  return json.take();
}

void put_client(JsonText& json, State& state, const CompanyRow& company, const StoredClient& row) {
  const Client& client = row.client;
  const auto code =
      std::find_if(row.identities.begin(), row.identities.end(),
                   [](const Identity& known) { return known.kind == IdentityKind::external_id; });
  const auto sent = std::count_if(row.attempts.begin(), row.attempts.end(), [&](AttemptId id) {
    return counts_as_sent(state.attempt(id)->attempt.state);
  });
  json.open_list("client");
  json.open_object();
  RowText out(json);
  out.id("id", client.id);
  out.id("company_id", company.company.id);
  out.text("phone", client.phone.is_set() ? to_e164(client.phone) : std::string{});
  out.text("name", client.name);
  out.number("visit_count", client.visit_count);
  out.text("loyalty_level", word_in(loyalty_words, client.loyalty_level));
  out.nulls({"total_spent"});
  json.number("reactivation_opt_out", standing_of(state, company, row).is_opted_out ? 1 : 0);
  out.nulls({"opt_out_reason", "opt_out_date"});
  out.seconds("last_reactivation_sent", client.last_reactivation_sent);
  json.number("reactivation_attempts_count", sent);
  out.nulls({"preferred_time_period", "preferred_days", "preference_confidence"});
  out.text("reactivation_external_id", code == row.identities.end() ? ""sv : code->value);
  out.text("reactivation_phone_status", word_in(phone_words, client.phone_status));
  out.text("reactivation_consent", word_in(consent_words, client.consent));
  out.seconds("reactivation_paused_until", client.paused_until);
  json.number("reactivation_needs_person", client.needs_person ? 1 : 0);
  json.number("reactivation_has_chat_history", client.has_chat_history ? 1 : 0);
  out.text("reactivation_locale",
           client.locale ? word_in(language_words, *client.locale) : std::string_view{});
  out.nulls({"reactivation_timezone", "reactivation_visit_count"});
  out.number("reactivation_spent_minor", client.total_spent_minor);
  out.id("reactivation_preferred_staff_id", client.preferred_staff_id);
  json.close_object();
  json.close_list();
}

void put_identities(JsonText& json, const CompanyRow& company, const StoredClient& row) {
  json.open_list("identities");
  for (const KnownIdentity& known : identities_of(company.company.id, row)) {
    json.open_object();
    json.text("kind", word_of(known.identity.kind));
    json.text("value", known.identity.value);
    json.close_object();
  }
  json.close_list();
}

void put_bookings(JsonText& json, const CompanyRow& company, const StoredClient& row) {
  json.open_list("bookings");
  for (const Visit& visit : row.visits) {
    json.open_object();
    RowText out(json);
    out.id("id", visit.id);
    out.id("company_id", company.company.id);
    out.id("client_id", row.client.id);
    out.id("staff_id", visit.staff_id);
    json.text("service_ids", text_of(visit.service_ids));
    out.seconds("datetime", visit.starts_at);
    json.text("status", word_in(status_words, visit.status));
    json.number("cost_minor", visit.cost_minor);
    out.seconds("created_at", visit.created_at);
    out.nulls({"reactivation_external_id"});
    json.number("reactivation_time_known", visit.is_time_known ? 1 : 0);
    out.number("reactivation_discount_applied", company.discount_of(visit.id));
    json.close_object();
  }
  json.close_list();
}

void put_attempt(JsonText& json, const AttemptRow& row) {
  const Attempt& attempt = row.attempt;
  const PlannedAttempt& planned = row.planned;
  RowText out(json);
  json.text("id", to_string(attempt.id));
  out.id("company_id", row.company_id);
  out.id("client_id", attempt.client_id);
  out.id("service_id", attempt.service_id);
  json.text("cycle_key", to_iso_date(attempt.cycle_key));
  json.number("attempt_number", attempt.attempt_number);
  // The campaign has the name of its first attempt.
  json.text("campaign_id", to_string(attempt_id({row.company_id, attempt.client_id,
                                                 attempt.service_id, attempt.cycle_key, 1})));
  json.text("state", word_of(attempt.state));
  json.text("planned_on", to_iso_date(row.planned_on));
  json.number("rank", planned.rank);
  json.real("priority_score", planned.priority_score);
  out.seconds("last_visit_at", planned.last_visit_at);
  json.number("days_since_visit", planned.days_since_visit);
  json.number("interval_days", planned.interval.days);
  json.text("interval_source", word_in(source_words, planned.interval.source));
  json.number("discount_percent", attempt.discount_percent);
  out.seconds("not_before", planned.not_before);
  out.seconds("not_after", planned.not_after);
  json.number("requeues", row.requeues);
  out.seconds("sent_at", attempt.sent_at);
  json.text("reply_type", word_of(attempt.reply_type));
  out.seconds("response_received_at", attempt.response_received_at);
  json.text("completion_reason", word_of(attempt.completion_reason));
  json.text("lease_owner", row.lease.owner);
  json.number("lease_epoch", row.lease.epoch);
  out.seconds("lease_until",
              row.lease.owner.empty() ? std::nullopt : std::optional{row.lease.until});
  json.number("is_forced", row.is_forced ? 1 : 0);
  out.number("due_days",
             planned.rhythm ? std::optional<std::int64_t>{planned.rhythm->due_days} : std::nullopt);
  out.text("provider_id", row.provider_id);
  out.number("booking_id", row.booking_id ? std::optional{row.booking_id->value} : std::nullopt);
  out.seconds("next_attempt_at", row.next_attempt_at);
  json.text("slots", text_of(row.draft ? row.draft->slots : planned.slots));
  json.text("preferences", text_of(planned.preferences));
  out.text("arms", text_of(planned.arms));
  out.text("template_id", row.draft ? row.draft->template_id : std::string{});
  out.text("text", row.draft ? row.draft->text : std::string{});
}

std::optional<std::int64_t> hours_between(std::optional<Instant> from, std::optional<Instant> to) {
  if (!from || !to) return std::nullopt;
  return (*to - *from).count() / 3600;
}

/// The original's row of what was sent, which follows from the attempt.
void put_campaign(JsonText& json, const State& state, const CompanyRow& company,
                  const AttemptRow& row) {
  const Attempt& attempt = row.attempt;
  const bool is_converted = attempt.completion_reason == CompletionReason::converted;
  const auto answered_after = hours_between(attempt.sent_at, attempt.response_received_at);
  RowText out(json);
  json.text("id", to_string(attempt.id));
  out.id("company_id", row.company_id);
  json.text("client_phone", row.phone.is_set() ? to_e164(row.phone) : std::string{});
  out.id("client_id", attempt.client_id);
  out.id("service_id", attempt.service_id);
  json.number("attempt_number", attempt.attempt_number);
  out.seconds("sent_at", attempt.sent_at);
  json.text("message_text", row.draft ? row.draft->text : std::string{});
  json.number("discount_offered", attempt.discount_percent);
  json.text("slots_offered", named_text_of(row.sent_slots, company));
  const auto draft = state.drafts.find(attempt.id);
  // A template that went out instead of the model's text was no model's.
  const bool is_drafted = draft != state.drafts.end() && draft->second.problem.empty() &&
                          row.draft && is_by_model(row.draft->template_id);
  out.text("ai_prompt_used", is_drafted ? draft->second.prompt : std::string{});
  out.number("ai_generation_time_ms",
             is_drafted ? std::optional{std::int64_t{draft->second.took.count()}} : std::nullopt);
  out.text("reactivation_ai_model", is_drafted ? draft->second.model : std::string{});
  out.nulls({"personalization_data"});
  out.seconds("response_received_at", attempt.response_received_at);
  out.text("response_type", original_response_type(attempt.reply_type));
  out.nulls({"response_text"});
  json.number("booking_created", is_converted ? 1 : 0);
  out.number("booking_id", row.booking_id ? std::optional{row.booking_id->value} : std::nullopt);
  out.number("conversion_time_hours", is_converted ? answered_after : std::nullopt);
  out.number("response_time_hours", answered_after);
  out.seconds("next_attempt_scheduled_at", row.next_attempt_at);
  json.number("is_campaign_completed", attempt.completion_reason != CompletionReason::none ? 1 : 0);
  out.text("completion_reason", original_completion_reason(attempt.completion_reason));
  out.seconds("created_at", attempt.sent_at);
  out.seconds("updated_at",
              attempt.response_received_at ? attempt.response_received_at : attempt.sent_at);
}

void put_attempts(JsonText& json, State& state, const CompanyRow& company,
                  const StoredClient& row) {
  json.open_list("attempts");
  for (const AttemptId& id : row.attempts) {
    json.open_object();
    put_attempt(json, *state.attempt(id));
    json.close_object();
  }
  json.close_list();
  json.open_list("campaigns");
  for (const AttemptId& id : row.attempts) {
    const AttemptRow& known = *state.attempt(id);
    if (!counts_as_sent(known.attempt.state)) continue;
    json.open_object();
    put_campaign(json, state, company, known);
    json.close_object();
  }
  json.close_list();
}

void put_drafts(JsonText& json, const State& state, const StoredClient& row) {
  json.open_list("drafts");
  for (const AttemptId& id : row.attempts) {
    const auto known = state.drafts.find(id);
    if (known == state.drafts.end()) continue;
    const DraftRecord& draft = known->second;
    json.open_object();
    json.text("attempt_id", to_string(id));
    RowText(json).seconds("asked_at", draft.asked_at);
    json.text("model", draft.model);
    json.text("prompt", draft.prompt);
    json.text("answer", draft.answer);
    json.text("problem", draft.problem);
    json.close_object();
  }
  json.close_list();
}

void put_wishes(JsonText& json, const StoredClient& row) {
  json.open_list("wishes");
  for (const KeptWish& wish : row.wishes) {
    json.open_object();
    RowText out(json);
    json.text("kind", word_of(wish.kind));
    out.id("service_id", wish.wished.service_id.value_or(ServiceId{}));
    out.id("staff_id", wish.wished.staff_id.value_or(StaffId{}));
    out.text("day_part",
             wish.wished.day_part ? to_string(*wish.wished.day_part) : std::string_view{});
    out.seconds("at", wish.at);
    json.close_object();
  }
  json.close_list();
}

void put_eligibility(JsonText& json, const State& state, const PersonKey& who) {
  json.open_list("eligibility");
  const memory::EligibleKey first{who.company_id, who.client_id, ServiceId{}, Instant::min(), {}};
  for (auto at = state.eligible.lower_bound(first); at != state.eligible.end(); ++at) {
    const auto& [company, client, service, last_visit_at, experiment] = at->first;
    if (company != who.company_id || client != who.client_id) break;
    json.open_object();
    RowText out(json);
    out.id("service_id", service);
    out.seconds("last_visit_at", last_visit_at);
    json.text("experiment", experiment);
    out.seconds("eligible_at", at->second.at);
    json.number("is_held", at->second.group == ExperimentGroup::held_out ? 1 : 0);
    json.real("propensity", at->second.propensity);
    json.close_object();
  }
  json.close_list();
}

std::string text_of(const Dialogue& dialogue) {
  const auto number_of = [](const auto& id) { return id ? id->value : 0; };
  JsonText json;
  json.open_object();
  json.text("attempt_id", dialogue.attempt_id ? to_string(*dialogue.attempt_id) : std::string{});
  json.number("service_id", dialogue.service_id.value);
  json.number("discount_percent", dialogue.discount_percent);
  json.text("offer_valid_until",
            dialogue.offer_valid_until ? to_iso_date(*dialogue.offer_valid_until) : std::string{});
  json.text("last_reply", word_of(dialogue.last_reply));
  json.open_list("slots");
  for (const Slot& slot : dialogue.slots) {
    json.open_object();
    json.number("service_id", slot.service_id.value);
    json.number("staff_id", slot.staff_id.value);
    json.text("datetime", to_rfc3339(slot.starts_at));
    json.close_object();
  }
  json.close_list();
  json.open_list("wishes");
  for (const DialogueWish& wish : dialogue.wishes) {
    json.open_object();
    json.text("kind", word_of(wish.kind));
    json.number("service_id", number_of(wish.wished.service_id));
    json.number("staff_id", number_of(wish.wished.staff_id));
    json.text("day_part",
              wish.wished.day_part ? to_string(*wish.wished.day_part) : std::string_view{});
    json.number("at", wish.at.time_since_epoch().count());
    json.close_object();
  }
  json.close_list();
  json.close_object();
  return json.take();
}

void put_dialogue(JsonText& json, const State& state, const CompanyRow& company,
                  const StoredClient& row) {
  json.open_list("dialogue");
  const auto known = state.dialogues.find({company.company.id, row.client.id});
  if (known != state.dialogues.end()) {
    json.open_object();
    json.text("body", text_of(known->second));
    RowText(json).seconds("updated_at", known->second.updated_at);
    json.close_object();
  }
  json.close_list();
}

void put_events(JsonText& json, const State& state, const CompanyRow& company,
                const StoredClient& row) {
  json.open_list("events");
  for (std::size_t i = 0; i < state.events.size(); ++i) {
    const MemoryEvent& event = state.events[i];
    if (event.company_id != company.company.id || event.client_id != row.client.id) continue;
    json.open_object();
    RowText out(json);
    json.number("id", static_cast<std::int64_t>(i) + 1);
    out.text("attempt_id", event.attempt_id ? to_string(*event.attempt_id) : std::string{});
    json.text("kind", event.kind);
    out.text("from_state", event.from);
    out.text("to_state", event.to);
    out.seconds("at", event.at);
    out.text("why", event.why);
    json.close_object();
  }
  json.close_list();
}

/// As the event says it; its numbers are those of the enumerators.
struct BodyWriter {
  JsonText& json;

  void operator()(const InboundMessage& message) const {
    json.number("author", static_cast<int>(message.author));
    json.yes_or_no("is_text", message.is_text ? 1 : 0);
    json.text("text", message.text);
    json.text("answers", message.answers_provider_id);
  }
  void operator()(const InboundDelivery& delivery) const {
    json.text("provider_id", delivery.provider_id);
    RowText(json).text("attempt_id",
                       delivery.attempt_id ? to_string(*delivery.attempt_id) : std::string{});
    json.number("delivery", static_cast<int>(delivery.report.delivery));
    json.number("at", delivery.report.at.time_since_epoch().count());
    json.yes_or_no("is_number_unknown", delivery.report.is_number_unknown ? 1 : 0);
  }
  void operator()(const InboundBooking& booking) const {
    json.number("keeper", static_cast<int>(booking.keeper));
    json.number("company_id", booking.facts.company_id.value);
    json.number("client_id", booking.facts.client_id.value);
    json.number("booking_id", booking.facts.booking_id.value);
    json.number("status", static_cast<int>(booking.facts.status));
    json.number("starts_at", booking.facts.starts_at.time_since_epoch().count());
    json.text("external_id", booking.external_id);
    json.number("cost_minor", booking.cost_minor);
  }
  void operator()(const InboundOther& other) const {
    json.text("other", other.type);
    json.text("body", other.body);
  }
};

void put_inbox(JsonText& json, const State& state, const std::vector<std::int64_t>& rows) {
  constexpr std::array kinds{"message"sv, "delivery"sv, "booking"sv, "message"sv};
  json.open_list("inbox");
  for (const std::int64_t number : rows) {
    const InboundEvent& event = state.inbox[static_cast<std::size_t>(number - 1)].event;
    json.open_object();
    json.text("provider", event.provider);
    json.text("event_id", event.event_id);
    json.text("kind", kinds[event.what.index()]);
    json.open_object("body");
    std::visit(BodyWriter{json}, event.what);
    json.close_object();
    RowText(json).seconds("at", event.at);
    json.close_object();
  }
  json.close_list();
}

}  // namespace

std::string person_document(State& state, const CompanyRow& company, const StoredClient& client,
                            const std::vector<std::int64_t>& inbox) {
  JsonText json;
  json.open_object();
  json.text("schema", "reactivation.person/1");
  json.number("company_id", company.company.id.value);
  json.number("client_id", client.client.id.value);
  put_client(json, state, company, client);
  put_identities(json, company, client);
  put_bookings(json, company, client);
  put_attempts(json, state, company, client);
  put_drafts(json, state, client);
  put_wishes(json, client);
  put_eligibility(json, state, {company.company.id, client.client.id});
  put_dialogue(json, state, company, client);
  put_events(json, state, company, client);
  put_inbox(json, state, inbox);
  json.close_object();
  return json.take();
}

}  // namespace reactivation::memory
