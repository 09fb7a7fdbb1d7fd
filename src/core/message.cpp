#include "reactivation/core/message.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "fact_texts.hpp"
#include "language/fact_names.hpp"
#include "language/language.hpp"
#include "language/message_text.hpp"
#include "language/utf8.hpp"

namespace reactivation {
namespace {

constexpr std::size_t longest_text = 500;
constexpr std::size_t most_slots = 5;
constexpr std::array<std::string_view, 3> tone_names{"friendly", "professional", "casual"};

/// How much room the names get; tried in this order until the text is short enough.
struct Room {
  std::size_t title;
  std::size_t staff;
  bool has_company;
  bool is_short_text;
};
constexpr std::array<Room, 6> rooms{{
    {longest_title, longest_name, true, false},
    {longest_title, longest_name, false, false},
    {40, longest_name, false, false},
    {24, longest_name, false, true},
    {24, 24, false, true},
    {12, 12, false, true},
}};

struct ShownSlot {
  LocalTime starts_at;
  std::string staff;

  friend auto operator<=>(const ShownSlot& a, const ShownSlot& b) {
    const auto by_time = a.starts_at <=> b.starts_at;
    return by_time != 0 ? by_time : a.staff <=> b.staff;
  }
  friend bool operator==(const ShownSlot& a, const ShownSlot& b) {
    return a.starts_at == b.starts_at && a.staff == b.staff;
  }
};

/// Everything a text may say, as it is said.
struct Shown {
  const LanguagePack& pack;
  std::string name{};
  std::string staff{};
  std::vector<ShownSlot> slots{};  ///< by time, then staff
  bool has_own_staff = false;      ///< every slot is with the favourite
  bool is_short = false;           ///< days by their date alone
};

std::uint64_t mixed(std::uint64_t x) noexcept {  // the finaliser of MurmurHash3
  x = (x ^ (x >> 33u)) * 0xff51afd7ed558ccdULL;
  x = (x ^ (x >> 33u)) * 0xc4ceb9fe1a85ec53ULL;
  return x ^ (x >> 33u);
}

/// Attempts that follow each other never take the same variant: with a seed each takes the next
/// one; without, the parity of the number decides (the number of variants is even).
std::size_t variant_of(const MessageFacts& facts, std::size_t variants) noexcept {
  std::uint64_t base = mixed(facts.variant_seed);
  if (facts.variant_seed == 0) {
    for (const std::uint8_t byte : facts.attempt_id.bytes) base = mixed(base ^ byte) + 1;
    base *= 2;
  }
  const auto number = static_cast<std::uint64_t>(std::max(facts.attempt_number, 1));
  return static_cast<std::size_t>((base % variants + number) % variants);
}

Shown shown_of(const MessageFacts& facts, const Room& room) {
  Shown shown{language_pack(facts.language)};
  shown.name = greeting_name(facts.client_name);
  shown.staff = shown_staff(facts.favourite_staff, room.staff);
  shown.is_short = room.is_short_text;
  const std::size_t count = std::min(facts.slots.size(), most_slots);
  for (const MessageSlot& slot : std::span(facts.slots).first(count)) {
    shown.slots.push_back({slot.starts_at, shown_staff(slot.staff_name, room.staff)});
  }
  std::sort(shown.slots.begin(), shown.slots.end());
  shown.slots.erase(std::unique(shown.slots.begin(), shown.slots.end()), shown.slots.end());
  const auto is_own = [&](const ShownSlot& slot) { return slot.staff == shown.staff; };
  shown.has_own_staff = !shown.staff.empty() && !shown.slots.empty() &&
                        std::all_of(shown.slots.begin(), shown.slots.end(), is_own);
  return shown;
}

TextContext context_of(const MessageFacts& facts, const LanguagePack& pack,
                       std::span<const TextValue> values) {
  return {values, pack.words, facts.business_type, facts.address_form};
}

/// "10:00 AM or 2:30 PM with Maria".
std::string times_text(const MessageFacts& facts, const Shown& shown,
                       std::span<const ShownSlot> of_one_staff) {
  std::string out;
  for (std::size_t i = 0; i < of_one_staff.size(); ++i) {
    if (i > 0) out += i + 1 == of_one_staff.size() ? shown.pack.or_ : std::string_view{", "};
    out += time_text(shown.pack, of_one_staff[i].starts_at);
  }
  if (shown.has_own_staff || of_one_staff[0].staff.empty()) return out;
  std::array<TextValue, 1> staff;
  staff[0].key = "staff";
  staff[0].value = of_one_staff[0].staff;
  // The pattern begins with a space, which the reader would take away.
  return out + " " + filled_text(shown.pack.with_staff, context_of(facts, shown.pack, staff));
}

/// "tomorrow, March 5, at 10:00 AM with Maria; on Friday, March 6, at 2:30 PM with Olga or on …".
std::string slots_text(const MessageFacts& facts, const Shown& shown) {
  std::string out;
  const std::span<const ShownSlot> slots = shown.slots;
  std::size_t days = 0;
  for (std::size_t i = 0; i < slots.size(); ++i) {
    if (i == 0 || date_of(slots[i].starts_at) != date_of(slots[i - 1].starts_at)) ++days;
  }
  const bool has_choice_in_a_day = slots.size() > days;
  std::size_t days_said = 0;
  for (std::size_t i = 0; i < slots.size();) {
    const LocalDate day = date_of(slots[i].starts_at);
    const bool is_new_day = i == 0 || date_of(slots[i - 1].starts_at) != day;
    if (is_new_day && ++days_said > 1) {
      const bool ends = days_said == days && !has_choice_in_a_day;
      out += ends ? shown.pack.or_ : std::string_view{"; "};
    }
    if (is_new_day) {
      out += shown.is_short ? date_text(shown.pack, day) : day_text(shown.pack, day, facts.today);
    }
    out += is_new_day ? shown.pack.at : shown.pack.then_at;
    std::size_t end = i + 1;
    while (end < slots.size() && date_of(slots[end].starts_at) == day &&
           slots[end].staff == slots[i].staff) {
      ++end;
    }
    out += times_text(facts, shown, slots.subspan(i, end - i));
    i = end;
  }
  return out;
}

FactTexts texts_within(const MessageFacts& facts, const Room& room, const Shown& shown) {
  const Since since = since_text(shown.pack, facts.days_since_visit);
  const bool has_discount = facts.discount_percent >= 1 && facts.discount_percent <= 100;
  const bool has_until = has_discount && facts.offer_valid_until >= facts.today;
  FactTexts out;
  out.name = shown.name;
  out.since = since.text;
  out.passed = since.passed;
  out.staff = shown.staff;
  out.slots = slots_text(facts, shown);
  if (has_discount) out.discount = std::to_string(facts.discount_percent);
  if (has_until) out.until = date_text(shown.pack, *facts.offer_valid_until);
  out.title = shown_title(facts.service_title, room.title);
  if (room.has_company) out.company = shown_company(facts.company_name);
  return out;
}

std::string text_within(const MessageFacts& facts, const Room& room, std::string_view pattern) {
  const Shown shown = shown_of(facts, room);
  const FactTexts said = texts_within(facts, room, shown);
  std::vector<TextValue> values;
  const auto say = [&values](std::string_view key, std::string value) {
    values.emplace_back();
    values.back().key = key;
    values.back().value = std::move(value);
  };
  const auto say_if = [&say](std::string_view key, bool holds) { say(key, holds ? "1" : ""); };
  say("name", said.name);
  say("company", said.company);
  say("title", said.title);
  say("since", said.since);
  say("passed", said.passed);
  say_if("met", facts.visited_since);
  say("staff", said.staff);
  say_if("with_staff", shown.has_own_staff);
  say("slots", said.slots);
  say_if("one", shown.slots.size() == 1);
  say("discount", said.discount);
  say("until", said.until);
  say_if("regular", facts.is_regular);
  say_if("vip", facts.is_vip);
  say_if("again", facts.attempt_number > 1);
  say_if("late", facts.attempt_number > 2);
  return filled_text(pattern, context_of(facts, shown.pack, values));
}

std::string template_id_of(const LanguagePack& pack, std::size_t tone, std::size_t variant) {
  const std::string number = std::to_string(variant + 1);
  std::string out{pack.code};
  out.append("-").append(tone_names[tone]);
  return out.append(number.size() == 1 ? "-0" : "-").append(number);
}

std::size_t length_of(std::string_view utf8) {
  return static_cast<std::size_t>(std::count_if(utf8.begin(), utf8.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0u) != 0x80u;
  }));
}

}  // namespace

FactTexts fact_texts(const MessageFacts& facts) {
  return texts_within(facts, rooms[0], shown_of(facts, rooms[0]));
}

std::uint64_t variant_seed(ClientId client, ServiceId service) noexcept {
  return mixed(static_cast<std::uint64_t>(client.value) * 31 +
               static_cast<std::uint64_t>(service.value)) |
         1u;
}

std::optional<DrawnArm> drawn_template(std::string_view template_id) {
  for (const LanguagePack* pack : all_language_packs()) {
    for (std::size_t tone = 0; tone < tone_names.size(); ++tone) {
      const std::size_t variants = pack->texts[tone].size();
      for (std::size_t variant = 0; variant < variants; ++variant) {
        if (template_id_of(*pack, tone, variant) != template_id) continue;
        return DrawnArm{ArmFactor::message_template, static_cast<int>(variant + 1),
                        1 / static_cast<double>(variants)};
      }
    }
  }
  return std::nullopt;
}

std::vector<DrawnArm> arms_with_text(std::vector<DrawnArm> arms, std::string_view template_id) {
  std::erase_if(arms,
                [](const DrawnArm& arm) { return arm.factor == ArmFactor::message_template; });
  if (const auto drawn = drawn_template(template_id)) arms.push_back(*drawn);
  return arms;
}

RenderedMessage render_message(const MessageFacts& facts) {
  const LanguagePack& pack = language_pack(facts.language);
  const std::size_t tone = static_cast<std::size_t>(facts.tone) % tone_names.size();
  const std::size_t variant = variant_of(facts, pack.texts[tone].size());
  RenderedMessage message;
  for (std::size_t i = 0;; ++i) {
    const Room& room = rooms[i];
    const std::string_view pattern =
        room.is_short_text ? pack.short_text : pack.texts[tone][variant];
    message.text = text_within(facts, room, pattern);
    message.template_id = template_id_of(pack, tone, variant);
    if (room.is_short_text) message.template_id.assign(pack.code).append("-short");
    // The last room is small enough for any facts.
    if (i + 1 == rooms.size() || length_of(message.text) <= longest_text) return message;
  }
}

}  // namespace reactivation
