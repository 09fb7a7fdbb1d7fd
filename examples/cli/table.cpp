#include "table.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "terminal.hpp"

namespace cli {
namespace {

struct Range {
  char32_t first;
  char32_t last;
};

/// Marks that stand on the character before them, joiners and selectors.
constexpr std::array<Range, 12> no_width{{{0x0300, 0x036F},
                                          {0x0483, 0x0489},
                                          {0x0591, 0x05BD},
                                          {0x0610, 0x061A},
                                          {0x064B, 0x065F},
                                          {0x1AB0, 0x1AFF},
                                          {0x1DC0, 0x1DFF},
                                          {0x200B, 0x200D},
                                          {0x20D0, 0x20F0},
                                          {0xFE00, 0xFE0F},
                                          {0xFE20, 0xFE2F},
                                          {0xE0100, 0xE01EF}}};
/// Characters that take two columns: East Asian scripts and emoji.
constexpr std::array<Range, 12> two_wide{{{0x1100, 0x115F},
                                          {0x231A, 0x231B},
                                          {0x23E9, 0x23EC},
                                          {0x2E80, 0x303E},
                                          {0x3041, 0x33FF},
                                          {0x3400, 0x4DBF},
                                          {0x4E00, 0x9FFF},
                                          {0xA000, 0xA4CF},
                                          {0xAC00, 0xD7A3},
                                          {0xF900, 0xFAFF},
                                          {0xFF00, 0xFF60},
                                          {0x1F300, 0x1FAFF}}};
/// What turns the direction of a line or hides in it.
constexpr std::array<Range, 5> invisible{
    {{0x200E, 0x200F}, {0x202A, 0x202E}, {0x2060, 0x2069}, {0xFEFF, 0xFEFF}, {0x2028, 0x2029}}};

template <std::size_t N>
bool is_in(char32_t c, const std::array<Range, N>& ranges) {
  return std::any_of(ranges.begin(), ranges.end(),
                     [c](const Range& range) { return range.first <= c && c <= range.last; });
}

int width_of(char32_t c) {
  if (is_in(c, no_width)) return 0;
  return is_in(c, two_wide) ? 2 : 1;
}

/// The code point at `at` and its length in bytes; a broken byte is U+FFFD, one byte long.
std::pair<char32_t, std::size_t> code_point(std::string_view text, std::size_t at) {
  const auto byte = [text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(at);
  if (lead < 0x80) return {lead, 1};
  const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || at + length > text.size()) return {0xFFFD, 1};
  constexpr char32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
  char32_t c = lead & (0xFFu >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(at + i) & 0xC0u) != 0x80u) return {0xFFFD, 1};
    c = (c << 6) | (byte(at + i) & 0x3Fu);
  }
  const bool is_surrogate = c >= 0xD800 && c <= 0xDFFF;
  if (c < least[length] || c > 0x10FFFF || is_surrogate) return {0xFFFD, 1};
  return {c, length};
}

std::string padded(const std::string& cell, int width, Align align) {
  const auto blanks = static_cast<std::size_t>(std::max(0, width - display_width(cell)));
  return align == Align::right ? std::string(blanks, ' ') + cell : cell + std::string(blanks, ' ');
}

}  // namespace

int display_width(std::string_view text) {
  int width = 0;
  for (std::size_t at = 0; at < text.size();) {
    const auto [c, length] = code_point(text, at);
    width += width_of(c);
    at += length;
  }
  return width;
}

std::string shortened(std::string_view text, int width) {
  if (display_width(text) <= width) return std::string(text);
  std::string out;
  int used = 1;
  for (std::size_t at = 0; at < text.size();) {
    const auto [c, length] = code_point(text, at);
    if (used + width_of(c) > width) break;
    used += width_of(c);
    out.append(text.substr(at, length));
    at += length;
  }
  while (out.ends_with(' ')) out.pop_back();
  return out + "…";
}

std::string harmless(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const auto [c, length] = code_point(text, at);
    const bool is_control = c < 0x20 || (c >= 0x7F && c < 0xA0);
    if (is_control) {
      out += ' ';
    } else if (c == 0xFFFD) {
      out += "\xEF\xBF\xBD";
    } else if (!is_in(c, invisible)) {
      out.append(text.substr(at, length));
    }
    at += length;
  }
  return out;
}

bool is_readable(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const auto [c, length] = code_point(text, at);
    const bool is_broken = c == 0xFFFD && length == 1;
    if (is_broken || c < 0x20 || (c >= 0x7F && c < 0xA0)) return false;
    at += length;
  }
  return true;
}

void Table::add(std::vector<std::string> cells) {
  cells.resize(columns_.size());
  for (std::size_t i = 0; i < cells.size(); ++i) {
    cells[i] = harmless(cells[i]);
    if (columns_[i].width_max > 0) cells[i] = shortened(cells[i], columns_[i].width_max);
  }
  rows_.push_back(std::move(cells));
}

std::string Table::text(int indent) const {
  std::vector<int> widths;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    int width = display_width(columns_[i].heading);
    for (const auto& row : rows_) width = std::max(width, display_width(row[i]));
    widths.push_back(width);
  }
  const std::size_t last = columns_.size() - 1;
  int before_last = indent;
  for (std::size_t i = 0; i < last; ++i) before_last += widths[i] + 2;
  const int room = terminal_width() ? std::max(8, *terminal_width() - before_last) : 0;

  const auto line = [&](const auto& cell_of) {
    std::string out(static_cast<std::size_t>(indent), ' ');
    for (std::size_t i = 0; i < last; ++i) {
      out += padded(cell_of(i), widths[i], columns_[i].align) + "  ";
    }
    std::string end = cell_of(last);
    if (room > 0) end = shortened(end, room);
    if (columns_[last].align == Align::right) end = padded(end, widths[last], Align::right);
    out += end;
    while (out.ends_with(' ')) out.pop_back();
    return out;
  };
  const bool has_headings = std::any_of(columns_.begin(), columns_.end(),
                                        [](const auto& c) { return !c.heading.empty(); });
  std::string out;
  if (has_headings) {
    out += styled(line([this](std::size_t i) { return columns_[i].heading; }), Style::dim) + "\n";
  }
  for (const auto& row : rows_) out += line([&row](std::size_t i) { return row[i]; }) + "\n";
  return out;
}

}  // namespace cli
