#include "guard.hpp"

#include <algorithm>

namespace reactivation::capi {
namespace {

/// The longest beginning of at most `size_max` bytes that ends between two characters.
std::string_view shortened(std::string_view text, std::size_t size_max) {
  if (text.size() <= size_max) return text;
  std::size_t size = size_max;
  while (size > 0 && (static_cast<unsigned char>(text[size]) & 0xC0U) == 0x80U) --size;
  return text.substr(0, size);
}

constexpr std::int64_t now_min = 946'684'800;
constexpr std::int64_t now_max = 7'258'118'400;

}  // namespace

void write_error(reactivation_error* error, reactivation_status status,
                 std::string_view message) noexcept {
  if (error == nullptr || error->struct_size != sizeof(reactivation_error)) return;
  error->status = status;
  const std::string_view shown = shortened(message, sizeof error->message - 1);
  std::copy(shown.begin(), shown.end(), error->message);
  error->message[shown.size()] = '\0';
}

reactivation_status status_of(std::error_code error) noexcept {
  if (error.category() == error_category()) return error.value();
  if (error == std::errc::not_enough_memory) return REACTIVATION_OUT_OF_MEMORY;
  return REACTIVATION_IO_FAILED;
}

std::string_view view_of(reactivation_text text, const char* name) {
  if (text.size == 0) return {};
  if (text.data == nullptr) {
    throw Failure{REACTIVATION_INVALID_ARGUMENT,
                  std::string(name) + ".data is null and its size is not 0"};
  }
  if (text.size > REACTIVATION_TEXT_SIZE_MAX) {
    throw Failure{REACTIVATION_DOCUMENT_TOO_LARGE, std::string(name) + " is larger than 64 MiB"};
  }
  return {text.data, text.size};
}

std::string string_of(reactivation_text text, const char* name) {
  const std::string_view view = view_of(text, name);
  if (view.find('\0') != std::string_view::npos) {
    throw Failure{REACTIVATION_INVALID_ARGUMENT, std::string(name) + " contains a zero character"};
  }
  return std::string(view);
}

void give(reactivation_bytes& out, std::string_view bytes) {
  auto* data = static_cast<char*>(::operator new(bytes.size() + 1));
  std::copy(bytes.begin(), bytes.end(), data);
  data[bytes.size()] = '\0';
  out = reactivation_bytes{data, bytes.size()};
}

void check_flags(std::uint32_t flags, std::uint32_t known, const char* name) {
  if ((flags & ~known) == 0) return;
  throw Failure{REACTIVATION_INVALID_ARGUMENT,
                std::string(name) + ".flags has a bit that means nothing here"};
}

Instant instant_of(std::int64_t unix_seconds, const char* name) {
  if (unix_seconds < now_min || unix_seconds >= now_max) {
    throw Failure{REACTIVATION_INVALID_ARGUMENT,
                  std::string(name) +
                      " is not between the years 2000 and 2200: it counts seconds since 1970, UTC"};
  }
  return Instant{Seconds{unix_seconds}};
}

Failure refusal_of(const std::vector<Issue>& issues, const char* name) {
  const auto is_error = [](const Issue& issue) { return issue.severity == Issue::Severity::error; };
  const auto first = std::find_if(issues.begin(), issues.end(), is_error);
  const auto errors = std::count_if(issues.begin(), issues.end(), is_error);
  std::string message = std::string(name) + " has " + std::to_string(errors) +
                        (errors == 1 ? " error: " : " errors, the first: ");
  if (first != issues.end()) {
    message += (first->place.empty() ? "" : first->place + ": ") + first->message;
  }
  const bool is_too_large = first != issues.end() && first->code == "document_too_large";
  return {is_too_large ? REACTIVATION_DOCUMENT_TOO_LARGE : REACTIVATION_INVALID_DOCUMENT, message};
}

}  // namespace reactivation::capi
