#include "reactivation/json/signal_words.hpp"

#include <charconv>

#include "reactivation/core/messenger_codes.hpp"
#include "reactivation/json/words.hpp"

namespace reactivation {
namespace {

constexpr SignalReading unreadable{std::nullopt, SendFault::unknown, false};

SignalReading reading_of_code(std::string_view where, int code) noexcept {
  if (where == "cloud") {
    return {signal_of_whatsapp_cloud_code(code), fault_of_whatsapp_cloud_code(code)};
  }
  if (where == "connection") return {signal_of_gateway_disconnect(code)};
  if (where == "message") return {signal_of_gateway_refusal(code)};
  if (where == "ban") return {signal_of_gateway_ban(code)};
  if (where == "http") return {signal_of_gateway_http_status(code)};
  return unreadable;
}

bool is_of_people(AccountSignalKind kind) noexcept {
  return kind == AccountSignalKind::person_confirmed ||
         kind == AccountSignalKind::operator_paused || kind == AccountSignalKind::operator_resumed;
}

}  // namespace

SignalReading read_signal(std::string_view text) noexcept {
  if (const auto kind = enum_of<AccountSignalKind>(text)) {
    return is_of_people(*kind) ? unreadable : SignalReading{kind};
  }
  if (text == "quality_red") return {AccountSignalKind::yellow_card};
  if (text == "quality_yellow") return {AccountSignalKind::undelivered_high};
  if (text == "quality_green") return {std::nullopt};
  if (text == "blocked") return {std::nullopt, SendFault::blocked_by_person};
  if (text == "reported") return {std::nullopt, SendFault::reported_by_person};
  const std::size_t colon = text.find(':');
  const bool has_place = colon != std::string_view::npos;
  const std::string_view where = has_place ? text.substr(0, colon) : "cloud";
  const std::string_view digits = has_place ? text.substr(colon + 1) : text;
  int code = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), code);
  const bool is_number = error == std::errc{} && end == digits.data() + digits.size() && code >= 0;
  return is_number ? reading_of_code(where, code) : unreadable;
}

}  // namespace reactivation
