#include "parts.hpp"

#include <algorithm>
#include <utility>

namespace reactivation::json {
namespace {

/// An element of a list: like Fields, for values without a name.
class Element {
public:
  Element(const Context& context, NodeIndex node, const Place& parent, std::size_t index)
      : context_(context), node_(context.tape[node]), place_{&parent, {}, index} {}

  [[nodiscard]] std::optional<std::int64_t> integer(Bounds bounds) const {
    if (node_.kind != NodeKind::integer) {
      error("wrong_type", join({"must be a whole number, not ", type_name(node_)}));
      return std::nullopt;
    }
    if (node_.integer < bounds.low || node_.integer > bounds.high) {
      error("out_of_range", join({"must be from ", std::to_string(bounds.low), " to ",
                                  std::to_string(bounds.high), ", not ", shown(node_.integer)}));
      return std::nullopt;
    }
    return node_.integer;
  }

  [[nodiscard]] std::optional<std::string_view> text() const {
    if (node_.kind == NodeKind::text) return context_.tape.text(node_);
    error("wrong_type", join({"must be a text, not ", type_name(node_)}));
    return std::nullopt;
  }

  void error(std::string_view code, std::string message) const {
    if (context_.issues.admits_error()) {
      context_.issues.error(code, place_.pointer(), std::move(message));
    }
  }

private:
  const Context& context_;
  const Node& node_;
  Place place_;
};

constexpr KeySet hour_keys{Key::start, Key::end};
constexpr KeySet holdout_keys{Key::percent, Key::name};
constexpr KeySet arms_keys{Key::name, Key::discounts, Key::tones, Key::slots};
constexpr KeySet settings_keys{Key::enabled,
                               Key::tone,
                               Key::address_form,
                               Key::daily_limit_mode,
                               Key::manual_daily_limit,
                               Key::sending_hours,
                               Key::sending_days,
                               Key::holidays,
                               Key::include_slots_in_message,
                               Key::max_slots_to_offer,
                               Key::max_offers_per_slot,
                               Key::prefer_favorite_staff,
                               Key::discount_from_attempt,
                               Key::max_discount_percent,
                               Key::require_consent,
                               Key::opt_out_on_negative,
                               Key::require_approval,
                               Key::recent_visit_days,
                               Key::lapsed_cutoff_days,
                               Key::conversion_threshold,
                               Key::holdout,
                               Key::arms,
                               Key::discount_budget_minor,
                               Key::margin_percent};
constexpr KeySet rule_keys{Key::service_id,
                           Key::is_active,
                           Key::reactivation_interval_days,
                           Key::manual_interval,
                           Key::calculated_avg_interval,
                           Key::ai_suggested_interval,
                           Key::active_interval_source,
                           Key::retry_interval_days,
                           Key::max_attempts,
                           Key::discount_progression,
                           Key::allow_short_interval};
constexpr KeySet account_keys{Key::id,
                              Key::account_created_at,
                              Key::warmup_level,
                              Key::daily_outbound_limit,
                              Key::hourly_outbound_limit,
                              Key::concurrent_limit,
                              Key::min_interval_seconds,
                              Key::first_contact_daily_limit,
                              Key::spam_score,
                              Key::paused_until,
                              Key::safe_sending_hours,
                              Key::safe_sending_days,
                              Key::sends};

void read_hours(const Fields& fields, Key key, HourRange& out) {
  const auto node = fields.object(key);
  if (!node) return;
  if (const auto hours = hours_at(fields.context(), *node, fields.place_of(key))) out = *hours;
}

void read_weekdays(const Fields& fields, Key key, WeekdaySet& out) {
  const auto node = fields.array(key);
  if (!node) return;
  if (const auto days = weekdays_at(fields.context(), *node, fields.place_of(key))) out = *days;
}

void read_holdout(const Fields& fields, Holdout& out) {
  const auto node = fields.object(Key::holdout);
  if (!node) return;
  const Fields holdout{fields.context(), *node, fields.place_of(Key::holdout), holdout_keys};
  holdout.read(Key::percent, out.percent, {0, 100});
  holdout.read(Key::name, out.name);
}

void read_integers(const Fields& fields, Key key, Bounds bounds, std::vector<int>& out) {
  const auto node = fields.array(key);
  if (!node) return;
  if (auto read = integers_at(fields.context(), *node, fields.place_of(key), bounds)) {
    out = std::move(*read);
  }
}

void read_tones(const Fields& fields, std::vector<Tone>& out) {
  const auto node = fields.array(Key::tones);
  if (!node) return;
  const Place place = fields.place_of(Key::tones);
  for_each_element(fields.context().tape, *node, [&](NodeIndex at, std::size_t index) {
    const Element element{fields.context(), at, place, index};
    const auto text = element.text();
    const auto tone = text ? enum_of<Tone>(*text) : std::nullopt;
    if (tone) out.push_back(*tone);
    if (text && !tone) {
      element.error("unknown_word", "must be one of: friendly, professional, casual");
    }
  });
}

void read_arms(const Fields& fields, Arms& out) {
  const auto node = fields.object(Key::arms);
  if (!node) return;
  const Fields arms{fields.context(), *node, fields.place_of(Key::arms), arms_keys};
  arms.read(Key::name, out.name);
  read_integers(arms, Key::discounts, {0, 100}, out.discounts);
  read_tones(arms, out.tones);
  read_integers(arms, Key::slots, {0, 5}, out.slots);
  if (const auto fault = fault_of(out); !fault.empty()) {
    fields.error(Key::arms, "invalid_arms", std::string{fault});
  }
}

/// A falling progression or a jump of more than this is probably a slip of the hand.
constexpr int largest_usual_step = 40;

void warn_of_odd_progression(const Fields& fields, const std::vector<int>& progression) {
  for (std::size_t i = 1; i < progression.size(); ++i) {
    const int step = progression[i] - progression[i - 1];
    if (step < 0) {
      fields.warning(Key::discount_progression, "falling_discount",
                     "a later attempt offers less than an earlier one");
      return;
    }
    if (step > largest_usual_step) {
      fields.warning(Key::discount_progression, "steep_discount",
                     join({"the discount jumps by ", std::to_string(step), " points in one step"}));
      return;
    }
  }
}

}  // namespace

std::optional<HourRange> hours_at(const Context& context, NodeIndex node, const Place& place) {
  const Fields fields{context, node, place, hour_keys};
  if (context.tape[node].kind != NodeKind::object) return std::nullopt;
  fields.require({Key::start, Key::end});
  const auto start = fields.integer(Key::start, {0, 23});
  const auto end = fields.integer(Key::end, {1, 24});
  if (!start || !end) return std::nullopt;
  if (*start >= *end) {
    fields.error(Key::end, "out_of_range",
                 "must lie after the start; a window never spans midnight");
    return std::nullopt;
  }
  return HourRange{static_cast<int>(*start), static_cast<int>(*end)};
}

std::optional<WeekdaySet> weekdays_at(const Context& context, NodeIndex array, const Place& place) {
  WeekdaySet days;
  bool is_right = true;
  for_each_element(context.tape, array, [&](NodeIndex node, std::size_t index) {
    const Element element{context, node, place, index};
    const auto day = element.integer({1, 7});
    if (!day) {
      is_right = false;
    } else if (days.contains(static_cast<int>(*day))) {
      element.error("duplicate", "this weekday is already in the list");
      is_right = false;
    } else {
      days.insert(static_cast<int>(*day));
    }
  });
  return is_right ? std::optional{days} : std::nullopt;
}

std::optional<std::vector<int>> integers_at(const Context& context, NodeIndex array,
                                            const Place& place, Bounds bounds) {
  std::vector<int> numbers;
  bool is_right = true;
  for_each_element(context.tape, array, [&](NodeIndex node, std::size_t index) {
    const auto number = Element{context, node, place, index}.integer(bounds);
    is_right = is_right && number;
    if (number) numbers.push_back(static_cast<int>(*number));
  });
  return is_right ? std::optional{std::move(numbers)} : std::nullopt;
}

std::optional<std::vector<LocalDate>> dates_at(const Context& context, NodeIndex array,
                                               const Place& place) {
  std::vector<LocalDate> dates;
  bool is_right = true;
  for_each_element(context.tape, array, [&](NodeIndex node, std::size_t index) {
    const Element element{context, node, place, index};
    const auto text = element.text();
    const auto date = text ? parse_iso_date(*text) : std::nullopt;
    if (text && !date) {
      element.error("invalid_date", "must be a civil date `YYYY-MM-DD` that exists");
    }
    is_right = is_right && date;
    if (date) dates.push_back(*date);
  });
  return is_right ? std::optional{std::move(dates)} : std::nullopt;
}

Settings settings_at(const Context& context, NodeIndex node, const Place& place) {
  Settings settings;
  const Fields fields{context, node, place, settings_keys};
  fields.read(Key::enabled, settings.enabled);
  fields.read_word(Key::tone, settings.tone);
  fields.read_word(Key::address_form, settings.address_form);
  fields.read_word(Key::daily_limit_mode, settings.daily_limit_mode);
  fields.read(Key::manual_daily_limit, settings.manual_daily_limit, {0, count_max});
  read_hours(fields, Key::sending_hours, settings.sending_hours);
  read_weekdays(fields, Key::sending_days, settings.sending_days);
  if (const auto holidays = fields.array(Key::holidays)) {
    auto dates = dates_at(context, *holidays, fields.place_of(Key::holidays));
    if (dates) settings.holidays = std::move(*dates);
  }
  fields.read(Key::include_slots_in_message, settings.include_slots_in_message);
  fields.read(Key::max_slots_to_offer, settings.max_slots_to_offer, {1, 5});
  fields.read(Key::max_offers_per_slot, settings.max_offers_per_slot, {1, count_max});
  fields.read(Key::prefer_favorite_staff, settings.prefer_favorite_staff);
  fields.read(Key::discount_from_attempt, settings.discount_from_attempt, {1, count_max});
  fields.read(Key::max_discount_percent, settings.max_discount_percent, {0, 100});
  fields.read(Key::require_consent, settings.require_consent);
  fields.read(Key::opt_out_on_negative, settings.opt_out_on_negative);
  fields.read(Key::require_approval, settings.require_approval);
  fields.read(Key::recent_visit_days, settings.recent_visit_days, {0, max_interval_days});
  fields.read(Key::lapsed_cutoff_days, settings.lapsed_cutoff_days, {1, 36'500});
  if (const auto threshold = fields.number(Key::conversion_threshold, 0, 1)) {
    settings.conversion_threshold = *threshold;
  }
  read_holdout(fields, settings.holdout);
  read_arms(fields, settings.arms);
  settings.discount_budget_minor = fields.clamped(Key::discount_budget_minor, {0, amount_max});
  fields.read(Key::margin_percent, settings.margin_percent, {0, 100});
  return settings;
}

Rule rule_at(const Context& context, NodeIndex node, const Place& place) {
  Rule rule;
  const Fields fields{context, node, place, rule_keys};
  fields.require({Key::service_id});
  fields.read_id(Key::service_id, rule.service_id);
  fields.read(Key::is_active, rule.is_active);

  const bool is_short_allowed = fields.boolean(Key::allow_short_interval).value_or(false);
  constexpr int shortest_usual_days = 7;
  const Bounds days{is_short_allowed ? 1 : shortest_usual_days, max_interval_days};
  fields.read(Key::reactivation_interval_days, rule.reactivation_interval_days, days);
  fields.read(Key::manual_interval, rule.manual_interval, days);
  fields.read(Key::calculated_avg_interval, rule.calculated_avg_interval, days);
  fields.read(Key::ai_suggested_interval, rule.ai_suggested_interval, days);
  rule.active_interval_source = fields.word<IntervalSource>(Key::active_interval_source);

  fields.read(Key::retry_interval_days, rule.retry_interval_days, {0, max_interval_days});
  if (rule.retry_interval_days < min_retry_interval_days) {
    rule.retry_interval_days = min_retry_interval_days;
    fields.warning(Key::retry_interval_days, "clamped",
                   "less than 7 days between two messages is never done; taken as 7");
  }
  fields.read(Key::max_attempts, rule.max_attempts, {0, max_attempts_ceiling});
  if (const auto progression = fields.array(Key::discount_progression)) {
    const Place list = fields.place_of(Key::discount_progression);
    if (auto percents = integers_at(context, *progression, list, {0, 100})) {
      rule.discount_progression = std::move(*percents);
      warn_of_odd_progression(fields, rule.discount_progression);
    }
  }
  return rule;
}

Account account_at(const Context& context, NodeIndex node, const Place& place) {
  Account account;
  const Fields fields{context, node, place, account_keys};
  fields.read_id(Key::id, account.id);
  fields.read(Key::account_created_at, account.account_created_at, TimeShape::date_or_time);
  fields.read_word(Key::warmup_level, account.warmup_level);
  fields.read(Key::daily_outbound_limit, account.daily_outbound_limit, {0, count_max});
  fields.read(Key::hourly_outbound_limit, account.hourly_outbound_limit, {0, count_max});
  fields.read(Key::concurrent_limit, account.concurrent_limit, {0, count_max});
  fields.read(Key::min_interval_seconds, account.min_interval_seconds, {0, count_max});
  fields.read(Key::first_contact_daily_limit, account.first_contact_daily_limit, {0, count_max});
  if (const auto score = fields.number(Key::spam_score, 0, 1)) account.spam_score = *score;
  fields.read(Key::paused_until, account.paused_until, TimeShape::date_or_time);
  read_hours(fields, Key::safe_sending_hours, account.safe_sending_hours);
  read_weekdays(fields, Key::safe_sending_days, account.safe_sending_days);
  if (const auto sends = fields.array(Key::sends)) {
    const Place list = fields.place_of(Key::sends);
    for_each_element(context.tape, *sends, [&](NodeIndex send, std::size_t index) {
      const Element element{context, send, list, index};
      const auto text = element.text();
      if (!text) return;
      const auto time = parse_time(*text);
      if (!time || !time->has_time) {
        element.error("invalid_instant", "must be like 2026-03-01T09:30:00Z");
        return;
      }
      const Instant at = time->instant_in(context.zone);
      if (at < min_instant || at >= max_instant) {
        element.error("out_of_range", "must be an instant from 1970 to 2199");
        return;
      }
      account.sends.push_back(at);
    });
  }
  return account;
}

void warn_of_clamped_discounts(const Context& context, const Place& rule_place, const Rule& rule,
                               const Settings& settings) {
  const auto& percents = rule.discount_progression;
  const bool is_above = std::ranges::any_of(
      percents, [&](int percent) { return percent > settings.max_discount_percent; });
  if (!is_above) return;
  const Place list{&rule_place, name_of(Key::discount_progression)};
  context.issues.warning("clamped", list.pointer(),
                         join({"above the company's maximum; messages offer at most ",
                               std::to_string(settings.max_discount_percent), " percent"}));
}

}  // namespace reactivation::json
