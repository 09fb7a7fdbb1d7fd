// What is wrong with a raw answer, and what a sound one becomes. The numbers are those of
// docs/bad-input.md.
#include <catch2/catch.hpp>

#include "draft_worlds.hpp"

using namespace draft_worlds;

namespace {

constexpr std::string_view good_ru =
    "{{name}}, здравствуйте! Прошло {{since}} с вашего визита.\n{{staff}} ждёт вас: {{slots}}.\n"
    "Скидка {{discount}} до {{until}}. Записать вас?";
constexpr std::string_view good_en =
    "Hello {{name}}! It has been {{since}} since your visit.\n{{staff}} can see you {{slots}}.\n"
    "You have a {{discount}} discount until {{until}}. Shall we book you?";

MessageFacts full(Language language) { return facts_of(language, "NSTD"); }
std::string_view good(Language language) { return language == Language::ru ? good_ru : good_en; }

std::string faults(std::string_view text, const MessageFacts& facts) {
  std::string out;
  for (const DraftDefect& defect : check_draft(text, facts)) {
    if (!out.empty()) out += ' ';
    out += to_string(defect.fault);
  }
  return out;
}

/// The good text with one piece replaced.
std::string with(Language language, std::string_view what, std::string_view by) {
  std::string text(good(language));
  const std::size_t found = text.find(what);
  REQUIRE(found != std::string::npos);
  return text.replace(found, what.size(), by);
}

std::string faults_with(Language language, std::string_view what, std::string_view by) {
  return faults(with(language, what, by), full(language));
}

constexpr auto ru = Language::ru;
constexpr auto en = Language::en;

}  // namespace

TEST_CASE("a sound answer is said with the facts of the offer") {
  CHECK(verify_draft(good_ru, full(ru)).text ==
        "Анна, здравствуйте! Прошло 6 недель с вашего визита.\n"
        "Ольга ждёт вас: завтра, 5 марта, в 10:00 или в субботу, 7 марта, в 14:30.\n"
        "Скидка 15% до 11 марта. Записать вас?");
  CHECK(verify_draft(good_en, full(en)).text ==
        "Hello Emma! It has been 6 weeks since your visit.\n"
        "Olga can see you tomorrow, March 5, at 10:00 AM or on Saturday, March 7, at 2:30 PM.\n"
        "You have a 15% discount until March 11. Shall we book you?");
  CHECK(verify_draft(good_ru, full(ru)).problem().empty());
}

TEST_CASE("words around a placeholder agree with what it says") {
  MessageFacts facts = full(en);
  const auto article = [&](int percent) {
    facts.discount_percent = percent;
    return render_draft("A {{discount}} gift, an {{discount}} one", facts);
  };
  CHECK(article(10) == "A 10% gift, a 10% one");
  CHECK(article(8) == "An 8% gift, an 8% one");
  CHECK(article(11) == "An 11% gift, an 11% one");
  CHECK(article(18) == "An 18% gift, an 18% one");
  CHECK(article(85) == "An 85% gift, an 85% one");
  CHECK(article(81) == "An 81% gift, an 81% one");
  CHECK(render_draft("{{discount}} off", facts) == "81% off");

  CHECK(render_draft("Hello.\n{{slots}}", full(en)).substr(0, 21) == "Hello.\nTomorrow, Marc");
  CHECK(render_draft("{{service}} {{company}} {{nothing}} {{", full(en)) ==
        "“Manicure” Bella {{nothing}} {{");

  CHECK(render_draft("это {{company}}", full(ru)) == "это «Белла»");
  MessageFacts unnamed = full(ru);
  unnamed.company_name.clear();
  CHECK(render_draft("это {{company}}", unnamed) == "это ");

  MessageFacts one_day = full(ru);
  one_day.days_since_visit = 1;
  CHECK(render_draft("Прошло {{since}}", one_day) == "Прошёл 1 день");
  CHECK(render_draft("с визита прошло уже {{since}}", one_day) == "с визита прошёл уже 1 день");
  CHECK(render_draft("{{since}} прошло", one_day) == "1 день прошло");
  CHECK(render_draft("всего лишь {{since}} — прошло", one_day) == "всего лишь 1 день — прошло");
  CHECK(render_draft("не дом — {{since}}", one_day) == "не дом — 1 день");
  // What the facts do not have is nothing, and a language without drafts has no articles.
  CHECK(render_draft("{{name}}{{service}}, hello", facts_of(en, "")) == "“Manicure”, hello");
  MessageFacts untitled = facts_of(static_cast<Language>(7), "D");
  untitled.service_title.clear();
  CHECK(render_draft("a {{discount}}{{service}}", untitled) == "a 15%");
  one_day.days_since_visit = 3;
  CHECK(render_draft("прошло {{since}}", one_day) == "прошло 3 дня");
}

TEST_CASE("which placeholders a text needs depends on the facts") {
  const MessageFacts facts = full(en);
  const MessageFacts bare = facts_of(en, "");
  CHECK(draft_need(DraftField::name, facts) == DraftNeed::required);
  CHECK(draft_need(DraftField::name, bare) == DraftNeed::forbidden);
  CHECK(draft_need(DraftField::staff, bare) == DraftNeed::forbidden);
  CHECK(draft_need(DraftField::slots, bare) == DraftNeed::forbidden);
  CHECK(draft_need(DraftField::discount, bare) == DraftNeed::forbidden);
  CHECK(draft_need(DraftField::until, bare) == DraftNeed::forbidden);
  CHECK(draft_need(DraftField::since, bare) == DraftNeed::required);
  CHECK(draft_need(DraftField::service, bare) == DraftNeed::allowed);
  CHECK(draft_need(DraftField::company, bare) == DraftNeed::allowed);
  MessageFacts other = facts;
  other.service_title = "50% off everything";
  other.company_name.clear();
  other.days_since_visit = 0;
  other.offer_valid_until = wednesday - Days{1};
  CHECK(draft_need(DraftField::service, other) == DraftNeed::forbidden);
  CHECK(draft_need(DraftField::company, other) == DraftNeed::forbidden);
  CHECK(draft_need(DraftField::since, other) == DraftNeed::forbidden);
  CHECK(draft_need(DraftField::until, other) == DraftNeed::forbidden);
}

TEST_CASE("every fault and every field has a name of its own") {
  std::vector<std::string_view> names;
  for (int i = 0; i <= static_cast<int>(DraftFault::too_similar); ++i) {
    names.push_back(to_string(static_cast<DraftFault>(i)));
  }
  for (std::size_t i = 0; i < draft_field_count; ++i) {
    names.push_back(to_string(static_cast<DraftField>(i)));
  }
  std::sort(names.begin(), names.end());
  // "name" is both a field and what another one's is.
  names.erase(std::find(names.begin(), names.end(), "name"));
  CHECK(std::unique(names.begin(), names.end()) == names.end());
  CHECK(to_string(DraftFault::too_similar) == "too_similar");
}

TEST_CASE("B91: an empty answer, or one of blanks and emoji alone, is no message") {
  for (const std::string_view text : {"", " \n ", "😊"}) {
    CHECK_FALSE(verify_draft(text, full(ru)).is_sound());
  }
  CHECK(verify_draft(" ", full(ru)).problem() == "draft: empty");
}

TEST_CASE("B93: what wraps a message goes when it has the exact form, else the answer is refused") {
  const std::string text(good_en);
  CHECK(unwrapped_draft("  " + text + "\n") == text);
  CHECK(unwrapped_draft("```\n" + text + "\n```") == text);
  CHECK(unwrapped_draft("```text\n" + text + "\n```") == text);
  CHECK(unwrapped_draft("```json\n{\"text\": \"a\\nb \\\"c\\\" \\\\\"}\n```") == "a\nb \"c\" \\");
  CHECK(unwrapped_draft("Here is the message:\n" + text) == text);
  CHECK(unwrapped_draft("Вот сообщение: «" + std::string(good_ru) + "»") == good_ru);
  CHECK(unwrapped_draft("\"" + text + "\"") == text);

  for (const std::string_view kept : {"```",
                                      "``````",
                                      "```a b```",
                                      "```html\na\n```",
                                      "{\"text\": 5}",
                                      "{\"body\": \"a\"}",
                                      "{\"text\" \"a\"}",
                                      "{\"text\": a\"}",
                                      "{\"text\": \"a\\u0041\"}",
                                      "{\"text\": \"a\\\"}",
                                      "{\"text\": \"a\", \"b\": \"c\"}",
                                      "\"a\" and \"b\"",
                                      "«a» and «b»",
                                      "\"",
                                      "{\"a\"",
                                      "Sure! Here is a message",
                                      "```abc",
                                      "abc```",
                                      "```a```",
                                      "«abc",
                                      "“a “b”",
                                      "«a» b»",
                                      "\"\"",
                                      "{\"text\"\"}"}) {
    INFO(kept);
    CHECK(unwrapped_draft(kept) == kept);
  }
  CHECK(faults("**Hello** {{since}} ago, is it?", facts_of(en, "")).starts_with("odd_character"));
  CHECK_FALSE(verify_draft("Sure! Here is a message: " + text, full(en)).is_sound());
}

TEST_CASE("B94: invented percentages, prices and gifts are refused, and somebody is to look") {
  for (const std::string_view claim :
       {"Скидка 50%.", "Скидка 500 ₽.", "Стрижка бесплатно.", "Уход в подарок.",
        "За полцены.", "Две услуги по цене одной.", "Скидка пятьдесят процентов."}) {
    INFO(claim);
    const auto draft =
        verify_draft(with(ru, "Записать", std::string(claim) + " Записать"), full(ru));
    CHECK_FALSE(draft.is_sound());
    const bool is_number = claim == "За полцены.";
    CHECK((draft.is_incident() || is_number));
  }
  CHECK(is_incident(DraftFault::offer));
  CHECK(is_incident(DraftFault::money));
  CHECK(is_incident(DraftFault::percent));
  CHECK_FALSE(is_incident(DraftFault::date));
  CHECK_FALSE(verify_draft(good_ru, full(ru)).is_incident());
  // The final check finds them, too.
  VerifiedDraft said;
  for (const MessageFault fault :
       {MessageFault::money, MessageFault::unknown_percent, MessageFault::discount_not_offered}) {
    said.message_defects = {{fault, 0}};
    CHECK(said.is_incident());
  }
  said.message_defects = {{MessageFault::unknown_date, 0}};
  CHECK_FALSE(said.is_incident());
  CHECK(said.problem() == "message: unknown_date");
}

TEST_CASE("B95: days, dates, times and staff of its own are refused") {
  CHECK(faults_with(ru, "Записать", "Приходите в четверг. Записать") == "date");
  CHECK(faults_with(ru, "Записать", "Приходите вечером. Записать") == "time");
  CHECK(faults_with(ru, "Записать", "Придёт и Марина. Записать") == "name");
  CHECK(faults_with(en, "Shall", "Come in May. Shall").find("date") != std::string::npos);
  CHECK(faults_with(en, "Shall", "We may wait. Shall") == "date");
  CHECK(faults_with(en, "Shall we", "May we").empty());
  CHECK(faults_with(en, "Shall", "Come tomorrow at noon. Shall") == "date time");
}

TEST_CASE("B96: a placeholder that is missing, repeated, unknown or out of place is refused") {
  CHECK(faults_with(ru, "{{slots}}", "скоро") == "missing_placeholder");
  CHECK(faults_with(ru, "Записать", "{{name}}! Записать") == "repeated_placeholder");
  CHECK(faults_with(ru, "Записать", "{{price}} Записать").starts_with("unknown_placeholder"));
  CHECK(faults_with(ru, "Записать", "{{ name }} Записать").starts_with("unknown_placeholder"));
  CHECK(faults_with(ru, "Записать", "{name} Записать").starts_with("odd_character"));
  CHECK(faults_with(ru, "Записать", "{{этого имени нет нигде и никогда не было}} Записать")
            .starts_with("odd_character"));
  CHECK(faults("{{discount}} off, it is {{since}}. So?", facts_of(en, "")) ==
        "unneeded_placeholder misplaced_placeholder");
  CHECK(faults_with(ru, "{{since}}", "почти {{since}}") == "misplaced_placeholder");
  CHECK(faults_with(ru, "{{since}}", "{{since}} больше") == "misplaced_placeholder");
  CHECK(faults_with(en, "Hello {{name}}!", "Hello!").find("missing") != std::string::npos);
  CHECK(faults_with(en, "Shall we book you?", "Shall we, {{name}}").find("misplaced") ==
        std::string::npos);
  CHECK(faults_with(ru, "{{since}}", "{{since}}ов") == "misplaced_placeholder");
  CHECK(faults_with(ru, "{{since}}", "x{{since}}").find("misplaced") != std::string::npos);
  CHECK(faults_with(ru, "{{discount}} до", "{{discount}} сверху до") ==
        "misplaced_placeholder offer");
  CHECK(faults_with(ru, "до {{until}}", "после {{until}}") == "misplaced_placeholder offer");
  CHECK(faults_with(ru, "до {{until}}", ", {{until}}") == "misplaced_placeholder");
  CHECK(faults_with(ru, "до {{until}}", "до {{until}} плюс") == "misplaced_placeholder offer");
  CHECK(faults_with(ru, "{{staff}} ждёт", "с {{staff}} ждут") == "misplaced_placeholder");
  CHECK(faults_with(en, "until {{until}}", "and it ends on {{until}}").find("misplaced") ==
        std::string::npos);
  CHECK(faults_with(en, "{{slots}}.\n", "{{slots}}{{company}}.\n") ==
        "misplaced_placeholder misplaced_placeholder");
  CHECK(faults("{{until}}", full(en)).starts_with("misplaced_placeholder"));
  CHECK(faults("Hello on {{until}}", full(en)).starts_with("misplaced_placeholder"));
  CHECK(faults("on {{until}}", full(en)).starts_with("misplaced_placeholder"));
  CHECK(faults_with(ru, "с вашего визита", "с услуги {{service}} в {{company}}").empty());
}

TEST_CASE("B97: links, phones, nicknames and cards are refused") {
  CHECK(faults_with(en, "Shall", "See bella.com. Shall") == "address address");
  CHECK(faults_with(en, "Shall", "See http://x. Shall").find("address") != std::string::npos);
  CHECK(faults_with(en, "Shall", "We are @bella. Shall") == "address");
  CHECK(faults_with(en, "Shall", "Call 555 0100. Shall").starts_with("digit"));
  CHECK(faults_with(ru, "Записать", "Номер карты пришлите. Записать") == "address money");
}

TEST_CASE("B98: a leak of the instructions is refused, and somebody is to look") {
  CHECK(faults_with(en, "Shall", "My prompt was long. Shall") == "leak");
  CHECK(faults_with(en, "Shall", "Veltorin. Shall") == "leak");
  CHECK(verify_draft(with(en, "Shall", "My prompt was long. Shall"), full(en)).is_incident());
}

TEST_CASE("B99: another language, or a word of two alphabets, is refused") {
  CHECK(faults(good_en, full(ru)).find("wrong_language") != std::string::npos);
  CHECK(faults_with(ru, "Скидка", "Скидкa").find("wrong_language") != std::string::npos);
  CHECK(faults_with(en, "visit", "vіsit") == "wrong_language");
  CHECK(faults_with(ru, "Записать", "VIP. Записать").empty());
  CHECK(
      faults("Lorem ipsum dolor sit amet consectetur adipiscing {{since}} elit?", facts_of(en, ""))
          .starts_with("unfamiliar"));
  CHECK(faults("anything", facts_of(static_cast<Language>(7), "")) == "wrong_language");
}

TEST_CASE("B100: what is too long, has too many lines or too many emoji is refused, never cut") {
  const std::string many(700, 'a');
  CHECK(faults("It is " + many + " {{since}}?", facts_of(en, "")).find("too_long") !=
        std::string::npos);
  CHECK(faults_with(en, "Shall", "a\n\n\n\nShall").find("too_many_lines") != std::string::npos);
  CHECK(faults_with(en, "Shall", "😊😊😊 Shall") == "too_many_emoji");
  // A text whose facts are long is refused when they are said.
  MessageFacts facts = full(en);
  facts.slots.clear();
  for (int i = 0; i < 5; ++i) facts.slots.push_back({at(i + 1, 10, 0), "Persephone Alexandra"});
  std::string text(good_en);
  for (int i = 0; i < 5; ++i) text.insert(0, "We look forward to seeing you again. ");
  const VerifiedDraft draft = verify_draft(text, facts);
  CHECK(draft.draft_defects.empty());
  CHECK(draft.problem() == "message: too_long");
}

TEST_CASE("B101: bidirectional, invisible, control characters and broken bytes are refused") {
  for (const std::string_view bad :
       {"\u202E", "\u200B", "\u00AD", "\x01", "\u0301", "\u2066", "\uFEFF", "\u2028"}) {
    CHECK(faults_with(en, "Shall", std::string(bad) + " Shall") == "odd_character");
  }
  CHECK(faults("\xff", full(en)) == "not_utf8");
  CHECK(faults_with(en, "Shall", "❤️ Shall").empty());
  CHECK(faults_with(en, "Shall", "\uFE0F Shall") == "odd_character");
  CHECK(faults("\uFE0F", facts_of(en, "")).starts_with("odd_character"));
}

TEST_CASE("B102: health, age, looks and insults are refused") {
  CHECK(faults_with(ru, "Записать", "Ваш диагноз. Записать") == "sensitive");
  CHECK(faults_with(ru, "Записать", "В вашем возрасте. Записать") == "sensitive");
  CHECK(faults_with(en, "Shall", "You look terrible. Shall") == "sensitive");
}

TEST_CASE("B103: reactivation, winning back and apologies are refused") {
  CHECK(faults_with(ru, "Записать", "Это реактивация. Записать") == "forbidden_word");
  CHECK(faults_with(ru, "Записать", "Хотим вернуть вас. Записать") == "forbidden_word");
  CHECK(faults_with(en, "Shall", "Sorry for this. Shall") == "forbidden_word");
  CHECK(faults_with(en, "Shall", "We want you back. Shall") == "offer");
}

TEST_CASE("B104: a text that the account has just sent is refused") {
  const std::vector<std::string> recent{"something else", std::string(good_en)};
  CHECK(verify_draft(good_en, full(en), recent).problem() == "draft: too_similar");
  CHECK(verify_draft(good_en, full(en), std::span(recent).first(1)).is_sound());
  CHECK(similarity(good_en, good_en) == 1.0);
  CHECK(similarity("", "") == 1.0);
  CHECK(similarity("one two three four", "five six seven eight") == 0.0);
  CHECK(similarity("a b c d", "a b c e") == 0.5);
  CHECK(similarity("A_b [c] {d} 5", "A b c d") == 1.0);
  CHECK(similarity("один два три", "один, два; три.") == 1.0);
  // Only the last 20 count.
  std::vector<std::string> many{std::string(good_en)};
  for (int i = 0; i < 20; ++i)
    many.push_back("other " + std::string(1, static_cast<char>('a' + i)));
  CHECK(verify_draft(good_en, full(en), many).is_sound());
}

TEST_CASE("B105: an endless answer is too long, and not read") {
  CHECK(verify_draft(std::string(200'000'000, 'a'), full(en)).problem() == "draft: too_long");
  CHECK(faults(std::string(2001, 'a'), full(en)) == "too_long");
}

TEST_CASE("B106: a text addressed to somebody else is refused") {
  CHECK(faults_with(ru, "{{name}}", "Мария, {{name}}") == "name");
  for (const std::string_view name : {"Зульфия", "Иванова"}) {
    CHECK_FALSE(faults_with(ru, "{{name}}", std::string(name) + ", {{name}}").empty());
  }
  CHECK_FALSE(faults_with(ru, "Прошло", "Дорогая Василиса. Прошло").empty());
  CHECK_FALSE(faults_with(ru, "{{staff}} ждёт", "Джульетта ждёт, {{staff}} тоже").empty());
  CHECK(faults_with(en, "Shall", "The stylist jessica waits. Shall") == "name");
  CHECK_FALSE(faults_with(en, "Shall", "Hope, we wait. Shall").empty());
  // A name that is a word, too.
  CHECK(faults_with(en, "Shall", "Rose, see you. Shall") == "name");
  CHECK(faults_with(en, "Shall", "See you Rose. Shall") == "name");
  CHECK(faults_with(en, "Shall", "Rose sees you. Shall").starts_with("unfamiliar"));
  CHECK(faults_with(en, "Shall", "See you rose. Shall").starts_with("unfamiliar"));
  CHECK(faults_with(en, "Shall", "We hope to see you. Shall").empty());
}

TEST_CASE("free is a time behind a member of staff, and a gift anywhere else") {
  CHECK(faults_with(en, "can see you", "is free").empty());
  CHECK(faults_with(en, "can see you {{slots}}.", "is free. So: {{slots}}.").empty());
  CHECK(faults_with(en, "Shall we book you", "When are you free").empty());
  CHECK(faults_with(en, "Shall we book you?", "When are you free").find("offer") !=
        std::string::npos);
  CHECK(faults_with(en, "Shall", "A visit is free. Shall") == "offer");
  CHECK(faults_with(en, "Shall", "Free. Shall") == "offer");
  CHECK(faults_with(en, "can see you {{slots}}.", "is free of charge {{slots}}.").find("offer") !=
        std::string::npos);
  CHECK(faults_with(en, "can see you {{slots}}.", "is free {{company}}. So: {{slots}}.") ==
        "offer");
  CHECK(faults_with(en, "Shall", "You free us. Shall") == "offer");
  CHECK(faults("Is free", facts_of(en, "")).starts_with("offer"));
  CHECK(faults("{{staff}} is free", facts_of(en, "S")).find("offer") == std::string::npos);
}

TEST_CASE("a word that good drafts do not have, or an order of words, is refused") {
  // In pieces, with doubled letters, plain nonsense, and what no list of bad words would know.
  for (const std::string_view odd :
       {"Под арок.", "Беспллатно.", "Б е с п л а т н о.", "Абракадабра.",
        "У нас новое оборудование.", "Вас ждёт весь город."}) {
    INFO(odd);
    CHECK(faults_with(ru, "Записать", std::string(odd) + " Записать").starts_with("unfamiliar"));
  }
  for (const std::string_view odd : {"Fr-ee.", "f r e e.", "Sooo.", "We have a new floor."}) {
    INFO(odd);
    CHECK(faults_with(en, "Shall", std::string(odd) + " Shall").starts_with("unfamiliar"));
  }
  CHECK(faults_with(ru, "Записать", "Бес-платно. Записать") == "money");
  CHECK(faults_with(ru, "Записать", "Это просто так. Записать") == "offer");
  // Every word is familiar, the sentence is not.
  CHECK(faults_with(en, "Shall", "Visit time you reply see. Shall") == "unfamiliar");
  CHECK(faults_with(en, "Shall", "You you you. Shall") == "unfamiliar");
  CHECK(faults_with(en, "Shall", "See you again. Shall").empty());
  // Familiar only together.
  CHECK(faults_with(en, "can see you", "can't wait to see you").empty());
  CHECK(faults_with(en, "can see you", "can't see you") == "unfamiliar");
  CHECK(faults_with(en, "Hello", "Good day").empty());
  CHECK(faults_with(en, "Shall", "Day. Shall").starts_with("unfamiliar"));
  CHECK(faults_with(en, "Shall", "Guests' time. Shall").starts_with("unfamiliar"));
}

TEST_CASE("a word of the service's title may stand in any form") {
  MessageFacts facts = full(ru);
  facts.service_title = "Ламинирование ресниц";
  const auto with_title = [&](std::string_view said) {
    return faults(with(ru, "вашего визита", said), facts);
  };
  CHECK(with_title("вашего ламинирования").empty());
  CHECK(with_title("вашего ламината") == "unfamiliar");
  CHECK(with_title("ламинированиями").empty());
  CHECK(with_title("ламинированиямисты").starts_with("unfamiliar"));
  facts.service_title = "Спа";  // too short to be told by its beginning
  CHECK(with_title("вашего спама").find("forbidden_word") != std::string::npos);
  CHECK(with_title("вашей спа") == "unfamiliar");
}

TEST_CASE("a line behind a face begins another sentence, any other line does not") {
  const auto with_line = [&](std::string_view before) {
    return faults_with(en, "You have", "See you again" + std::string(before) + "You have");
  };
  CHECK(with_line(" 😊\n").empty());
  CHECK(with_line(" ❤️ \n").empty());
  CHECK(with_line("\n").starts_with("offer"));
  CHECK(faults(" \n" + std::string(good_en), full(en)).empty());
}

TEST_CASE("a discount is spoken of only in the sentence that says it") {
  CHECK(faults_with(ru, "Записать", "Скидка есть. Записать") == "offer");
  CHECK(faults("It has been {{since}}. A discount?", facts_of(en, "")) == "offer");
  CHECK(faults("It has been {{since}} off. So?", facts_of(en, "")).empty());
  CHECK(faults("Off", facts_of(en, "")).starts_with("missing_placeholder offer"));
}
