// Facts for messages of every kind, and a plain way to say what is wrong with a text.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "reactivation/core/message.hpp"
#include "reactivation/core/message_check.hpp"

namespace message_worlds {

using namespace reactivation;

inline constexpr LocalDate wednesday{date::local_days{date::year{2026} / 3 / 4}};
inline constexpr std::array languages{Language::en, Language::ru};
inline constexpr std::array tones{Tone::friendly, Tone::professional, Tone::casual};
inline constexpr std::array forms{AddressForm::formal, AddressForm::informal};
inline constexpr std::array trades{BusinessType::beauty, BusinessType::barbershop,
                                   BusinessType::dental, BusinessType::fitness,
                                   BusinessType::other};
inline constexpr int variants = 12;

inline LocalTime at(int days_ahead, int hour, int minute) {
  return LocalTime{wednesday + Days{days_ahead}} + std::chrono::hours{hour} +
         std::chrono::minutes{minute};
}

/// A message in Russian (or English) with everything in it.
inline MessageFacts full_facts(Language language = Language::ru) {
  const bool is_ru = language == Language::ru;
  MessageFacts facts;
  facts.language = language;
  facts.business_type = BusinessType::beauty;
  facts.company_name = is_ru ? "Белла" : "Bella";
  facts.client_name = is_ru ? "Анна" : "Emma";
  facts.service_title = is_ru ? "Маникюр" : "Manicure";
  facts.favourite_staff = is_ru ? "Ольга" : "Olga";
  facts.days_since_visit = 45;
  facts.discount_percent = 15;
  facts.offer_valid_until = wednesday + Days{7};
  facts.today = wednesday;
  facts.slots = {{at(1, 10, 0), facts.favourite_staff},
                 {at(1, 14, 30), facts.favourite_staff},
                 {at(3, 9, 5), facts.favourite_staff}};
  facts.variant_seed = 1;
  return facts;
}

/// `facts` with the seed that takes variant `variant` (0 to 11) for its attempt number: the variant
/// moves on by one with each attempt.
inline MessageFacts with_variant(MessageFacts facts, int variant) {
  static const std::array<std::uint64_t, variants> seeds = [] {
    std::array<std::uint64_t, variants> found{};
    MessageFacts probe;
    probe.attempt_number = variants;
    for (probe.variant_seed = 500; probe.variant_seed > 0; --probe.variant_seed) {
      const std::string id = render_message(probe).template_id;
      found[static_cast<std::size_t>(std::stoi(id.substr(id.size() - 2)) - 1)] = probe.variant_seed;
    }
    return found;
  }();
  const int base = (variant - facts.attempt_number % variants + variants) % variants;
  facts.variant_seed = seeds[static_cast<std::size_t>(base)];
  return facts;
}

inline std::string faults_of(std::string_view text, const MessageFacts& facts) {
  std::string out;
  for (const MessageDefect& defect : check_message(text, facts)) {
    if (!out.empty()) out += ' ';
    out += to_string(defect.fault);
  }
  return out;
}

}  // namespace message_worlds
