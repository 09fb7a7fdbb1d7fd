#include "reactivation/core/name_search.hpp"

#include "language/utf8.hpp"

namespace reactivation {

bool is_part_of_name(std::string_view part, std::string_view name) {
  const auto part_points = decode_utf8(part);
  const auto name_points = decode_utf8(name);
  if (!part_points || !name_points) return name.find(part) != std::string_view::npos;
  return folded(*name_points).find(folded(*part_points)) != std::u32string::npos;
}

}  // namespace reactivation
