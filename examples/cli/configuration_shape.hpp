// The members of reactivation.configuration/1: what there is, of which type, and how the
// environment names each of them. Private to configuration.cpp.
#pragma once

#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "reactivation/core/error.hpp"

namespace cli::configuration {

using Json = nlohmann::json;

enum class Type : std::uint8_t { text, whole, flag, texts, object, list };

struct Member {
  std::string_view name;
  Type type = Type::text;
  std::int64_t low = 0;
  std::int64_t high = 0;
  std::span<const Member> members;  ///< of an object, or of the objects in a list
};
[[nodiscard]] std::span<const Member> members_of_document() noexcept;

/// A variable of the environment that says a member: `REACTIVATION_CONFIG__DATABASE`.
struct Override {
  std::string variable;
  std::string value;
};
inline constexpr std::string_view override_prefix = "REACTIVATION_CONFIG__";

/// What is wrong, each with its JSON pointer. No text of the document is repeated.
class Findings {
public:
  void error(std::string_view code, const std::string& pointer, const std::string& message);
  [[nodiscard]] bool has_errors() const noexcept { return !issues_.empty(); }
  [[nodiscard]] std::vector<reactivation::Issue> take() noexcept { return std::move(issues_); }
  /// What is found at or below that place is said of the variable.
  void say_of(std::string pointer, std::string variable) {
    variables_[std::move(pointer)] = std::move(variable);
  }

private:
  std::vector<reactivation::Issue> issues_;
  std::map<std::string, std::string> variables_;
};

/// The document, or a discarded value with its findings: too large, no JSON, too deep, a member
/// twice.
[[nodiscard]] Json parse(std::string_view bytes, Findings& findings);
/// Puts each variable's value in its place. A company is addressed by its id:
/// `REACTIVATION_CONFIG__COMPANIES__7__LISTEN__PORT`.
void apply(const std::vector<Override>& overrides, Json& document, Findings& findings);
/// Names, types and bounds of everything, and that no key stands anywhere.
void check_shape(const Json& document, Findings& findings);

/// `/companies/0` and a name.
[[nodiscard]] std::string below(const std::string& pointer, std::string_view name);

}  // namespace cli::configuration
