// What a webhook says about the number and the account, and what all its parts share.
#include <algorithm>
#include <limits>

#include "reactivation/core/lifecycle.hpp"
#include "reactivation/core/messenger_codes.hpp"
#include "values.hpp"

namespace reactivation::whatsapp {

const Json& member(const Json& object, const char* name) {
  static const Json none;
  if (!object.is_object()) return none;
  const auto found = object.find(name);
  return found != object.end() ? *found : none;
}

const Json& elements(const Json& object, const char* name) {
  static const Json none = Json::array();
  const Json& value = member(object, name);
  return value.is_array() ? value : none;
}

std::string text_of(const Json& object, const char* name) {
  const Json& value = member(object, name);
  return value.is_string() ? value.get<std::string>() : std::string{};
}

std::optional<std::int64_t> number_of(const Json& object, const char* name) {
  const Json& value = member(object, name);
  constexpr std::int64_t most = 100'000'000'000'000;
  if (value.is_number_integer()) {
    if (value.is_number_unsigned() && value.get<std::uint64_t>() > std::uint64_t{most}) return {};
    const auto number = value.get<std::int64_t>();
    return number >= 0 && number <= most ? std::optional(number) : std::nullopt;
  }
  const std::string text = text_of(object, name);
  if (text.empty() || text.size() > 14) return std::nullopt;
  std::int64_t out = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    out = out * 10 + (c - '0');
  }
  return out;
}

Instant instant_of(const Json& object, const char* name, Instant otherwise) {
  const auto seconds = number_of(object, name);
  if (!seconds) return otherwise;
  const Instant at{Seconds{*seconds}};
  return at >= min_instant && at < max_instant ? at : otherwise;
}

InboundEvent Frame::event(std::string event_id, Instant at) const {
  InboundEvent out;
  out.provider = whatsapp_provider;
  out.event_id = std::move(event_id);
  out.account_id = options.account_id;
  out.at = at;
  out.received_at = received_at;
  return out;
}

void Frame::add_other(const std::string& type, const Json& value, Instant at) {
  std::string body = value.dump(-1, ' ', false, Json::error_handler_t::replace);
  InboundEvent made = event(type + " " + fingerprint_of(body), at);
  constexpr std::size_t kept_max = 4096;  // of what nobody acts upon
  if (body.size() > kept_max) body = fingerprint_of(body);
  made.what = InboundOther{type, std::move(body)};
  reading.events.push_back(std::move(made));
}

void Frame::add_signal(AccountSignalKind kind, Instant at, std::optional<Instant> until) {
  const AccountSignal signal{kind, time_of_event(at, received_at), until};
  if (std::find(reading.signals.begin(), reading.signals.end(), signal) == reading.signals.end()) {
    reading.signals.push_back(signal);
  }
}

void Frame::add_signals_of(const Json& errors, Instant at) {
  if (!errors.is_array()) return;
  for (const Json& error : errors) {
    const auto code = number_of(error, "code");
    if (!code || *code > std::numeric_limits<int>::max()) continue;
    const auto kind = signal_of_whatsapp_cloud_code(static_cast<int>(*code));
    if (kind) add_signal(*kind, at);
  }
}

namespace {

/// The rating and the limit of a number. The words are those of `quality_red` and `quality_yellow`
/// (json/signal_words.hpp): a flag is a warning before a ban, a lower limit asks for a better list.
void read_quality(Frame& frame, const Json& value, Instant at) {
  const std::string event = text_of(value, "event");
  if (event == "FLAGGED") frame.add_signal(AccountSignalKind::yellow_card, at);
  if (event == "DOWNGRADE") frame.add_signal(AccountSignalKind::undelivered_high, at);
}

/// The latest end among the restrictions that stop messages; nothing when one of them has none.
std::optional<Instant> end_of_restrictions(const Json& value) {
  std::optional<Instant> out;
  for (const Json& each : elements(value, "restriction_info")) {
    const Instant end = instant_of(each, "expiration", no_instant);
    if (end == no_instant) return std::nullopt;
    out = std::max(out.value_or(end), end);
  }
  return out;
}

void read_account_update(Frame& frame, const Json& value, Instant at) {
  const std::string event = text_of(value, "event");
  const std::string ban = text_of(member(value, "ban_info"), "waba_ban_state");
  if (event == "ACCOUNT_DELETED" || ban == "DISABLE") {
    frame.add_signal(AccountSignalKind::permanent_ban, at);
  } else if (ban == "SCHEDULE_FOR_DISABLE") {
    frame.add_signal(AccountSignalKind::account_locked, at);
  } else if (event == "ACCOUNT_RESTRICTION") {
    frame.add_signal(AccountSignalKind::policy_block, at, end_of_restrictions(value));
  } else if (event == "ACCOUNT_VIOLATION") {
    frame.add_signal(AccountSignalKind::yellow_card, at);
  } else if (event == "PARTNER_REMOVED" || event == "PARTNER_APP_UNINSTALLED") {
    frame.add_signal(AccountSignalKind::auth_revoked, at);
  }
}

bool is_of_another_number(const Frame& frame, const Json& value) {
  const std::string told = text_of(value, "display_phone_number");
  const std::string& ours = frame.options.display_phone_number;
  std::string digits;
  std::copy_if(told.begin(), told.end(), std::back_inserter(digits),
               [](char c) { return c >= '0' && c <= '9'; });
  return !digits.empty() && !ours.empty() && digits != ours;
}

}  // namespace

bool read_account_change(Frame& frame, const std::string& field, const Json& value, Instant at) {
  if (field == "messages" || field == "smb_message_echoes" || field == "user_preferences") {
    return false;
  }
  if (is_of_another_number(frame, value)) {
    ++frame.reading.foreign;
    return true;
  }
  if (field == "phone_number_quality_update") read_quality(frame, value, at);
  if (field == "account_update") read_account_update(frame, value, at);
  frame.add_other(field, value, at);
  return true;
}

}  // namespace reactivation::whatsapp
