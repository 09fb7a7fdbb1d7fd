// Prints docs/messages.md: messages as clients get them, for reading by eye.
#include <iostream>

#include "worlds.hpp"

using namespace message_worlds;

namespace {

struct Example {
  Language language;
  Tone tone;
  AddressForm form;
  BusinessType trade;
  int variant;
  int attempt;
  std::int64_t days;
  int discount;
  int slots;
  std::string_view
      notes;  ///< of: name-less, title-less, staff-less, regular, vip, met, other staff
};

using enum Language;
using enum Tone;
using enum AddressForm;
using enum BusinessType;

constexpr std::array<Example, 26> examples{{
    {ru, friendly, formal, beauty, 0, 1, 32, 10, 3, ""},
    {ru, friendly, informal, beauty, 1, 2, 45, 15, 2, "regular"},
    {ru, friendly, formal, dental, 2, 1, 190, 10, 3, ""},
    {ru, friendly, informal, fitness, 3, 3, 12, 20, 1, "met"},
    {ru, friendly, formal, barbershop, 6, 1, 22, 0, 4, "vip"},
    {ru, friendly, formal, other, 8, 4, 400, 20, 0, "staff-less regular"},
    {ru, professional, formal, dental, 0, 1, 181, 10, 3, ""},
    {ru, professional, formal, beauty, 3, 2, 60, 15, 5, "other staff"},
    {ru, professional, informal, beauty, 5, 3, 90, 0, 2, "vip met"},
    {ru, professional, formal, other, 9, 1, 31, 10, 1, "name-less"},
    {ru, casual, informal, barbershop, 0, 1, 24, 10, 2, "regular"},
    {ru, casual, informal, fitness, 4, 2, 9, 0, 3, ""},
    {ru, casual, formal, beauty, 7, 5, 120, 20, 0, "title-less"},
    {en, friendly, formal, beauty, 0, 1, 32, 10, 3, ""},
    {en, friendly, informal, beauty, 1, 2, 45, 15, 2, "regular"},
    {en, friendly, formal, dental, 2, 1, 190, 10, 3, ""},
    {en, friendly, informal, fitness, 3, 3, 12, 20, 1, "met"},
    {en, friendly, formal, barbershop, 6, 1, 22, 0, 4, "vip"},
    {en, friendly, formal, other, 8, 4, 400, 20, 0, "staff-less regular"},
    {en, professional, formal, dental, 0, 1, 181, 10, 3, ""},
    {en, professional, formal, beauty, 3, 2, 60, 15, 5, "other staff"},
    {en, professional, informal, beauty, 5, 3, 90, 0, 2, "vip met"},
    {en, professional, formal, other, 9, 1, 31, 10, 1, "name-less"},
    {en, casual, informal, barbershop, 0, 1, 24, 10, 2, "regular"},
    {en, casual, informal, fitness, 4, 2, 9, 0, 3, ""},
    {en, casual, formal, beauty, 7, 5, 120, 20, 0, "title-less"},
}};

constexpr std::array<std::string_view, 3> tone_names{"friendly", "professional", "casual"};
constexpr std::array<std::string_view, 5> trade_names{"beauty", "barbershop", "dental", "fitness",
                                                      "other"};
constexpr std::array<std::array<const char*, 5>, 2> titles{
    {{"Manicure", "Haircut", "Teeth cleaning", "Yoga", "Massage"},
     {"Маникюр", "Мужская стрижка", "Чистка зубов", "Йога", "Массаж"}}};

MessageFacts facts_of(const Example& example) {
  const auto has = [&](std::string_view note) {
    return example.notes.find(note) != std::string_view::npos;
  };
  MessageFacts facts = full_facts(example.language);
  facts.tone = example.tone;
  facts.address_form = example.form;
  facts.business_type = example.trade;
  facts.attempt_number = example.attempt;
  facts.days_since_visit = example.days;
  facts.discount_percent = example.discount;
  facts.is_regular = has("regular");
  facts.is_vip = has("vip");
  facts.visited_since = has("met");
  facts.service_title =
      titles[static_cast<std::size_t>(example.language)][static_cast<std::size_t>(example.trade)];
  if (has("name-less")) facts.client_name.clear();
  if (has("title-less")) facts.service_title.clear();
  if (has("staff-less")) facts.favourite_staff.clear();
  facts.slots.clear();
  for (int i = 0; i < example.slots; ++i) {
    const bool is_other = has("other staff") && i % 2 == 1;
    const std::string other = example.language == ru ? "Мария" : "Maria";
    facts.slots.push_back(
        {at(1 + i / 2 * 2, 10 + i * 2, 30 * (i % 2)), is_other ? other : facts.favourite_staff});
  }
  return with_variant(facts, example.variant);
}

}  // namespace

int main() {
  std::cout << "# Messages, as clients get them\n\n"
               "Written from the templates; not edited by hand. To write it again:\n\n"
               "```sh\ncmake --build BUILD --target messages_page && "
               "BUILD/tests/core_message/messages_page "
               "> docs/messages.md\n```\n\nToday is "
               "Wednesday, 4 March 2026. Every text here has passed the verifier\n"
               "(`core/message_check.hpp`).\n";
  bool is_sound = true;
  for (const Example& example : examples) {
    const MessageFacts facts = facts_of(example);
    const RenderedMessage message = render_message(facts);
    std::cout << "\n## " << message.template_id << "\n\n"
              << tone_names[static_cast<std::size_t>(example.tone)] << ", "
              << (example.form == formal ? "formal" : "informal") << ", "
              << trade_names[static_cast<std::size_t>(example.trade)] << "; attempt "
              << example.attempt << ", " << example.days << " days since the visit, "
              << example.discount << "%, slots: " << facts.slots.size();
    if (!example.notes.empty()) std::cout << "; " << example.notes;
    std::cout << "\n\n```text\n" << message.text << "\n```\n";
    const std::string faults = faults_of(message.text, facts);
    if (!faults.empty()) std::cerr << message.template_id << ": " << faults << '\n';
    is_sound = is_sound && faults.empty();
  }
  return is_sound ? 0 : 1;
}
