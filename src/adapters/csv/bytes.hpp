// Where bytes come from: a file or memory, read forward in chunks.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace reactivation::csv {

class Bytes {
public:
  virtual ~Bytes() = default;
  /// Up to `capacity` bytes; 0 at the end; nothing when reading failed.
  [[nodiscard]] virtual std::optional<std::size_t> read(char* into, std::size_t capacity) = 0;
  [[nodiscard]] virtual bool rewind() = 0;
  [[nodiscard]] virtual std::int64_t total() const noexcept = 0;
};

/// Null when there is no such file or it cannot be read.
[[nodiscard]] std::unique_ptr<Bytes> open_file(const std::string& path);
[[nodiscard]] std::unique_ptr<Bytes> open_memory(std::string bytes);

}  // namespace reactivation::csv
