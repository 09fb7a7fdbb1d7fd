// Amounts as people and programs write them.
#include <algorithm>

#include "reactivation/engine/import_values.hpp"

namespace reactivation {
namespace {

using Problem = AmountReading::Problem;

constexpr std::int64_t minor_max = 999'999'999'999'999;
constexpr std::string_view currencies =
    "||₽|руб|р|rub|rur|$|us$|usd|c$|ca$|cad|r$|brl|€|eur|£|gbp|¥|jpy|cny|₩|krw|₹|inr|"
    "₸|"
    "тг|"
    "тенге|"
    "kzt|₴|грн|uah|byn|br|gel|₾|amd|aed|zł|pln|kr|sek|nok|dkk|chf|fr|kč|czk|₺|tl|try|"
    "₫|"
    "vnd|"
    "mxn|"
    "ars|aud|nzd|sgd|kwd|bhd|сум|uzs|сом|kgs|";

bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

/// The text with every blank as ' ' and every apostrophe and minus as its ASCII form.
std::string plain(std::string_view text) {
  static constexpr std::string_view same[][2] = {
      {"\xC2\xA0", " "},     {"\xE2\x80\xAF", " "}, {"\xE2\x80\x89", " "}, {"\t", " "},
      {"\xE2\x80\x99", "'"}, {"\xE2\x88\x92", "-"}, {"\xE2\x80\x93", "-"}};
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    if (static_cast<unsigned char>(text[at]) < 0x80 && text[at] != '\t') {
      out += text[at++];
      continue;
    }
    const auto found = std::find_if(std::begin(same), std::end(same), [&](const auto& pair) {
      return text.substr(at, pair[0].size()) == pair[0];
    });
    if (found != std::end(same)) {
      out += (*found)[1];
      at += (*found)[0].size();
    } else {
      out += text[at++];
    }
  }
  return out;
}

/// What stands before or behind the digits: a currency, and perhaps a sign.
struct Edge {
  bool is_known = false;
  bool has_minus = false;
  bool opens = false;   ///< has (
  bool closes = false;  ///< has )
};

Edge read_edge(std::string_view text) {
  Edge edge;
  std::string word;
  for (const char c : text) {
    if (c == '-' && !edge.has_minus) {
      edge.has_minus = true;
    } else if (c == '(') {
      edge.opens = true;
    } else if (c == ')') {
      edge.closes = true;
    } else if (c != ' ' && c != '.' && c != '+') {
      word += c;
    }
  }
  word = folded(word);
  word.insert(word.begin(), '|');
  word += '|';
  edge.is_known = currencies.find(word) != std::string_view::npos;
  return edge;
}

/// The digits with at most one '.' for the decimal mark; empty when they are no one number.
struct Digits {
  std::string whole;
  std::string fraction;
  bool is_number = false;
  bool is_ambiguous = false;
};

/// Every mark in `text` must stand before exactly three digits.
bool is_grouped(std::string_view text) {
  int run = 0;
  bool has_mark = false;
  for (std::size_t at = 0; at <= text.size(); ++at) {
    if (at < text.size() && is_digit(text[at])) {
      ++run;
      continue;
    }
    if (run == 0 || (has_mark ? run != 3 : at < text.size() && run > 3)) return false;
    has_mark = true;
    run = 0;
  }
  return true;
}

std::string digits_of(std::string_view text) {
  std::string out;
  std::copy_if(text.begin(), text.end(), std::back_inserter(out), is_digit);
  return out;
}

Digits split(std::string_view text, int exponent) {
  Digits out;
  if (text.find_first_not_of("0123456789., '") != std::string_view::npos) return out;
  const auto points = std::count(text.begin(), text.end(), '.');
  const auto commas = std::count(text.begin(), text.end(), ',');
  const bool has_blanks = text.find_first_of(" '") != std::string_view::npos;
  std::size_t mark = std::string_view::npos;
  if (points > 0 && commas > 0) {
    mark = text.find_last_of(".,");
    if ((text[mark] == '.' ? points : commas) > 1) return out;
  } else if (points + commas == 1) {
    mark = text.find_first_of(".,");
    const std::size_t behind = text.size() - mark - 1;
    const bool could_be_thousands = behind == 3 && mark >= 1 && mark <= 3 && !has_blanks &&
                                    text[0] != '0' && !(exponent == 3 && text[mark] == '.');
    if (could_be_thousands) {
      out.is_ambiguous = true;
      mark = std::string_view::npos;
    }
  }
  const std::string_view whole = text.substr(0, mark);
  const std::string_view fraction =
      mark == std::string_view::npos ? std::string_view{} : text.substr(mark + 1);
  const bool is_fraction_plain = std::all_of(fraction.begin(), fraction.end(), is_digit);
  const bool is_whole_plain = std::all_of(whole.begin(), whole.end(), is_digit);
  out.is_number = is_fraction_plain && (is_whole_plain || is_grouped(whole));
  out.whole = digits_of(whole);
  out.fraction = fraction;
  return out;
}

AmountReading to_minor(const Digits& digits, int exponent) {
  AmountReading out;
  out.problem = digits.is_ambiguous ? Problem::ambiguous : Problem::none;
  std::string all = digits.whole + digits.fraction.substr(0, static_cast<std::size_t>(exponent));
  const std::size_t missing = static_cast<std::size_t>(exponent) -
                              std::min(digits.fraction.size(), static_cast<std::size_t>(exponent));
  all.append(missing, '0');
  all.erase(0, std::min(all.find_first_not_of('0'), all.size()));
  if (all.size() > 15) return {Problem::too_large, minor_max};
  for (const char c : all) out.minor = out.minor * 10 + (c - '0');
  const bool rounds_up = digits.fraction.size() > static_cast<std::size_t>(exponent) &&
                         digits.fraction[static_cast<std::size_t>(exponent)] >= '5';
  if (rounds_up && out.minor < minor_max) ++out.minor;
  return out;
}

}  // namespace

AmountReading parse_amount(std::string_view text, int exponent) {
  // Most cells are whole numbers of few digits.
  if (!text.empty() && text.size() < 10 && std::all_of(text.begin(), text.end(), is_digit)) {
    return to_minor({std::string(text), {}, true, false}, exponent);
  }
  std::string cell = plain(text);
  if (cell.find_first_not_of(' ') == std::string::npos || is_null_word(cell)) return {};
  const std::size_t first = cell.find_first_of("0123456789");
  if (first == std::string::npos) return {Problem::not_an_amount, 0};
  const std::size_t last = cell.find_last_of("0123456789");
  std::string before = cell.substr(0, first);
  const std::string behind = cell.substr(last + 1);
  std::string middle = cell.substr(first, last - first + 1);
  if (before == "." || before == "," || before == "-." || before == "-,") {
    middle.insert(0, "0.");
    before.pop_back();
  }
  const Edge front = read_edge(before);
  Edge back = read_edge(behind);
  if (behind == ".-" || behind == ",-") back = {true, false, false, false};
  const bool has_brackets = front.opens && back.closes;
  if (!front.is_known || !back.is_known || front.opens != back.closes || front.closes ||
      back.opens || (front.has_minus && back.has_minus)) {
    return {Problem::not_an_amount, 0};
  }
  const Digits digits = split(middle, exponent);
  if (!digits.is_number) return {Problem::not_an_amount, 0};
  AmountReading out = to_minor(digits, exponent);
  if (front.has_minus || back.has_minus || has_brackets) out.minor = -out.minor;
  return out;
}

}  // namespace reactivation
