#include <catch2/catch.hpp>
#include <functional>
#include <random>
#include <set>

#include "worlds.hpp"

using namespace message_worlds;

namespace {

/// A good text by hand, not of any template.
const std::string good_ru =
    "Анна, здравствуйте!\n"
    "После услуги «Маникюр» прошло 6 недель.\n"
    "Ваш мастер Ольга: завтра, 5 марта, в 10:00 или 14:30; в субботу, 7 марта, в 09:05.\n"
    "Скидка 15% до 11 марта.\n"
    "Какое время вам удобно?";
const std::string good_en =
    "Hello Emma!\n"
    "It has been 6 weeks since your “Manicure” appointment.\n"
    "Olga can see you tomorrow, March 5, at 10:00 AM or 2:30 PM; on Saturday, March 7, at 9:05 "
    "AM.\n"
    "There is 15% off through March 11.\n"
    "Which time works for you?";

std::string with(std::string text, std::string_view from, std::string_view to) {
  const auto at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

struct Mutation {
  std::string from;
  std::string to;
  std::string fault;
};

void expect_caught(const std::string& good, const MessageFacts& facts,
                   const std::vector<Mutation>& mutations) {
  REQUIRE(faults_of(good, facts) == "");
  for (const Mutation& mutation : mutations) {
    const std::string faults = faults_of(with(good, mutation.from, mutation.to), facts);
    INFO(mutation.from << " -> " << mutation.to);
    CHECK_THAT(faults, Catch::Contains(mutation.fault));
  }
}

}  // namespace

TEST_CASE("I21: every Russian forgery is caught") {
  expect_caught(good_ru, full_facts(),
                {
                    {"15%", "20%", "unknown_percent"},
                    {"15%", "20%", "missing_discount"},
                    {"15%", "15% или 50%", "unknown_percent"},
                    {"15%", "15 процентов, нет, 25 процентов", "unknown_percent"},
                    {"15%", "%", "unknown_percent"},
                    {"15%", "пятнадцать процентов", "unknown_number"},
                    {"15%", "пятнадцать процентов", "unknown_percent"},
                    {"Скидка 15%", "Скидка", "missing_discount"},
                    {"Скидка 15% до 11 марта.\n", "", "missing_discount"},
                    {"до 11 марта", "до 12 марта", "unknown_date"},
                    {"до 11 марта", "до 12 марта", "missing_validity"},
                    {"до 11 марта", "до конца марта", "unknown_date"},
                    {" до 11 марта", "", "missing_validity"},
                    {"до 11 марта", "до завтра", "unknown_date"},
                    {"до 11 марта", "до понедельника", "unknown_date"},
                    {"субботу", "воскресенье", "unknown_time"},
                    {"субботу", "воскресенье", "missing_slot"},
                    {"завтра", "сегодня", "unknown_time"},
                    {"завтра, 5 марта", "завтра, 6 марта", "unknown_time"},
                    {"завтра, 5 марта", "5 апреля", "unknown_time"},
                    {"завтра, 5 марта,", "завтра, сегодня, 5 марта,", "unknown_time"},
                    {"в субботу, 7 марта", "в субботу, воскресенье, 7 марта", "unknown_time"},
                    {"7 марта", "7 марта 8 марта", "unknown_time"},
                    {"завтра, 5 марта, в", "в", "unknown_time"},
                    {"завтра", "послезавтра", "unknown_date"},
                    {"10:00", "11:00", "unknown_time"},
                    {"10:00", "11:00", "missing_slot"},
                    {"10:00", "25:00", "unknown_time"},
                    {"10:00", "10:60", "unknown_time"},
                    {"10:00", "10:0", "unknown_time"},
                    {"10:00", "10.00", "unknown_number"},
                    {" или 14:30", "", "missing_slot"},
                    {"в субботу, 7 марта, в 09:05", "в субботу в 09:05", "missing_slot"},
                    {"; в субботу, 7 марта, в 09:05", "", "missing_slot"},
                    {"Ольга", "Мария", "unknown_name"},
                    {"Ольга", "Мария", "missing_staff"},
                    {"Ваш мастер Ольга", "Марина и Ольга", "unknown_name"},
                    {"Ваш мастер Ольга", "Мариной и Ольга", "unknown_name"},
                    {"в 09:05", "в 09:05 (Анна)", "wrong_staff"},
                    {"Анна, здравствуйте", "Здравствуйте", "missing_name"},
                    {"Анна", "Мария", "unknown_name"},
                    {"Анна", "Анна Иванова", "unknown_name"},
                    {"6 недель", "5 недель", "wrong_since"},
                    {"6 недель", "6 недели", "wrong_since"},
                    {"6 недель", "2 месяца", "wrong_since"},
                    {"6 недель", "больше года", "wrong_since"},
                    {"6 недель", "много месяцев", "wrong_since"},
                    {"6 недель", "шесть недель", "unknown_number"},
                    {"прошло 6 недель", "всё хорошо", "missing_since"},
                    {"«Маникюр»", "«Педикюр»", "unknown_name"},
                    {"«Маникюр»", "«»", "unknown_name"},
                    {"«Маникюр»", "«Мани…»", "unknown_name"},
                    {"«Маникюр»", "«Маникюр", "unknown_name"},
                    {"«Маникюр»", "«Маникюр 50%»", "unknown_percent"},
                    {"удобно?", "удобно? Это бесплатно, да?", "money"},
                    {"удобно?", "удобно? 1500 руб?", "money"},
                    {"удобно?", "удобно? Всего 1500?", "unknown_number"},
                    {"удобно?", "удобно? 1500 ₽?", "money"},
                    {"удобно?", "удобно? $5?", "money"},
                    {"удобно?", "удобно? Дадим подарок?", "money"},
                    {"удобно?", "удобно? За полцены?", "unknown_number"},
                    {"удобно?", "удобно? https://salon.ru?", "address"},
                    {"удобно?", "удобно? salon.ru?", "address"},
                    {"удобно?", "удобно? t.me/salon?", "address"},
                    {"удобно?", "удобно? @salon?", "address"},
                    {"удобно?", "удобно? +7 916 123-45-67?", "address"},
                    {"удобно?", "удобно? 8 (916) 123-45-67?", "address"},
                    {"удобно?", "удобно? 4276 1234 5678 9012?", "address"},
                    {"удобно?", "удобно? 79161234567?", "address"},
                    {"удобно?", "удобно? Телеграм?", "address"},
                    {"удобно?", "удобно? salon/promo?", "address"},
                    {"Скидка", "Скидkа", "mixed_alphabets"},
                    {"Скидка", "Скид\u200Bка", "odd_character"},
                    {"Скидка", "\u202EСкидка", "odd_character"},
                    {"Скидка", "Скидка\u0301", "odd_character"},
                    {"Скидка", "Скидка\x07", "odd_character"},
                    {"Скидка", "{{discount}} Скидка", "odd_character"},
                    {"Скидка", "<b>Скидка", "odd_character"},
                    {"Скидка", "Σκидка", "odd_character"},
                    {"15%", "١٥%", "odd_character"},
                    {"15%", "１５%", "odd_character"},
                    {"15%", "15% 💸💸💸", "too_many_emoji"},
                    {"15%", "15%\n\n", "too_many_lines"},
                    {"15%", "15%" + std::string(400, '.'), "too_long"},
                    {"Ваш мастер", "Как обычно, мастер", "false_usual"},
                    {"Ваш мастер", "Вы VIP. Ваш мастер", "false_vip"},
                    {"6 недель", "6 недель, хотя мы виделись", "false_seen_since"},
                    {"Ваш мастер", "Твой мастер", "wrong_address_form"},
                    {"здравствуйте!", "здравствуйте! Извините за беспокойство.", "forbidden_word"},
                    {"здравствуйте!", "здравствуйте! Это реактивация.", "forbidden_word"},
                    {"здравствуйте!", "здравствуйте! Хотим вернуть вас.", "forbidden_word"},
                    {"здравствуйте!", "здравствуйте! Хотим вас вернуть.", "forbidden_word"},
                    {"Какое время вам удобно?", "Всего доброго.", "no_call_to_action"},
                    {"удобно?", "удобно?\n", "no_call_to_action"},
                    {"удобно?", "удобно? Ждём на выходных?", "unknown_date"},
                    {"удобно?", "удобно? Или 3?", "unknown_number"},
                });
}

TEST_CASE("I21: every English forgery is caught") {
  expect_caught(
      good_en, full_facts(Language::en),
      {
          {"15%", "25%", "unknown_percent"},
          {"15% off", "15% off, or half price", "unknown_number"},
          {"15% off", "15% off, and a free gift", "money"},
          {"March 11", "March 12", "unknown_date"},
          {"March 11", "the weekend", "unknown_date"},
          {"March 11", "March", "unknown_date"},
          {"10:00 AM", "10:00 PM", "unknown_time"},
          {"10:00 AM", "10 AM", "unknown_number"},
          {"2:30 PM", "2:30 AM", "unknown_time"},
          {"2:30 PM", "14:30 PM", "unknown_time"},
          {"2:30 PM", "0:30 PM", "unknown_time"},
          {"Saturday", "Sunday", "unknown_time"},
          {"tomorrow", "today", "unknown_time"},
          {"Olga", "Maria", "unknown_name"},
          {"can see you", "and Kate can see you", "unknown_name"},
          {"Hello Emma", "Hello", "missing_name"},
          {"Hello Emma", "Hello Emily", "unknown_name"},
          {"6 weeks", "7 weeks", "wrong_since"},
          {"6 weeks", "ages", "missing_since"},
          {"6 weeks", "more than a year", "wrong_since"},
          {"6 weeks", "a year", "wrong_since"},
          {"Hello Emma!", "Hello Emma! We want to win you back.", "forbidden_word"},
          {"Hello Emma!", "Hello Emma! Sorry to bother.", "forbidden_word"},
          {"Hello Emma!", "Hey Emma!", "wrong_address_form"},
          {"Hello Emma!", "Hello Emma! Here in London we care.", "unknown_name"},
          {"“Manicure”", "“Pedicure”", "unknown_name"},
          {"Which time works for you?", "See you.", "no_call_to_action"},
          {"Which time works for you?", "Which time works for you? bit.ly/x?", "address"},
          {"Which time works for you?", "Which time works for you? \u2066x?", "odd_character"},
          {"There is", "Тhere is", "mixed_alphabets"},
      });
}

TEST_CASE("a text in the other language is not the client's") {
  MessageFacts facts = full_facts();
  CHECK_THAT(faults_of(good_en, facts), Catch::Contains("wrong_language"));
  CHECK_THAT(faults_of(good_ru, full_facts(Language::en)), Catch::Contains("wrong_language"));
}

TEST_CASE("I22: without a discount no word of one passes, nor its last day") {
  MessageFacts facts = full_facts();
  facts.discount_percent = 0;
  const std::string without = with(good_ru, "Скидка 15% до 11 марта.\n", "");
  CHECK(faults_of(without, facts) == "");
  CHECK(faults_of(good_ru, facts) == "discount_not_offered discount_not_offered unknown_date");
  CHECK(faults_of(with(without, "удобно?", "удобно? Со скидкой?"), facts) ==
        "discount_not_offered");
  CHECK(faults_of(with(without, "удобно?", "удобно? Выгодно?"), facts) == "discount_not_offered");
}

TEST_CASE("I21: what the facts ask for is missed when it is not said") {
  MessageFacts facts = full_facts();
  facts.is_regular = facts.is_vip = facts.visited_since = true;
  CHECK(faults_of(good_ru, facts) == "missing_usual missing_vip missing_seen_since");
  facts = full_facts();
  facts.slots[1].staff_name = "Мария";
  CHECK(faults_of(good_ru, facts) == "missing_staff missing_staff missing_staff");
  const std::string named =
      with(with(with(good_ru, "10:00 или", "10:00 (Ольга), в"), "14:30", "14:30 (Мария)"), "09:05",
           "09:05 (Ольга)");
  CHECK(faults_of(named, facts) == "");
  CHECK(faults_of(with(named, "(Мария)", "(Ольга)"), facts) == "wrong_staff missing_staff");
  CHECK_THAT(
      faults_of(with(named, "10:00 (Ольга), в 14:30 (Мария)", "10:00 или 14:30 (Мария)"), facts),
      Catch::Contains("missing_staff"));
}

TEST_CASE("on the day of the visit no time since it can be said") {
  MessageFacts facts = full_facts();
  facts.days_since_visit = 0;
  facts.visited_since = true;
  CHECK(faults_of(good_ru, facts) == "wrong_since");
  CHECK(faults_of(with(good_ru, "прошло 6 недель", "всё хорошо"), facts) == "");
  facts = full_facts(Language::en);
  CHECK_THAT(faults_of(with(good_en, "Olga can", "Our VIPs ask; Olga can"), facts),
             Catch::Contains("false_vip"));
}

TEST_CASE("titles may be cut, companies quoted, and numbers in them are theirs") {
  MessageFacts facts = full_facts();
  facts.service_title = "Маникюр и педикюр, 90 мин";
  CHECK(faults_of(with(good_ru, "«Маникюр»", "«Маникюр и…»"), facts) == "");
  CHECK(faults_of(with(good_ru, "«Маникюр»", "«Маникюр и педикюр, 90 мин»"), facts) == "");
  CHECK(faults_of(with(good_ru, "«Маникюр»", "«Маникюр и»"), facts) == "unknown_name");
  CHECK(faults_of(with(good_ru, "здравствуйте!", "здравствуйте! Это «Белла»."), full_facts()) ==
        "");
  facts.service_title = "Маникюр 1500";
  CHECK(faults_of(with(good_ru, "«Маникюр»", "«Маникюр 1500»"), facts) == "money");
  facts.service_title = "Маникюр 1+1";
  CHECK(faults_of(with(good_ru, "«Маникюр»", "«Маникюр 1+1»"), facts) == "money");
  facts.service_title = "Маникюр salon.ru";
  CHECK(faults_of(with(good_ru, "«Маникюр»", "«Маникюр salon.ru»"), facts) == "address");
  facts.service_title = "Маникюр/педикюр (бесплатно)";
  CHECK(faults_of(with(good_ru, "«Маникюр»", "«Маникюр/педикюр (бесплатно)»"), facts) == "money");
  facts.service_title = "Манucюр";
  CHECK(faults_of(with(good_ru, "«Маникюр»", "«Манucюр»"), facts) == "mixed_alphabets");
}

TEST_CASE("a salon, a client and a master of one name are told apart by nothing, and pass") {
  MessageFacts facts = full_facts();
  facts.company_name = facts.client_name = facts.favourite_staff = "Анна";
  for (MessageSlot& slot : facts.slots) slot.staff_name = "Анна";
  for (int variant = 0; variant < variants; ++variant) {
    const auto message = render_message(with_variant(facts, variant));
    INFO(message.text);
    CHECK(faults_of(message.text, with_variant(facts, variant)) == "");
  }
}

TEST_CASE("clients named like months and days are greeted; beside a number it is the month") {
  for (const char* name : {"April", "June", "May", "Augusta", "Friday", "Grace"}) {
    MessageFacts facts = full_facts(Language::en);
    facts.client_name = name;
    INFO(name);
    CHECK(faults_of(with(good_en, "Emma", name), facts) == "");
  }
  MessageFacts facts = full_facts(Language::en);
  facts.client_name = "April";
  CHECK(faults_of(with(with(good_en, "Emma", "April"), "March 11", "April 11"), facts) ==
        "unknown_date missing_validity");
}

TEST_CASE("verbs that look like months are verbs, and a day may be named without its word") {
  const MessageFacts facts = full_facts(Language::en);
  CHECK(faults_of(with(good_en, "There is", "You may find there is"), facts) == "");
  CHECK(faults_of(with(good_en, "There is", "May we say there is"), facts) == "");
  CHECK_THAT(faults_of(with(good_en, "There is", "Come in May, there is"), facts),
             Catch::Contains("unknown_date"));
  CHECK(faults_of(with(good_en, "tomorrow, March 5,", "5 March"), facts) == "");
  CHECK_THAT(faults_of(with(good_en, "through March 11", "through March 11% and"), facts),
             Catch::Contains("unknown_percent"));
  CHECK_THAT(faults_of(with(good_en, "through March 11", "through March 11:00"), facts),
             Catch::Contains("unknown_time"));
}

TEST_CASE("I23: the length is counted in code points, the lines and emoji exactly") {
  MessageFacts facts = full_facts();
  const std::size_t bytes_of_good = good_ru.size();
  std::size_t points = 0;
  for (const char c : good_ru) points += (static_cast<unsigned char>(c) & 0xC0u) != 0x80u ? 1 : 0;
  REQUIRE(points < bytes_of_good);
  const std::string filling(500 - points, '.');
  CHECK(faults_of(with(good_ru, "удобно", filling + "удобно"), facts) == "");
  CHECK(faults_of(with(good_ru, "удобно", filling + ".удобно"), facts) == "too_long");
  CHECK(faults_of(with(good_ru, "здравствуйте!", "здравствуйте!\n"), facts) == "");
  CHECK(faults_of(with(good_ru, "здравствуйте!", "здравствуйте!\n\n"), facts) == "too_many_lines");
  CHECK(faults_of(with(good_ru, "здравствуйте!", "здравствуйте! ✂️👋🏽"),
                  facts) == "odd_character");  // a skin tone is not worth a rule
  CHECK(faults_of(with(good_ru, "здравствуйте!", "здравствуйте! ✂️👋"), facts) ==
        "");
  CHECK(faults_of(with(good_ru, "здравствуйте!", "здравствуйте! ✂️👋👋"),
                  facts) == "too_many_emoji");
  CHECK(faults_of(with(good_ru, "здравствуйте!", "здравствуйте!\uFE0F"), facts) == "odd_character");
  CHECK(faults_of("\uFE0F" + good_ru, facts) == "odd_character");
}

TEST_CASE("I23: no link, phone, card number or odd character passes, in either language") {
  const auto fault_with = [](const std::string& added) {
    std::set<std::string> found;
    for (const bool is_ru : {true, false}) {
      const std::string& good = is_ru ? good_ru : good_en;
      const std::string text = with(good, is_ru ? "удобно?" : "works for you?",
                                    (is_ru ? "удобно? " : "works for you? ") + added + "?");
      const std::string faults = faults_of(text, full_facts(is_ru ? Language::ru : Language::en));
      found.insert(faults.find("address") != std::string::npos         ? "address"
                   : faults.find("odd_character") != std::string::npos ? "odd_character"
                   : faults.find("not_utf8") != std::string::npos      ? "not_utf8"
                                                                       : "passed: " + faults);
    }
    return found;
  };
  for (const char* address :
       {"https://salon.example", "http://x.ru", "www.salon.ru", "salon.ru/a", "bit.ly/x", "t.me/x",
        "@salon", "me@salon.ru", "+7 916 123-45-67", "+44 7911 123456", "8 (916) 123-45-67",
        "79161234567", "4276 1234 5678 9012"}) {
    INFO(address);
    CHECK(fault_with(address) == std::set<std::string>{"address"});
  }
  for (const char* odd : {"\x01", "\x07", "\x1B", "\x7F", "\t", "\r", "\u0085", "\u200B", "\u200F",
                          "\u202E", "\u2066", "\uFEFF", "\u0301"}) {
    CHECK(fault_with(odd) == std::set<std::string>{"odd_character"});
  }
  for (const char* bytes : {"\xFF", "\xC0\x80", "\xED\xA0\x80", "\xF5\x80\x80\x80"}) {
    CHECK(fault_with(bytes) == std::set<std::string>{"not_utf8"});
  }
  CHECK_THAT(faults_of(good_ru + std::string(1, '\0'), full_facts()),
             Catch::Contains("odd_character"));
}

TEST_CASE("any bytes are a valid argument") {
  MessageFacts facts = full_facts();
  CHECK(faults_of("\xFF", facts) == "not_utf8");
  CHECK_THAT(faults_of("", facts),
             Catch::StartsWith("empty no_call") || Catch::StartsWith("empty"));
  CHECK_FALSE(faults_of(std::string(100000, 'a'), facts).empty());
  CHECK_FALSE(faults_of(std::string(3000, '9'), facts).empty());
  std::mt19937 random(7);
  const std::vector<std::string> pieces{
      good_ru,  good_en,    "15%",       "%",    "5 марта",  "March",  "10:00",   ":",   "AM",
      "«",      "»",        "“",         "”",    "…",        "Ольг…",  "\n",      ".",   "+",
      "завтра", "в среду",  "больше",    "года", "year",     "недель", "вернуть", "вас", "12",
      "VIP",    "'",        "’",         "Анна", "\u202E",   "😀",      "(",       ")",   "-",
      "/",      "https://", "процентов", "\xD0", "123456789"};
  for (int round = 0; round < 3000; ++round) {
    std::string text;
    for (auto k = random() % 12; k > 0; --k) {
      text += pieces[random() % pieces.size()];
      if (random() % 2 == 0) text += ' ';
    }
    for (const MessageDefect& defect : check_message(text, facts)) {
      REQUIRE(defect.at <= text.size());
    }
    facts.language = languages[random() % 2];
  }
}

TEST_CASE("every fault has its own name") {
  std::set<std::string_view> names;
  for (int fault = 0; fault <= static_cast<int>(MessageFault::missing_seen_since); ++fault) {
    names.insert(to_string(static_cast<MessageFault>(fault)));
  }
  CHECK(names.size() == static_cast<std::size_t>(MessageFault::missing_seen_since) + 1);
  CHECK(to_string(MessageFault::missing_seen_since) == "missing_seen_since");
  CHECK(to_string(MessageFault::unknown_time) == "unknown_time");
  CHECK(check_message("\xFF", full_facts()) ==
        std::vector<MessageDefect>{{MessageFault::not_utf8, 0}});
}

TEST_CASE("free is a time behind the favourite's name, and a gift anywhere else") {
  const MessageFacts facts = full_facts(Language::en);
  const auto faults = [&](std::string_view from, std::string_view to) {
    return faults_of(with(good_en, from, to), facts);
  };
  CHECK(faults("can see you", "is free") == "");
  CHECK(faults("Which time works for you?", "When are you free?") == "");
  CHECK(faults("Which time works for you?", "When are you free today. Or?") != "");
  CHECK(faults("Which", "We set you free. Which") == "money");
  CHECK(faults("Which", "This is free. Which") == "money");
  CHECK(faults("Which", "Olga is free. Which") == "money");
  CHECK(faults("Which", "It stays free. Which") == "money");
  CHECK(faults("Hello Emma!", "Free Emma!") == "money");
  CHECK(faults("can see you tomorrow, March 5,", "is free on Thursday, March 5,") == "");
  CHECK(faults("Which", "Olga is free today. Which").find("money") == std::string::npos);
  CHECK(faults("Which", "Olga is free tomorrow. Which").find("money") == std::string::npos);
  CHECK(faults("Which", "Olga is free on Friday. Which").find("money") == std::string::npos);
  CHECK(faults("Olga can see you", "Olga's got time").empty());
  CHECK(faults("Which", "Maria's got time. Which").find("unknown_name") != std::string::npos);
  CHECK(faults("Which", "Ask Maria's friend. Which") == "unknown_name");
  CHECK(faults("Which", "Y'all come. Which") == "");
}

TEST_CASE("who has not been seen was not seen") {
  MessageFacts facts = full_facts(Language::ru);
  CHECK(faults_of(with(good_ru, "После", "Давно не виделись! После"), facts) == "");
  CHECK(faults_of(with(good_ru, "После", "Мы виделись. После"), facts) == "false_seen_since");
  CHECK(faults_of("Виделись мы", facts).find("false_seen_since") != std::string::npos);
}

TEST_CASE("a heart of two code points ends a sentence, too") {
  CHECK(faults_of(with(good_ru, "После", "❤️ После"), full_facts()) == "");
}

TEST_CASE("two defects are the same when fault and place are") {
  const MessageDefect defect{MessageFault::not_utf8, 3};
  CHECK(defect == MessageDefect{MessageFault::not_utf8, 3});
  CHECK_FALSE(defect == MessageDefect{MessageFault::not_utf8, 4});
  CHECK_FALSE(defect == MessageDefect{MessageFault::empty, 3});
}
