// Which parameters make a template's body a given text.
#include "template.hpp"

#include <algorithm>
#include <cstdint>
#include <utility>

namespace reactivation {
namespace whatsapp {
namespace {

constexpr std::size_t name_max = 512;
constexpr std::size_t blanks_max = 4;

bool is_word(std::string_view text, std::string_view others) {
  return !text.empty() && text.size() <= name_max &&
         std::all_of(text.begin(), text.end(), [&](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || others.find(c) != others.npos;
         });
}

/// What WhatsApp takes as a parameter's text (its error 132012 otherwise).
bool is_parameter_text(std::string_view text) {
  if (text.empty() || text.find_first_of("\n\r\t") != std::string_view::npos) return false;
  std::size_t blanks = 0;
  for (const char c : text) {
    blanks = c == ' ' ? blanks + 1 : 0;
    if (blanks > blanks_max) return false;
  }
  return true;
}

enum class Standing : std::uint8_t { inside, last };

/// Where the parameter that begins there ends: before the words that follow it, or nowhere.
std::size_t end_of_parameter(std::string_view text, std::size_t begin, std::string_view next,
                             Standing standing) noexcept {
  if (begin >= text.size()) return std::string_view::npos;  // it has at least one byte
  if (standing == Standing::inside) return text.find(next, begin + 1);
  const bool is_there = text.size() > begin + next.size() && text.ends_with(next);
  return is_there ? text.size() - next.size() : std::string_view::npos;
}

}  // namespace

std::optional<Body> read_body(std::string_view body) {
  Body out;
  out.texts.emplace_back();
  while (!body.empty()) {
    const std::size_t open = body.find("{{");
    out.texts.back() = std::string(body.substr(0, open));
    if (open == std::string_view::npos) break;
    const std::size_t close = body.find("}}", open);
    if (close == std::string_view::npos) return std::nullopt;
    const std::string_view name = body.substr(open + 2, close - open - 2);
    // Two parameters without a word between them: nobody could tell them apart.
    if (!is_word(name, "_") || (!out.names.empty() && out.texts.back().empty())) {
      return std::nullopt;
    }
    out.names.emplace_back(name);
    out.texts.emplace_back();
    body.remove_prefix(close + 2);
  }
  return out;
}

bool is_numbered(const Body& body) {
  return std::all_of(body.names.begin(), body.names.end(), [](const std::string& name) {
    return name.find_first_not_of("0123456789") == std::string::npos;
  });
}

bool is_template(const WhatsAppTemplate& form) {
  constexpr std::string_view capitals = "_ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  const auto body = read_body(form.body);
  if (!is_word(form.name, "_") || !is_word(form.language, capitals)) return false;
  if (!body || form.body.empty()) return false;
  if (!is_numbered(*body)) {
    return std::none_of(body->names.begin(), body->names.end(), [](const std::string& name) {
      return name.front() >= '0' && name.front() <= '9';
    });
  }
  // Numbered ones are sent by position: they must stand in their order, from 1, each once.
  for (std::size_t i = 0; i < body->names.size(); ++i) {
    if (body->names[i] != std::to_string(i + 1)) return false;
  }
  return true;
}

bool is_number_id(std::string_view id) {
  return !id.empty() && id.size() <= 32 &&
         std::all_of(id.begin(), id.end(), [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace whatsapp

std::optional<std::vector<WhatsAppParameter>> parameters_for(const WhatsAppTemplate& form,
                                                             std::string_view text) {
  const auto body = whatsapp::read_body(form.body);
  if (!body || !text.starts_with(body->texts.front())) return std::nullopt;
  std::vector<WhatsAppParameter> out;
  std::size_t at = body->texts.front().size();
  for (std::size_t i = 0; i < body->names.size(); ++i) {
    const std::string& next = body->texts[i + 1];
    const auto standing =
        i + 1 == body->names.size() ? whatsapp::Standing::last : whatsapp::Standing::inside;
    const std::size_t end = whatsapp::end_of_parameter(text, at, next, standing);
    if (end == std::string_view::npos) return std::nullopt;
    std::string value(text.substr(at, end - at));
    if (!whatsapp::is_parameter_text(value)) return std::nullopt;
    // A name that stands twice says the same twice.
    const auto twin = std::find_if(out.begin(), out.end(), [&](const WhatsAppParameter& known) {
      return known.name == body->names[i];
    });
    if (twin != out.end() && twin->text != value) return std::nullopt;
    if (twin == out.end()) out.push_back({body->names[i], std::move(value)});
    at = end + next.size();
  }
  if (at != text.size()) return std::nullopt;
  return out;
}

}  // namespace reactivation
