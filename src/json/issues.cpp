#include "issues.hpp"

#include <utility>

namespace reactivation::json {

std::string join(std::initializer_list<std::string_view> parts) {
  std::string text;
  for (const std::string_view part : parts) text += part;
  return text;
}

void append_pointer_step(std::string& pointer, std::string_view name) {
  pointer += '/';
  for (const char c : name) {
    if (c == '~') {
      pointer += "~0";
    } else if (c == '/') {
      pointer += "~1";
    } else {
      pointer += c;
    }
  }
}

std::string Place::pointer() const {
  if (parent == nullptr) return {};
  std::string text = parent->pointer();
  append_pointer_step(text, name.empty() ? std::to_string(index) : std::string{name});
  return text;
}

bool IssueList::admits_error() noexcept {
  if (issues_.size() < max_) return true;
  ++errors_;
  ++errors_left_off_;
  return false;
}

bool IssueList::admits_warning() noexcept {
  // Half of the room is kept for errors: those decide.
  if (warnings_ < (max_ + 1) / 2 && issues_.size() < max_) return true;
  ++warnings_left_off_;
  return false;
}

void IssueList::error(std::string_view code, std::string place, std::string message) {
  if (!admits_error()) return;
  ++errors_;
  issues_.push_back(
      {Issue::Severity::error, std::string{code}, std::move(place), std::move(message)});
}

void IssueList::warning(std::string_view code, std::string place, std::string message) {
  if (!admits_warning()) return;
  ++warnings_;
  issues_.push_back(
      {Issue::Severity::warning, std::string{code}, std::move(place), std::move(message)});
}

std::vector<Issue> IssueList::take() {
  if (errors_left_off_ + warnings_left_off_ > 0) {
    const auto severity = errors_left_off_ > 0 ? Issue::Severity::error : Issue::Severity::warning;
    issues_.push_back(
        {severity, "more_issues", "",
         join({"and ", std::to_string(errors_left_off_), " more errors and ",
               std::to_string(warnings_left_off_), " more warnings; mend those listed first"})});
  }
  return std::move(issues_);
}

}  // namespace reactivation::json
