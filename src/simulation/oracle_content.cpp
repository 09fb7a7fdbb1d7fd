// What a text says, read by an extractor of its own (I21 to I24, requirements §4.10).
#include <algorithm>
#include <array>

#include "oracle_memory.hpp"

namespace reactivation::simulation::oracle {
namespace {

constexpr std::size_t code_points_max = 500;
constexpr int lines_max = 6;
constexpr std::size_t digits_in_a_row_max = 6;
constexpr std::size_t name_letters_min = 4;

/// By the book (Unicode table 3-7): no overlong forms, no surrogates, nothing above U+10FFFF.
std::optional<std::u32string> decoded(std::string_view text) {
  std::u32string points;
  for (std::size_t i = 0; i < text.size();) {
    const auto byte = [&text](std::size_t k) {
      return k < text.size() ? static_cast<std::uint8_t>(text[k]) : std::uint8_t{0};
    };
    const std::uint32_t lead = byte(i);
    const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    if ((lead >= 0x80 && lead < 0xC2) || lead > 0xF4) return std::nullopt;
    std::uint32_t point = length == 1 ? lead : lead & (0x7Fu >> length);
    for (std::size_t k = 1; k < length; ++k) {
      if ((byte(i + k) & 0xC0) != 0x80) return std::nullopt;
      point = point << 6 | (byte(i + k) & 0x3Fu);
    }
    constexpr std::array<std::uint32_t, 5> smallest{0, 0, 0x80, 0x800, 0x10000};
    const bool is_surrogate = point >= 0xD800 && point <= 0xDFFF;
    if (point < smallest[length] || point > 0x10FFFF || is_surrogate) return std::nullopt;
    points.push_back(static_cast<char32_t>(point));
    i += length;
  }
  return points;
}

bool is_digit(char32_t c) { return c >= U'0' && c <= U'9'; }

/// Letters of the scripts that names of the worlds are written in.
bool is_letter(char32_t c) {
  return (c >= U'a' && c <= U'z') || (c >= U'A' && c <= U'Z') || (c >= 0xC0 && c <= 0x24F) ||
         (c >= 0x370 && c <= 0x52F) || (c >= 0x5D0 && c <= 0x64A) || (c >= 0x10A0 && c <= 0x10FF) ||
         (c >= 0x1E00 && c <= 0x1EFF) || (c >= 0x3040 && c <= 0x9FFF);
}

char32_t lower(char32_t c) {
  if (c >= U'A' && c <= U'Z') return c + 32;
  if (c >= 0x410 && c <= 0x42F) return c + 32;
  if (c >= 0x400 && c <= 0x40F) return c + 80;
  if (c >= 0xC0 && c <= 0xDE && c != 0xD7) return c + 32;
  return c;
}

void append_utf8(std::string& text, char32_t c) {
  const auto put = [&text](std::uint32_t byte) { text.push_back(static_cast<char>(byte)); };
  const std::uint32_t v = c;
  if (v < 0x80) {
    put(v);
  } else if (v < 0x800) {
    put(0xC0 | v >> 6);
    put(0x80 | (v & 0x3F));
  } else if (v < 0x10000) {
    put(0xE0 | v >> 12);
    put(0x80 | (v >> 6 & 0x3F));
    put(0x80 | (v & 0x3F));
  } else {
    put(0xF0 | v >> 18);
    put(0x80 | (v >> 12 & 0x3F));
    put(0x80 | (v >> 6 & 0x3F));
    put(0x80 | (v & 0x3F));
  }
}

std::vector<std::string> words_in(const std::u32string& points) {
  std::vector<std::string> words;
  bool is_open = false;
  for (const char32_t c : points) {
    if (!is_letter(c)) {
      is_open = false;
      continue;
    }
    if (!is_open) words.emplace_back();
    is_open = true;
    append_utf8(words.back(), lower(c));
  }
  return words;
}

bool is_blank(char32_t c) { return c == U' ' || c == 0xA0 || c == 0x202F || c == 0x2009; }

bool is_hidden(char32_t c) {
  const bool is_control = (c < 0x20 && c != U'\n') || (c >= 0x7F && c < 0xA0);
  const bool is_bidi = (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) ||
                       c == 0x200E || c == 0x200F || c == 0x61C;
  const bool is_empty = (c >= 0x200B && c <= 0x200D) || (c >= 0x2060 && c <= 0x2064) ||
                        c == 0xFEFF || c == 0xAD || c == 0x2028 || c == 0x2029;
  return is_control || is_bidi || is_empty;
}

/// A run of digits with what stands around it.
struct NumberToken {
  std::size_t begin = 0, end = 0;
  int value = 0;
};
std::vector<NumberToken> numbers_in(const std::u32string& text) {
  std::vector<NumberToken> numbers;
  for (std::size_t i = 0; i < text.size();) {
    if (!is_digit(text[i])) {
      ++i;
      continue;
    }
    NumberToken token{i, i, 0};
    for (; token.end < text.size() && is_digit(text[token.end]); ++token.end) {
      if (token.value < 10'000'000) {
        token.value = token.value * 10 + static_cast<int>(text[token.end] - U'0');
      }
    }
    numbers.push_back(token);
    i = token.end;
  }
  return numbers;
}

/// The word (or sign) after `from`, blanks passed over, in lower case, to its first non-letter.
std::string word_after(const std::u32string& text, std::size_t from) {
  while (from < text.size() && is_blank(text[from])) ++from;
  std::string word;
  if (from < text.size() && text[from] == U'%') return "%";
  for (; from < text.size() && (is_letter(text[from]) || text[from] == U'.'); ++from) {
    if (text[from] != U'.') append_utf8(word, lower(text[from]));
  }
  return word;
}

struct Said {
  std::vector<int> percents;
  std::vector<int> minutes;  ///< of the day
};
Said facts_in(const std::u32string& text) {
  Said said;
  const std::vector<NumberToken> numbers = numbers_in(text);
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    const NumberToken& token = numbers[i];
    const std::string after = word_after(text, token.end);
    if (after == "%" || after.starts_with("percent") || after.starts_with("процент")) {
      said.percents.push_back(token.value);
    }
    const bool is_time = i + 1 < numbers.size() && token.end < text.size() &&
                         text[token.end] == U':' && numbers[i + 1].begin == token.end + 1 &&
                         numbers[i + 1].end == numbers[i + 1].begin + 2 &&
                         token.end - token.begin <= 2;
    if (!is_time) continue;
    int hour = token.value;
    const std::string half = word_after(text, numbers[i + 1].end);
    if (half == "pm" && hour < 12) hour += 12;
    if (half == "am" && hour == 12) hour = 0;
    said.minutes.push_back(hour * 60 + numbers[i + 1].value);
  }
  return said;
}

std::string clock_text(int minutes) {
  const std::string rest = std::to_string(minutes % 60);
  return std::to_string(minutes / 60) + ":" + (rest.size() < 2 ? "0" : "") + rest;
}

void check_percents(const Sent& sent, const Said& said, const std::vector<std::string>& words) {
  const int discount = sent.wired.message.discount_percent;
  for (const int percent : said.percents) {
    if (percent == discount && discount > 0) continue;
    sent.report(discount == 0 ? "I22" : "I21", "the text says " + std::to_string(percent) +
                                                   " %, and the offer is " +
                                                   std::to_string(discount) + " %");
  }
  if (discount > 0 && said.percents.empty()) {
    sent.report("I21", "the text does not say its discount of " + std::to_string(discount) + " %");
  }
  if (discount > 0) return;
  for (const std::string& word : words) {
    if (sent.world.common_words.contains(word)) continue;
    if (!word.starts_with("скидк") && !word.starts_with("discount")) continue;
    sent.report("I22", "the text speaks of a discount, and there is none");
  }
}

void check_times(const Sent& sent, const Said& said) {
  if (sent.company.zone == nullptr) return;
  std::vector<int> offered;
  for (const OfferedSlot& slot : sent.wired.message.slots) {
    offered.push_back(sent.company.zone->read(slot.slot.starts_at).second_of_day / 60);
  }
  const auto report_missing = [&sent](const std::vector<int>& in, const std::vector<int>& from,
                                      std::string_view what) {
    for (const int minutes : in) {
      if (std::find(from.begin(), from.end(), minutes) != from.end()) continue;
      sent.report("I21", "the time " + clock_text(minutes) + std::string(what));
    }
  };
  report_missing(said.minutes, offered, " is said and is none of the offer's");
  report_missing(offered, said.minutes, " is offered and not said");
}

void check_shape(const Sent& sent, const std::u32string& text,
                 const std::vector<std::string>& words) {
  if (text.size() > code_points_max) {
    sent.report("I23", "the text has " + std::to_string(text.size()) + " code points");
  }
  if (std::count(text.begin(), text.end(), U'\n') >= lines_max) {
    sent.report("4.10", "the text has more than 6 lines");
  }
  for (const char32_t c : text) {
    if (!is_hidden(c)) continue;
    sent.report("I23", "the text has the hidden character " +
                           std::to_string(static_cast<std::uint32_t>(c)));
  }
  for (const NumberToken& token : numbers_in(text)) {
    if (token.end - token.begin <= digits_in_a_row_max) continue;
    sent.report("I23",
                "the text has " + std::to_string(token.end - token.begin) + " digits in a row");
  }
  for (const std::string& word : words) {
    if (word.starts_with("http") || word.starts_with("www")) {
      sent.report("I23", "the text has a link");
    }
  }
}

/// No word of the text is somebody else's first name.
void check_names(const Sent& sent, const std::vector<std::string>& words) {
  const auto own = words_of(sent.client.client.name);
  for (const std::string& word : words) {
    const auto known = sent.world.first_names.find(word);
    if (known == sent.world.first_names.end() || known->second <= 0) continue;
    if (sent.world.common_words.contains(word)) continue;
    if (own && std::find(own->begin(), own->end(), word) != own->end()) continue;
    sent.report("I23", "the text to client " + std::to_string(sent.who.client_id.value) +
                           " has the name of another one, " + word);
  }
}

}  // namespace

std::optional<std::vector<std::string>> words_of(std::string_view text) {
  const auto points = decoded(text);
  if (!points) return std::nullopt;
  return words_in(*points);
}

std::optional<std::string> usable_first_name(std::string_view name) {
  // What stands in a name field for want of a name.
  static constexpr std::array<std::string_view, 10> no_names{
      "клиент", "клиентка", "гость", "client", "customer", "guest", "test", "тест", "null", "none"};
  const auto points = decoded(name);
  if (!points) return std::nullopt;
  const bool is_one_word = std::all_of(points->begin(), points->end(), is_letter);
  if (!is_one_word || points->size() < name_letters_min) return std::nullopt;
  const std::string word = words_in(*points).front();
  if (std::find(no_names.begin(), no_names.end(), word) != no_names.end()) return std::nullopt;
  return word;
}

void check_content(const Sent& sent) {
  const std::string& bytes = sent.wired.message.text;
  const auto text = decoded(bytes);
  if (!text) {
    sent.report("I23", "the text is not UTF-8");
    return;
  }
  const std::vector<std::string> words = words_in(*text);
  const Said said = facts_in(*text);
  check_percents(sent, said, words);
  check_times(sent, said);
  check_shape(sent, *text, words);
  check_names(sent, words);
  const int most = std::clamp(sent.company.facts.settings.max_discount_percent, 0, 100);
  if (sent.are_rules_settled && sent.wired.message.discount_percent > most &&
      sent.company.stated_at < sent.wired.planned.not_before) {
    sent.report("I22", "the offer of " + std::to_string(sent.wired.message.discount_percent) +
                           " % is above the company's " + std::to_string(most) + " %");
  }
}

void check_identity(const Sent& sent) {
  const OutgoingMessage& message = sent.wired.message;
  const PlannedAttempt& planned = sent.wired.planned;
  const bool is_its_plan = message.attempt_id == planned.attempt_id &&
                           message.client_id == planned.client_id &&
                           message.service_id == planned.service_id;
  if (!is_its_plan) {
    sent.report("I24", "the message is about client " + std::to_string(message.client_id.value) +
                           " and service " + std::to_string(message.service_id.value) +
                           ", and its attempt about " + std::to_string(planned.client_id.value) +
                           " and " + std::to_string(planned.service_id.value));
  }
  const auto known = sent.world.attempts.find(message.attempt_id);
  if (known != sent.world.attempts.end() && known->second.who.company_id.is_set() &&
      known->second.who != sent.who) {
    sent.report("I24", "the attempt was planned for client " +
                           std::to_string(known->second.who.client_id.value) + " of company " +
                           std::to_string(known->second.who.company_id.value) +
                           " and left for client " + std::to_string(sent.who.client_id.value) +
                           " of company " + std::to_string(sent.who.company_id.value));
  }
  if (message.phone != sent.client.client.phone) {
    sent.report("I24", "the message left for another number than the client's");
  }
}

}  // namespace reactivation::simulation::oracle
