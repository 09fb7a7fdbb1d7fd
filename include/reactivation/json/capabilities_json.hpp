// The document reactivation.capabilities/1: what a build of the library can do.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace reactivation {

struct Capabilities {
  std::string_view version;
  std::uint32_t abi_version = 0;
  std::vector<std::string_view> documents_in;
  std::vector<std::string_view> documents_out;
  std::vector<std::string_view> storages;
  std::vector<std::string_view> messengers;
  std::vector<std::string_view> clocks;
  std::vector<std::string_view> notifiers;
  std::vector<std::string_view> ports;
  std::vector<std::string_view> languages;
};

/// One list a line; ends with a line feed.
[[nodiscard]] std::string write_capabilities(const Capabilities& capabilities);

}  // namespace reactivation
