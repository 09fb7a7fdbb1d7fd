#include "telegram_text.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "reactivation/json/words.hpp"

namespace reactivation::telegram {

bool is_chat_id(std::string_view id) {
  const bool is_name = id.starts_with('@');
  if (is_name || id.starts_with('-')) id.remove_prefix(1);
  return !id.empty() && id.size() <= 49 && std::all_of(id.begin(), id.end(), [&](char c) {
    const bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    return (c >= '0' && c <= '9') || (is_name && is_letter);
  });
}

std::size_t units_of(std::string_view utf8) noexcept {
  std::size_t out = 0;
  for (const char c : utf8) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte & 0xC0U) == 0x80U) continue;
    out += byte >= 0xF0U ? 2 : 1;
  }
  return out;
}

std::string line_of(std::string_view text) {
  constexpr std::size_t bytes_max = 1000;
  std::size_t size = std::min(text.size(), bytes_max);
  while (size < text.size() && size > 0 &&
         (static_cast<unsigned char>(text[size]) & 0xC0U) == 0x80U) {
    --size;
  }
  std::string out(text.substr(0, size));
  std::replace_if(
      out.begin(), out.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; }, ' ');
  return out;
}

std::string plain_line(const Alert& alert) {
  std::string kind(word_of(alert.kind));
  std::replace(kind.begin(), kind.end(), '_', ' ');
  std::string who;
  if (alert.company_id.is_set()) who += "company " + std::to_string(alert.company_id.value) + ", ";
  if (alert.client_id.is_set()) who += "client " + std::to_string(alert.client_id.value) + ", ";
  return who + kind;
}

Batch batch_of(const std::deque<std::string>& lines) {
  std::vector<std::pair<std::string_view, std::size_t>> counted;
  Batch out;
  std::size_t units = 0;
  for (const std::string& line : lines) {
    auto twin = std::find_if(counted.begin(), counted.end(),
                             [&](const auto& known) { return known.first == line; });
    constexpr std::size_t room = 12;  // of a number and the end of the line
    if (twin == counted.end()) {
      if (units + units_of(line) + room > text_units_max) break;
      units += units_of(line) + room;
      twin = counted.insert(twin, {line, 0});
    }
    ++twin->second;
    ++out.taken;
  }
  for (const auto& [line, times] : counted) {
    if (!out.text.empty()) out.text += '\n';
    out.text += line;
    if (times > 1) out.text += " (x" + std::to_string(times) + ")";
  }
  return out;
}

}  // namespace reactivation::telegram
