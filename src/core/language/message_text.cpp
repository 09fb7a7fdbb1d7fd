#include "message_text.hpp"

#include "utf8.hpp"

namespace reactivation {
namespace {

/// Words of a pack may use other words of it; deeper than this is a slip in the pack.
constexpr int max_depth = 4;

class Reader {
public:
  Reader(std::string_view text, const TextContext& context, int depth) noexcept
      : text_(text), context_(context), depth_(depth) {}

  /// Appends up to the end or up to one of `stops`, which is consumed; returns the stop met.
  char read(std::string* out, std::string_view stops) {
    while (pos_ < text_.size()) {
      const char c = text_[pos_++];
      if (stops.find(c) != std::string_view::npos) return c;
      if (c == '{') {
        read_value(out);
      } else if (c == '[') {
        read_condition(out);
      } else if (c == '<') {
        const bool is_formal = context_.address_form == AddressForm::formal;
        read_choice(is_formal ? out : nullptr, is_formal ? nullptr : out, '>');
      } else if (out != nullptr) {
        const bool goes_on = c == '\n' && pos_ < text_.size() && text_[pos_] == ' ';
        out->push_back(goes_on ? ' ' : c);
      }
    }
    return '\0';
  }

private:
  std::string_view read_key(char end) {
    const std::size_t begin = pos_;
    while (pos_ < text_.size() && text_[pos_] != end) ++pos_;
    const std::string_view key = text_.substr(begin, pos_ - begin);
    ++pos_;
    return key;
  }

  void read_choice(std::string* yes, std::string* no, char end) {
    const std::array<char, 2> stops{'|', end};
    if (read(yes, {stops.data(), stops.size()}) == '|') read(no, {&end, 1});
  }

  void read_condition(std::string* out) {
    const bool holds = !value_of(read_key('?')).empty();
    read_choice(holds ? out : nullptr, holds ? nullptr : out, ']');
  }

  void read_value(std::string* out) {
    std::string key(read_key('}'));
    if (out == nullptr || key.empty()) return;
    const bool is_capital = key[0] >= 'A' && key[0] <= 'Z';
    if (is_capital) key[0] = static_cast<char>(key[0] - 'A' + 'a');
    const std::string value = value_of(key);
    if (!is_capital) {
      *out += value;
      return;
    }
    std::u32string points = decode_utf8(value).value_or(U"");
    if (!points.empty()) points[0] = to_upper(points[0]);
    *out += encode_utf8(points);
  }

  [[nodiscard]] std::string value_of(std::string_view key) const {
    for (const TextValue& entry : context_.values) {
      if (entry.key == key) return entry.value;
    }
    for (const TradeWord& word : context_.words) {
      if (word.key != key || depth_ == max_depth) continue;
      const auto type = static_cast<std::size_t>(context_.business_type) % word.by_type.size();
      std::string out;
      Reader(word.by_type[type], context_, depth_ + 1).read(&out, {});
      return out;
    }
    return {};
  }

  std::string_view text_;
  const TextContext& context_;
  int depth_;
  std::size_t pos_ = 0;
};

std::string tidied(std::string_view raw) {
  std::string out;
  bool is_line_begun = false;
  bool has_space = false;
  for (const char c : raw) {
    if (c == '\n') {
      is_line_begun = false;
      has_space = false;
    } else if (c == ' ') {
      has_space = true;
    } else {
      if (!is_line_begun && !out.empty()) out.push_back('\n');
      const bool closes = std::string_view{",.;:!?)"}.find(c) != std::string_view::npos;
      if (is_line_begun && has_space && !closes) out.push_back(' ');
      is_line_begun = true;
      has_space = false;
      out.push_back(c);
    }
  }
  return out;
}

}  // namespace

std::string filled_text(std::string_view text, const TextContext& context) {
  std::string raw;
  Reader(text, context, 0).read(&raw, {});
  return tidied(raw);
}

}  // namespace reactivation
