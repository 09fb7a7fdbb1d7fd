// A template's body, taken apart.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "reactivation/adapters/whatsapp.hpp"

namespace reactivation::whatsapp {

/// `texts` has one element more than `names`: what stands before, between and after them.
struct Body {
  std::vector<std::string> texts;
  std::vector<std::string> names;
};
/// Nothing for braces that do not close, and for parameters that are no names or touch each other.
[[nodiscard]] std::optional<Body> read_body(std::string_view body);
/// Whether parameters are sent by position.
[[nodiscard]] bool is_numbered(const Body& body);
[[nodiscard]] bool is_template(const WhatsAppTemplate& form);
/// The id of a business' number: digits, up to 32.
[[nodiscard]] bool is_number_id(std::string_view id);

}  // namespace reactivation::whatsapp
