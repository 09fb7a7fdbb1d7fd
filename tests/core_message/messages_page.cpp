// Prints docs/messages.md: messages as clients get them, for reading by eye. One for each language,
// tone, address form and trade, from a template and, beside it, from an answer such as models give.
#include <iostream>
#include <optional>

#include "core_draft/draft_worlds.hpp"
#include "worlds.hpp"

namespace {

using namespace message_worlds;
using draft_worlds::Case;

constexpr std::array<std::string_view, 3> tone_names{"friendly", "professional", "casual"};
constexpr std::array<std::string_view, 5> trade_names{"beauty", "barbershop", "dental", "fitness",
                                                      "other"};
constexpr std::array<std::array<const char*, 5>, 2> titles{
    {{"Manicure", "Haircut", "Teeth cleaning", "Yoga", "Massage"},
     {"Маникюр", "Мужская стрижка", "Чистка зубов", "Йога", "Массаж"}}};
constexpr std::array<std::int64_t, 5> usual_days{32, 24, 190, 12, 60};
constexpr std::array discounts{10, 15, 20};

struct Kind {
  Language language;
  Tone tone;
  AddressForm form;
  BusinessType trade;
};

/// A model's answer of that kind; every time another one while there are more.
Case answer_of(const Kind& kind, const std::vector<Case>& answers, std::size_t number) {
  std::vector<const Case*> fitting;
  for (const Case& one : answers) {
    const MessageFacts& facts = one.facts;
    const bool fits = facts.tone == kind.tone && facts.address_form == kind.form &&
                      facts.business_type == kind.trade &&
                      verify_draft(one.answer, facts).is_sound();
    if (fits) fitting.push_back(&one);
  }
  if (!fitting.empty()) return *fitting[number % fitting.size()];
  Case none;  // of this kind there is a template alone
  none.facts = draft_worlds::facts_of(kind.language, "NSTD");
  none.facts.tone = kind.tone;
  none.facts.address_form = kind.form;
  none.facts.business_type = kind.trade;
  return none;
}

/// The facts that the answer speaks of, with numbers that differ from page to page.
MessageFacts facts_of(const Kind& kind, const Case& of, std::size_t number) {
  const std::string_view answer = of.answer;
  const auto trade = static_cast<std::size_t>(kind.trade);
  MessageFacts facts = of.facts;
  facts.service_title = titles[static_cast<std::size_t>(kind.language)][trade];
  facts.days_since_visit = usual_days[trade] + static_cast<std::int64_t>(number % 3) * 7;
  facts.attempt_number = static_cast<int>(number % 3) + 1;
  if (facts.discount_percent > 0) facts.discount_percent = discounts[number % 3];
  if (facts.slots.size() > 1 && number % 4 == 0) facts.slots.pop_back();
  // The answers were written for somebody: a man where their words say so.
  const auto says = [&](std::string_view word) {
    return answer.find(word) != std::string_view::npos;
  };
  const bool is_man = says("свободен") || says("готов ") || says("готов:") || says("готов.") ||
                      says(" рад ") || says("наточил");
  if (is_man && !facts.favourite_staff.empty()) {
    facts.favourite_staff = "Максим";
    for (MessageSlot& slot : facts.slots) slot.staff_name = facts.favourite_staff;
  }
  return with_variant(facts, static_cast<int>(number % variants));
}

std::string notes_of(const MessageFacts& facts) {
  std::string out;
  if (facts.client_name.empty()) out += "; no name";
  if (facts.favourite_staff.empty()) out += "; no favourite";
  if (facts.is_regular) out += "; regular";
  if (facts.is_vip) out += "; VIP";
  if (facts.visited_since) out += "; seen since";
  return out;
}

bool print(const Kind& kind, const std::vector<Case>& answers, std::size_t number) {
  const Case answer = answer_of(kind, answers, number);
  const MessageFacts facts = facts_of(kind, answer, number);
  const RenderedMessage message = render_message(facts);
  std::cout << "\n## " << number + 1 << ". " << (kind.language == Language::ru ? "ru" : "en")
            << ", " << tone_names[static_cast<std::size_t>(kind.tone)] << ", "
            << (kind.form == AddressForm::formal ? "formal" : "informal") << ", "
            << trade_names[static_cast<std::size_t>(kind.trade)] << "\n\nAttempt "
            << facts.attempt_number << ", " << facts.days_since_visit << " days since the visit, "
            << facts.discount_percent << "%, slots: " << facts.slots.size() << notes_of(facts)
            << "\n\n`" << message.template_id << "`:\n\n```text\n"
            << message.text << "\n```\n";
  const std::string faults = faults_of(message.text, facts);
  if (!faults.empty()) std::cerr << message.template_id << ": " << faults << '\n';
  if (answer.answer.empty()) return faults.empty();
  const VerifiedDraft draft = verify_draft(answer.answer, facts);
  std::cout << "\nA model's:\n\n```text\n" << draft.text << "\n```\n";
  if (!draft.is_sound()) std::cerr << answer.name << ": " << draft.problem() << '\n';
  return faults.empty() && draft.is_sound();
}

}  // namespace

int main() {
  std::cout << "# Messages, as clients get them\n\n"
               "Written from the templates, and beside them from answers such as a language model "
               "gives\n(tests/corpus); not edited by hand. To write it again:\n\n"
               "```sh\ncmake --build BUILD --target messages_page && "
               "BUILD/tests/core_message/messages_page "
               "> docs/messages.md\n```\n\nToday is "
               "Wednesday, 4 March 2026. Every text here has passed the verifier\n"
               "(`core/message_check.hpp`), a model's also the check of its answer "
               "(docs/drafts.md).\n";
  bool is_sound = true;
  std::size_t number = 0;
  for (const Language language : {Language::ru, Language::en}) {
    const std::vector<Case> answers = draft_worlds::good_answers(language);
    for (const Tone tone : tones) {
      for (const AddressForm form : forms) {
        for (const BusinessType trade : trades) {
          const bool is_good = print({language, tone, form, trade}, answers, number++);
          is_sound = is_good && is_sound;
        }
      }
    }
  }
  return is_sound ? 0 : 1;
}
