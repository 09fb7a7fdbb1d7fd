#include "tape.hpp"

#include <algorithm>
#include <limits>
#include <nlohmann/json.hpp>

namespace reactivation::json {

/// Takes the parser's events (nlohmann's SAX interface); an event that returns false ends parsing.
class TapeBuilder {
public:
  TapeBuilder(std::string_view bytes, const ReadLimits& limits, IssueList& issues)
      : bytes_(bytes), depth_max_(limits.depth_max), issues_(issues) {}

  bool null() { return add(Node{NodeKind::null}); }
  bool boolean(bool value) { return add(Node{NodeKind::boolean, value ? 1 : 0}); }
  bool number_integer(std::int64_t value) { return add(Node{NodeKind::integer, value}); }
  bool number_unsigned(std::uint64_t value) {
    // Only sizes matter beyond 2^63: no field takes such a number.
    if (value > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
      return number_float(static_cast<double>(value), {});
    }
    return number_integer(static_cast<std::int64_t>(value));
  }
  bool number_float(double value, const std::string& /*spelling*/) {
    Node node{NodeKind::number};
    node.number = value;
    return add(node);
  }
  bool string(const std::string& value) {
    const bool is_added = add_text(NodeKind::text, value);
    if (value.find('\0') != std::string::npos && issues_.admits_error()) {
      issues_.error("zero_character", pointer(), "a text must not contain the character U+0000");
    }
    return is_added;
  }
  bool binary(const std::vector<std::uint8_t>& /*value*/) { return false; }

  bool start_object(std::size_t /*unknown*/) { return open(NodeKind::object); }
  bool end_object() { return close(); }
  bool start_array(std::size_t /*unknown*/) { return open(NodeKind::array); }
  bool end_array() { return close(); }

  bool key(const std::string& name) {
    Level& level = levels_.back();
    const auto known = find_key(name);
    if (!known) {
      level.key = Key::count;
      level.name = name;
      return add_text(NodeKind::unknown_name, name);
    }
    level.key = *known;
    if (level.seen.contains(*known) && issues_.admits_error()) {
      issues_.error("duplicate_key", pointer(),
                    join({"`", name, "` stands twice in this object; keep one of them"}));
    }
    level.seen.insert(*known);
    return true;
  }

  bool parse_error(std::size_t position, const std::string& /*token*/,
                   const nlohmann::detail::exception& error) {
    constexpr int number_overflow = 406;
    if (error.id == number_overflow) {
      begin_value();
      issues_.error("out_of_range", pointer(),
                    "a number that is larger than any number here may be");
      return false;
    }
    // The parser's own message may quote the text; ours must not.
    const auto at = bytes_.substr(0, std::min(position > 0 ? position - 1 : 0, bytes_.size()));
    const auto line = 1 + std::count(at.begin(), at.end(), '\n');
    const auto line_start = at.rfind('\n');
    const auto column =
        line_start == std::string_view::npos ? at.size() + 1 : at.size() - line_start;
    issues_.error("invalid_json", pointer(),
                  join({"not valid JSON at line ", std::to_string(line), ", column ",
                        std::to_string(column), hint(position)}));
    return false;
  }

  [[nodiscard]] Tape take() { return std::move(tape_); }

private:
  struct Level {
    NodeIndex node;
    bool is_object;
    std::size_t next_index = 0;
    Key key = Key::count;
    std::string name;  ///< of the current member when its key is unknown
    KeySet seen;
  };

  /// Where the parser is now. Unknown names are shown only when they look like names.
  [[nodiscard]] std::string pointer() const {
    std::string text;
    for (const Level& level : levels_) {
      if (!level.is_object) {
        if (level.next_index == 0) break;
        append_pointer_step(text, std::to_string(level.next_index - 1));
      } else if (level.key != Key::count) {
        append_pointer_step(text, name_of(level.key));
      } else {
        if (!is_showable_name(level.name)) break;
        append_pointer_step(text, level.name);
      }
    }
    return text;
  }

  [[nodiscard]] std::string_view hint(std::size_t position) const {
    if (position == 0 || position > bytes_.size()) return ": the text ends too early";
    const char c = bytes_[position - 1];
    if (c == '/' || c == '#') return ": comments are not part of JSON";
    if (c == '}' || c == ']') return ": a value or a name is missing (a comma too many?)";
    if (c == '\'') return ": texts stand in double quotes";
    if (c == 'N' || c == 'I' || c == '+') return ": NaN, Infinity and + are no numbers of JSON";
    if (static_cast<unsigned char>(c) < 0x20) return ": a control character inside a text";
    return "";
  }

  Key begin_value() {
    if (levels_.empty()) return Key::count;
    Level& level = levels_.back();
    ++level.next_index;
    return level.is_object ? level.key : Key::count;
  }

  bool add(Node node) {
    constexpr std::size_t nodes_max = std::numeric_limits<NodeIndex>::max() - 1;
    if (tape_.nodes_.size() >= nodes_max) {
      issues_.error("document_too_large", pointer(), "the document has too many values");
      return false;
    }
    if (node.kind != NodeKind::unknown_name) node.key = begin_value();
    tape_.nodes_.push_back(node);
    return true;
  }

  bool add_text(NodeKind kind, const std::string& value) {
    Node node{kind};
    node.size = static_cast<std::uint32_t>(value.size());
    node.offset = tape_.texts_.size();
    if (!add(node)) return false;
    tape_.texts_ += value;
    return true;
  }

  bool open(NodeKind kind) {
    if (static_cast<int>(levels_.size()) >= depth_max_) {
      begin_value();
      issues_.error(
          "too_deep", pointer(),
          join({"the document is nested deeper than ", std::to_string(depth_max_), " levels"}));
      return false;
    }
    if (!add(Node{kind})) return false;
    levels_.push_back({.node = static_cast<NodeIndex>(tape_.nodes_.size() - 1),
                       .is_object = kind == NodeKind::object,
                       .name = {},
                       .seen = {}});
    return true;
  }

  bool close() {
    tape_.nodes_[levels_.back().node].size = static_cast<std::uint32_t>(tape_.nodes_.size());
    levels_.pop_back();
    return true;
  }

  std::string_view bytes_;
  int depth_max_;
  IssueList& issues_;
  Tape tape_;
  std::vector<Level> levels_;
};

namespace {

/// What is not UTF-8 from its first bytes on.
std::string_view wrong_encoding(std::string_view bytes) noexcept {
  using namespace std::string_view_literals;
  if (bytes.starts_with("\xEF\xBB\xBF"sv)) return "the document starts with a byte order mark";
  if (bytes.starts_with("\xFF\xFE"sv) || bytes.starts_with("\xFE\xFF"sv)) {
    return "the document is UTF-16";
  }
  const bool has_zero = bytes.size() >= 2 && (bytes[0] == '\0' || bytes[1] == '\0');
  return has_zero ? "the document is UTF-16 or UTF-32" : ""sv;
}

}  // namespace

std::optional<Tape> parse_tape(std::string_view bytes, const ReadLimits& limits,
                               IssueList& issues) {
  constexpr std::size_t addressable = std::numeric_limits<std::int32_t>::max();
  const std::size_t bytes_max = std::min(limits.bytes_max, addressable);
  if (bytes.size() > bytes_max) {
    issues.error("document_too_large", "",
                 join({"the document has ", std::to_string(bytes.size()), " bytes, more than the ",
                       std::to_string(bytes_max), " allowed"}));
    return std::nullopt;
  }
  if (const auto problem = wrong_encoding(bytes); !problem.empty()) {
    issues.error("wrong_encoding", "",
                 join({problem, "; write it as UTF-8 without a byte order mark"}));
    return std::nullopt;
  }
  TapeBuilder builder{bytes, limits, issues};
  const bool is_whole = nlohmann::json::sax_parse(bytes.begin(), bytes.end(), &builder);
  if (!is_whole) return std::nullopt;
  return builder.take();
}

}  // namespace reactivation::json
