// Facts and answers for drafts, read from tests/corpus.
#pragma once

#include <array>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "reactivation/core/draft_check.hpp"
#include "reactivation/core/message.hpp"

namespace draft_worlds {

using namespace reactivation;

inline constexpr LocalDate wednesday{date::local_days{date::year{2026} / 3 / 4}};

inline LocalTime at(int days_ahead, int hour, int minute) {
  return LocalTime{wednesday + Days{days_ahead}} + std::chrono::hours{hour} +
         std::chrono::minutes{minute};
}

struct Case {
  std::string name;  ///< file and line
  MessageFacts facts;
  std::string answer;
};

inline std::vector<std::string> split(const std::string& line, char mark) {
  std::vector<std::string> parts;
  std::istringstream in(line);
  for (std::string part; std::getline(in, part, mark);) parts.push_back(part);
  return parts;
}

inline std::string with_lines(std::string text) {
  for (std::size_t at = text.find("\\n"); at != std::string::npos; at = text.find("\\n", at)) {
    text.replace(at, 2, "\n");
  }
  return text;
}

/// One for each kind of business.
inline std::array<const char*, 5> titles(Language language) {
  if (language == Language::ru) {
    return {"Маникюр", "Мужская стрижка", "Профессиональная гигиена", "Пилатес", "Массаж"};
  }
  return {"Manicure", "Haircut", "Dental cleaning", "Pilates", "Massage"};
}

/// `flags`: N name, S staff, T times, D discount, R regular, V vip, M met since.
inline MessageFacts facts_of(Language language, std::string_view flags) {
  const bool is_ru = language == Language::ru;
  const auto has = [&](char flag) { return flags.find(flag) != std::string_view::npos; };
  MessageFacts facts;
  facts.language = language;
  facts.company_name = is_ru ? "Белла" : "Bella";
  facts.service_title = is_ru ? "Маникюр" : "Manicure";
  if (has('N')) facts.client_name = is_ru ? "Анна" : "Emma";
  if (has('S')) facts.favourite_staff = is_ru ? "Ольга" : "Olga";
  facts.days_since_visit = 45;
  facts.is_regular = has('R');
  facts.is_vip = has('V');
  facts.visited_since = has('M');
  if (has('D')) facts.discount_percent = 15;
  facts.offer_valid_until = wednesday + Days{7};
  facts.today = wednesday;
  if (has('T')) {
    facts.slots = {{at(1, 10, 0), facts.favourite_staff}, {at(3, 14, 30), facts.favourite_staff}};
  }
  return facts;
}

/// What the checks were tuned on, and what was written apart from them.
inline const std::string tuned{REACTIVATION_CORPUS "/"};
inline const std::string held_out{REACTIVATION_CORPUS "/heldout/"};

inline std::vector<Case> good_answers(Language language, const std::string& corpus = tuned) {
  const std::string file = language == Language::ru ? "drafts_good_ru.tsv" : "drafts_good_en.tsv";
  constexpr std::array<std::string_view, 3> tones{"friendly", "professional", "casual"};
  constexpr std::array<std::string_view, 5> trades{"beauty", "barbershop", "dental", "fitness",
                                                   "other"};
  std::ifstream in(corpus + file);
  std::vector<Case> cases;
  int number = 0;
  for (std::string line; std::getline(in, line);) {
    ++number;
    if (line.empty() || line[0] == '#') continue;
    const auto parts = split(line, '|');
    Case one;
    one.name = file + ":" + std::to_string(number);
    one.facts = facts_of(language, parts.at(3));
    one.facts.address_form = parts[0] == "formal" ? AddressForm::formal : AddressForm::informal;
    for (std::size_t i = 0; i < tones.size(); ++i) {
      if (parts[1] == tones[i]) one.facts.tone = static_cast<Tone>(i);
    }
    for (std::size_t i = 0; i < trades.size(); ++i) {
      if (parts[2] != trades[i]) continue;
      one.facts.business_type = static_cast<BusinessType>(i);
      one.facts.service_title = titles(language)[i];
    }
    one.answer = with_lines(parts.at(4));
    cases.push_back(std::move(one));
  }
  return cases;
}

inline std::string utf8_of(unsigned long c) {
  std::string out;
  const auto put = [&out](unsigned long byte) { out.push_back(static_cast<char>(byte)); };
  if (c < 0x800) {
    put(0xC0 | (c >> 6u));
  } else {
    if (c >= 0x10000) put(0xF0 | (c >> 18u));
    put(c >= 0x10000 ? 0x80 | ((c >> 12u) & 0x3F) : 0xE0 | (c >> 12u));
    put(0x80 | ((c >> 6u) & 0x3F));
  }
  put(0x80 | (c & 0x3F));
  return out;
}

inline std::string with_points(std::string text) {
  for (std::size_t at = text.find("\\u{"); at != std::string::npos; at = text.find("\\u{", at)) {
    const std::size_t end = text.find('}', at);
    const std::string hex = text.substr(at + 3, end - at - 3);
    text.replace(at, end - at + 1, utf8_of(std::stoul(hex, nullptr, 16)));
  }
  return text;
}

struct Attack {
  std::string kind;
  std::string sentence;
};

/// What an attack is put into: any text, or the place of the sentence that says the discount.
enum class Target { text, offer };

inline std::vector<Attack> attacks(Language language, Target target = Target::text) {
  std::vector<Attack> out;
  for (const std::string& corpus : {tuned, held_out}) {
    std::ifstream in(corpus + "draft_attacks.tsv");
    for (std::string line; std::getline(in, line);) {
      if (!line.starts_with(language == Language::ru ? "ru|" : "en|")) continue;
      const auto parts = split(line, '|');
      const bool is_on_offer = parts.at(2).find("{{discount}}") != std::string::npos;
      if (is_on_offer != (target == Target::offer)) continue;
      out.push_back({parts.at(1), with_lines(with_points(parts.at(2)))});
    }
  }
  return out;
}

inline std::string problems_of(const VerifiedDraft& draft) {
  std::string out;
  for (const DraftDefect& d : draft.draft_defects) {
    out.append(" A:").append(to_string(d.fault)).append("@" + std::to_string(d.at));
  }
  for (const MessageDefect& d : draft.message_defects) {
    out.append(" B:").append(to_string(d.fault)).append("@" + std::to_string(d.at));
  }
  return out;
}

}  // namespace draft_worlds
