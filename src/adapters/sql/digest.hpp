// SHA-256, for what must be recognised and not read back. Private to the adapter.
#pragma once

#include <string>
#include <string_view>

namespace reactivation::sql {

/// FIPS 180-4; 64 lower-case hex digits.
[[nodiscard]] std::string sha256(std::string_view bytes);

}  // namespace reactivation::sql
