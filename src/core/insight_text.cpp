// Insights in words.
#include <cmath>

#include "language/insight_words.hpp"
#include "reactivation/core/insight.hpp"

namespace reactivation {
namespace {

const InsightWords& words_of(Language language) noexcept {
  return language == Language::ru ? russian_insights : english_insights;
}

std::string grouped(std::int64_t value, std::string_view separator) {
  const std::string digits = std::to_string(value);
  std::string out;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && (digits.size() - i) % 3 == 0) out += separator;
    out += digits[i];
  }
  return out;
}

/// One decimal of a number ≥ 0, by integers: no locale.
std::string decimal(double value, const InsightWords& words) {
  const std::int64_t tenths = std::llround(value * 10);
  return grouped(tenths / 10, words.thousands) + std::string(words.decimal_point) +
         std::to_string(tenths % 10);
}

std::string percent(double share, const InsightWords& words) {
  return decimal(share * 100, words) + std::string(words.percent_sign);
}

std::string signed_points(double difference, const InsightWords& words) {
  std::string out;
  if (difference < 0) out = words.minus;
  return out += decimal(std::abs(difference) * 100, words);
}

std::string counted(std::int64_t count, const PluralForms& forms, const InsightWords& words,
                    Language language) {
  std::string out{forms[static_cast<std::size_t>(language_pack(language).plural(count))]};
  return out.replace(out.find("{n}"), 3, grouped(count, words.thousands));
}

std::string value_of(std::string_view key, const Insight& insight, Language language) {
  const InsightWords& words = words_of(language);
  const auto number = [&words](std::int64_t value) { return grouped(value, words.thousands); };
  if (key == "share") return percent(insight.value, words);
  if (key == "low") return percent(insight.low, words);
  if (key == "high") return percent(insight.high, words);
  if (key == "points") return decimal(std::abs(insight.value) * 100, words);
  if (key == "from") return signed_points(insight.low, words);
  if (key == "to") return signed_points(insight.high, words);
  if (key == "s1") return number(insight.first.successes);
  if (key == "n1") return number(insight.first.of);
  if (key == "s2") return number(insight.second.successes);
  if (key == "n2") return number(insight.second.of);
  if (key == "count") return number(insight.count);
  if (key == "days") return counted(insight.count, words.days, words, language);
  if (key == "clients") return counted(insight.count, words.clients, words, language);
  if (key == "messages") return counted(insight.count, words.messages, words, language);
  if (key == "hour") return std::to_string(insight.cell);
  if (key == "next_hour") return std::to_string(insight.cell + 1);
  if (key == "percent") return std::to_string(insight.cell);
  return std::string(words.weekdays[static_cast<std::size_t>(insight.cell - 1) % 7]);
}

std::string filled(std::string_view text, const Insight& insight, Language language) {
  std::string out;
  for (;;) {
    const std::size_t open = text.find('{');
    out += text.substr(0, open);
    if (open == std::string_view::npos) return out;
    const std::size_t close = text.find('}', open);
    out += value_of(text.substr(open + 1, close - open - 1), insight, language);
    text.remove_prefix(close + 1);
  }
}

}  // namespace

InsightText insight_text(const Insight& insight, Language language) {
  const auto& text = words_of(language).texts[static_cast<std::size_t>(insight.kind)];
  return {filled(text.sentence, insight, language), filled(text.evidence, insight, language)};
}

}  // namespace reactivation
