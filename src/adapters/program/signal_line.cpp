#include "signal_line.hpp"

#include <algorithm>

#include "reactivation/json/signal_words.hpp"

namespace reactivation::program {
namespace {

constexpr std::string_view keyword = "signal";
/// No kind of this version: a store keeps it as a word that nobody knows.
constexpr AccountSignalKind kind_unknown{255};

bool is_blank(char c) noexcept { return c == ' ' || c == '\t' || c == '\r'; }

/// The next word; `rest` is what follows it.
std::string_view next_word(std::string_view& rest) noexcept {
  const auto begin = std::find_if_not(rest.begin(), rest.end(), is_blank);
  const auto end = std::find_if(begin, rest.end(), is_blank);
  const std::string_view word(begin, end);
  rest = std::string_view(end, rest.end());
  return word;
}

/// The next line; `rest` is what follows it.
std::string_view next_line(std::string_view& rest) noexcept {
  const std::size_t end = std::min(rest.find('\n'), rest.size());
  const std::string_view line = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return line;
}

}  // namespace

bool is_signal_line(std::string_view line) noexcept { return next_word(line) == keyword; }

std::optional<AccountSignal> signal_in(std::string_view output, Instant at) {
  while (!output.empty()) {
    std::string_view line = next_line(output);
    if (next_word(line) != keyword) continue;
    const SignalReading reading = read_signal(next_word(line));
    if (reading.is_readable && !reading.kind) continue;  // it says nothing about the account
    AccountSignal signal{reading.kind.value_or(kind_unknown), at, std::nullopt};
    if (const auto until = parse_time(next_word(line)); until && until->utc_offset) {
      signal.until = until->instant_in(TimeZone::utc());
    }
    return signal;
  }
  return std::nullopt;
}

PersonWord person_word_in(std::string_view output) noexcept {
  PersonWord said;
  while (!output.empty()) {
    std::string_view line = next_line(output);
    if (next_word(line) != keyword) continue;
    const SendFault fault = read_signal(next_word(line)).fault;
    said.fault = std::max(said.fault, person_fault_of(fault));
    said.is_number_unknown |= fault == SendFault::not_on_messenger;
  }
  return said;
}

}  // namespace reactivation::program
