#include "reactivation/core/draft_prompt.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "fact_texts.hpp"
#include "language/draft_words.hpp"
#include "language/fact_names.hpp"
#include "language/language.hpp"
#include "language/utf8.hpp"
#include "language/word_match.hpp"
#include "reactivation/core/draft_check.hpp"

namespace reactivation {
namespace {

constexpr std::array<std::string_view, 3> tone_words{"friendly", "professional", "casual"};
constexpr std::array<std::string_view, 5> type_words{"beauty", "barbershop", "dental", "fitness",
                                                     "other"};
constexpr std::array<std::string_view, 4> bucket_words{"", "one visit", "a few visits",
                                                       "many visits"};

/// A word of instructions, in any language: a title that says so is no title.
bool reads_like_a_rule(const std::string& word) {
  const auto all = all_draft_words();
  return std::any_of(all.begin(), all.end(), [&](const DraftWords* words) {
    return fault_of_word(*words, word) == DraftFault::leak;
  });
}

/// A title of letters and blanks alone: digits could be a price, marks could end the fence.
std::string plain_title(std::string_view title) {
  const std::u32string points = own_text(title);
  if (points.size() > longest_name) return {};
  for (const char32_t c : points) {
    if (!is_letter(c) && !is_blank(c) && c != U'-') return {};
  }
  const std::vector<std::string> words = folded_words(points);
  if (std::any_of(words.begin(), words.end(), reads_like_a_rule)) return {};
  return std::string(title);
}

class Lines {
public:
  void say(std::string_view key, std::string_view value) {
    if (value.empty()) return;
    text_.append(key).append(": ").append(value).push_back('\n');
  }
  void say_if(std::string_view key, bool holds) { say(key, holds ? "yes" : "no"); }
  [[nodiscard]] const std::string& text() const noexcept { return text_; }

private:
  std::string text_;
};

std::string placeholders(const MessageFacts& facts, DraftNeed need) {
  std::string out;
  for (std::size_t i = 0; i < draft_field_count; ++i) {
    const auto field = static_cast<DraftField>(i);
    if (draft_need(field, facts) != need) continue;
    if (!out.empty()) out += ' ';
    out.append("{{").append(to_string(field)).append("}}");
  }
  return out;
}

std::string_view if_true(bool holds, std::string_view words) {
  return holds ? words : std::string_view{};
}

}  // namespace

std::string_view draft_canary() noexcept { return "veltorin"; }

VisitBucket visit_bucket(std::int64_t visits) noexcept {
  if (visits < 1) return VisitBucket::unknown;
  if (visits < 2) return VisitBucket::once;
  return visits < 5 ? VisitBucket::few : VisitBucket::many;
}

bool has_drafts(Language language) noexcept { return draft_words(language) != nullptr; }

DraftPrompt draft_prompt(const MessageFacts& facts, VisitBucket visits) {
  const DraftWords* words = draft_words(facts.language);
  if (words == nullptr) return {};
  const FactTexts said = fact_texts(facts);
  Lines lines;
  lines.say("language", language_pack(facts.language).code);
  lines.say("business", type_words[static_cast<std::size_t>(facts.business_type) % 5]);
  lines.say("tone", tone_words[static_cast<std::size_t>(facts.tone) % 3]);
  lines.say("address_form", facts.address_form == AddressForm::formal ? "formal" : "informal");
  lines.say("client", said.name);
  lines.say("service", plain_title(said.title));
  lines.say("staff", said.staff);
  lines.say("visits", bucket_words[static_cast<std::size_t>(visits) % 4]);
  lines.say("time_since_visit", said.since);
  lines.say_if("regular", facts.is_regular);
  lines.say_if("vip", facts.is_vip);
  lines.say_if("seen_since", facts.visited_since && !said.since.empty());
  lines.say_if("has_slots", !said.slots.empty());
  lines.say_if("has_discount", !said.discount.empty());
  lines.say("attempt", std::to_string(facts.attempt_number));
  DraftPrompt out;
  out.instructions = words->instructions;
  out.answer_hint = words->answer_hint;
  out.prompt = "<facts>\n" + lines.text() + "</facts>\n";
  Lines rules;
  rules.say("placeholders, each once", placeholders(facts, DraftNeed::required));
  rules.say("placeholders, if wanted", placeholders(facts, DraftNeed::allowed));
  rules.say("must say", if_true(facts.is_regular, words->must_say_regular));
  rules.say("must say", if_true(facts.is_vip, words->must_say_vip));
  rules.say("must say",
            if_true(facts.visited_since && !said.since.empty(), words->must_say_seen_since));
  out.prompt += rules.text();
  return out;
}

}  // namespace reactivation
