#include "guard.hpp"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <limits>

namespace reactivation::capi {
namespace {

/// The longest beginning of at most `size_max` bytes that ends between two characters.
std::string_view shortened(std::string_view text, std::size_t size_max) {
  if (text.size() <= size_max) return text;
  std::size_t size = size_max;
  while (size > 0 && (static_cast<unsigned char>(text[size]) & 0xC0U) == 0x80U) --size;
  return text.substr(0, size);
}

}  // namespace

void write_error(reactivation_error* error, reactivation_status status,
                 std::string_view message) noexcept {
  if (error == nullptr || error->struct_size != sizeof(reactivation_error)) return;
  error->status = status;
  const std::string_view shown = shortened(message, sizeof error->message - 1);
  std::copy(shown.begin(), shown.end(), error->message);
  error->message[shown.size()] = '\0';
}

std::string_view view_of(reactivation_text text, const char* name) {
  if (text.size == 0) return {};
  if (text.data == nullptr) {
    throw Failure{REACTIVATION_INVALID_ARGUMENT,
                  std::string(name) + ".data is null and its size is not 0"};
  }
  if (text.size > std::numeric_limits<std::size_t>::max() / 2) {
    throw Failure{REACTIVATION_INVALID_ARGUMENT, std::string(name) + ".size is no size of a text"};
  }
  return {text.data, text.size};
}

void give(reactivation_bytes& out, std::string_view bytes) {
  // malloc: freed by the same library, and no exception can come between.
  auto* data = static_cast<char*>(std::malloc(bytes.size() + 1));
  if (data == nullptr) throw std::bad_alloc{};
  std::copy(bytes.begin(), bytes.end(), data);
  data[bytes.size()] = '\0';
  out = reactivation_bytes{data, bytes.size()};
}

}  // namespace reactivation::capi
