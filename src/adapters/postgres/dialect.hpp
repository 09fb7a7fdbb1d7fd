// The store's SQL as PostgreSQL reads it. Private to the adapter.
#pragma once

#include <string>
#include <string_view>

namespace reactivation::sql {

/// Takes out what is marked as SQLite's and puts in what is marked as PostgreSQL's (see
/// database.hpp), and says the rest in PostgreSQL's words:
///   ?1 → $1, INDEXED BY name → nothing, ifnull → coalesce, temp.name → name,
///   CROSS JOIN b ON → JOIN b ON, INSERT OR IGNORE → ON CONFLICT DO NOTHING, which the triggers of
///   the views do by themselves.
/// Texts in quotes stay as they are.
[[nodiscard]] std::string in_postgres_words(std::string_view sql);

/// Valid UTF-8 without the character 0, which PostgreSQL keeps in no text: what is neither becomes
/// U+FFFD, a 0 goes.
[[nodiscard]] std::string storable_text(std::string_view text);
/// Whether `storable_text` would change nothing.
[[nodiscard]] bool is_storable(std::string_view text) noexcept;

/// The name in double quotes.
[[nodiscard]] std::string quoted_name(std::string_view name);
/// The text in single quotes, for statements that take no parameters.
[[nodiscard]] std::string quoted_text(std::string_view text);

}  // namespace reactivation::sql
