// Findings of one reading, and the places they are at.
#pragma once

#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "reactivation/core/error.hpp"

namespace reactivation::json {

/// Where a value is: a chain on the stack, turned into a JSON pointer only when an issue needs it.
struct Place {
  const Place* parent = nullptr;
  std::string_view name;  ///< of a member
  std::size_t index = 0;  ///< of an element, when there is no name

  [[nodiscard]] std::string pointer() const;
};

/// The parts one behind the other.
[[nodiscard]] std::string join(std::initializer_list<std::string_view> parts);

/// `/` + the name with `~` and `/` escaped (RFC 6901).
void append_pointer_step(std::string& pointer, std::string_view name);

class IssueList {
public:
  explicit IssueList(std::size_t max) : max_(max) {}

  /// False when there is no room for one more error: it is then counted here. Asked before a place
  /// and a message are made, so that millions of errors cost no more than their number.
  [[nodiscard]] bool admits_error() noexcept;
  [[nodiscard]] bool admits_warning() noexcept;
  void error(std::string_view code, std::string place, std::string message);
  void warning(std::string_view code, std::string place, std::string message);
  [[nodiscard]] bool has_errors() const noexcept { return errors_ > 0; }
  /// The list, with one last issue about those that found no room in it.
  [[nodiscard]] std::vector<Issue> take();

private:
  std::size_t max_;
  std::size_t errors_ = 0;
  std::size_t warnings_ = 0;
  std::size_t errors_left_off_ = 0;
  std::size_t warnings_left_off_ = 0;
  std::vector<Issue> issues_;
};

}  // namespace reactivation::json
