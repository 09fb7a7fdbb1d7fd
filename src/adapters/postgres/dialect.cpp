#include "dialect.hpp"

#include <array>
#include <cstddef>

namespace reactivation::sql {
namespace {

constexpr std::string_view sqlite_begins = "/*sqlite:*/";
constexpr std::string_view postgres_begins = "/*postgres:";
constexpr std::string_view part_ends = "/*:*/";

/// The tables that are views here (views.hpp).
constexpr std::array<std::string_view, 9> views{"companies",
                                                "services",
                                                "staff",
                                                "clients",
                                                "bookings",
                                                "service_reactivation_rules",
                                                "reactivation_campaigns",
                                                "whatsapp_account_health",
                                                "reactivation_settings"};

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/// With the parts that are marked for one database taken out or in.
std::string with_marked_parts(std::string_view sql) {
  std::string out;
  for (std::size_t i = 0; i < sql.size();) {
    const std::string_view rest = sql.substr(i);
    if (rest.starts_with(sqlite_begins)) {
      const std::size_t end = rest.find(part_ends);
      i += end == std::string_view::npos ? rest.size() : end + part_ends.size();
      out += ' ';
    } else if (rest.starts_with(postgres_begins)) {
      const std::size_t end = rest.find("*/");
      out += rest.substr(postgres_begins.size(), end - postgres_begins.size());
      i += end + 2;
    } else {
      out += sql[i++];
    }
  }
  return out;
}

class Translator {
public:
  explicit Translator(std::string_view sql) : sql_(sql) {}

  std::string translate() {
    while (at_ < sql_.size()) step();
    if (is_ignoring_ && !is_view_) out_ += " ON CONFLICT DO NOTHING";
    return std::move(out_);
  }

private:
  void step() {
    const char c = sql_[at_];
    if (c == '\'') return copy_text();
    if (c == '?') {
      out_ += '$';
      ++at_;
      return;
    }
    if (at_ > 0 && is_word(sql_[at_ - 1])) {
      out_ += c;
      ++at_;
      return;
    }
    if (skip("INDEXED BY ")) return skip_word();
    if (skip("temp.")) return;
    if (skip("CROSS JOIN ")) return put("JOIN ");
    if (skip("ifnull(")) return put("coalesce(");
    if (skip("INSERT OR IGNORE INTO ")) {
      is_ignoring_ = true;
      put("INSERT INTO ");
      std::size_t end = at_;
      while (end < sql_.size() && is_word(sql_[end])) ++end;
      for (const std::string_view view : views) is_view_ |= view == sql_.substr(at_, end - at_);
      return;
    }
    out_ += c;
    ++at_;
  }

  void copy_text() {
    do {
      out_ += sql_[at_++];
    } while (at_ < sql_.size() && sql_[at_] != '\'');
    if (at_ < sql_.size()) out_ += sql_[at_++];
  }

  bool skip(std::string_view words) {
    if (!sql_.substr(at_).starts_with(words)) return false;
    at_ += words.size();
    return true;
  }
  void skip_word() {
    while (at_ < sql_.size() && is_word(sql_[at_])) ++at_;
  }
  void put(std::string_view words) { out_ += words; }

  std::string_view sql_;
  std::size_t at_ = 0;
  std::string out_;
  bool is_ignoring_ = false;
  bool is_view_ = false;
};

/// How many bytes the character at `at` has; 0 when there is none in UTF-8.
std::size_t character_at(std::string_view text, std::size_t at) noexcept {
  const auto byte = [&](std::size_t i) {
    return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0U;
  };
  const auto follows = [&](std::size_t i) { return (byte(i) & 0xC0U) == 0x80U; };
  const unsigned first = byte(0);
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first < 0xE0) return follows(1) ? 2 : 0;
  if (first >= 0xE0 && first < 0xF0) {
    const bool is_long = first == 0xE0 && byte(1) < 0xA0;
    const bool is_surrogate = first == 0xED && byte(1) >= 0xA0;
    return follows(1) && follows(2) && !is_long && !is_surrogate ? 3 : 0;
  }
  if (first >= 0xF0 && first < 0xF5) {
    const bool is_long = first == 0xF0 && byte(1) < 0x90;
    const bool is_above = first == 0xF4 && byte(1) >= 0x90;
    return follows(1) && follows(2) && follows(3) && !is_long && !is_above ? 4 : 0;
  }
  return 0;
}

}  // namespace

std::string in_postgres_words(std::string_view sql) {
  const std::string marked = with_marked_parts(sql);
  return Translator{marked}.translate();
}

bool is_storable(std::string_view text) noexcept {
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t size = text[i] == '\0' ? 0 : character_at(text, i);
    if (size == 0) return false;
    i += size;
  }
  return true;
}

std::string storable_text(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t size = character_at(text, i);
    if (size == 0) {
      out += "\xEF\xBF\xBD";
      ++i;
      continue;
    }
    if (text[i] != '\0') out += text.substr(i, size);
    i += size;
  }
  return out;
}

namespace {

std::string doubled(std::string_view text, char quote) {
  std::string out{quote};
  for (const char c : text) {
    out += c;
    if (c == quote) out += c;
  }
  return out += quote;
}

}  // namespace

std::string quoted_name(std::string_view name) { return doubled(name, '"'); }

// Backslashes say nothing: the connection sets standard_conforming_strings.
std::string quoted_text(std::string_view text) { return doubled(text, '\''); }

}  // namespace reactivation::sql
