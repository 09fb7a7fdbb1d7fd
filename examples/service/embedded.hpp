// Files that are a part of the program: made by embed.cmake when it is built.
#pragma once

#include <span>
#include <string_view>

namespace service {

struct EmbeddedFile {
  std::string_view name;  ///< below its folder
  std::string_view bytes;
};

/// The owner's page; empty when the program was built without it.
[[nodiscard]] std::span<const EmbeddedFile> page_files();
/// The schemas that the library publishes for its documents.
[[nodiscard]] std::span<const EmbeddedFile> schema_files();
/// `schemas.json`: what the OpenAPI document says of each document.
[[nodiscard]] std::string_view schemas_text();

}  // namespace service
