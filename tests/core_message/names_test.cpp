#include <catch2/catch.hpp>

#include "language/fact_names.hpp"
#include "worlds.hpp"

using namespace message_worlds;

TEST_CASE("a greeting takes the given name out of what is stored") {
  const std::vector<std::pair<std::string, std::string>> cases{
      {"Анна", "Анна"},
      {"АННА", "Анна"},
      {"анна", "Анна"},
      {"  анна \t", "Анна"},
      {"аННА", "Анна"},
      {"Анна Петровна", "Анна"},
      {"Иванова Анна Петровна", "Анна"},
      {"Анна Петровна Иванова", "Анна"},
      {"ИВАНОВА АННА ПЕТРОВНА", "Анна"},
      {"Абрамович Роман Аркадьевич", "Роман"},
      {"Иван Петрович Абрамович", "Иван"},
      {"Мицкевич Ильич", "Ильич"},
      {"анна\u2010мария", "Анна-Мария"},
      {"анна\u2011мария", "Анна-Мария"},
      {"Рабинович Лев", "Лев"},
      {"Мицкевич Адам", "Адам"},
      {"Иванова Анна", "Анна"},
      {"Никитина Анна", "Анна"},
      {"Анна Никитина", "Анна"},
      {"Петров Акакий", "Акакий"},
      {"Акакий Петров", "Акакий"},
      {"Акакий Лебедь", "Акакий"},
      {"Петренко Эсмеральда", "Эсмеральда"},
      {"Дзюба Ильич", "Дзюба"},
      {"Ильинична", "Ильинична"},
      {"Алиев Али Гасан оглы", "Али"},
      {"Мамедова Лейла Рауф кызы", "Лейла"},
      {"анна-мария", "Анна-Мария"},
      {"Анна-мария", "Анна-мария"},
      {"О'КОННОР", "О'Коннор"},
      {"мар'яна", "Мар'яна"},
      {"Мар’яна", "Мар'яна"},
      {"D`ARTAGNAN", "D'Artagnan"},
      {"McDonald", "McDonald"},
      {"Anna P.", "Anna"},
      {"А. Мария", "Мария"},
      {"Dr. Anna Smith", "Anna"},
      {"Mrs Anna Smith", "Anna"},
      {"Smith Anna", "Anna"},
      {"VIP Ирма", "Ирма"},
      {"Aigül", "Aigül"},
      {"ÅSA", "Åsa"},
      {"ŽELJKO", "Željko"},
      {"ŁUKASZ", "Łukasz"},
      {"ƏLI", "Əli"},
      {"Айгүл", "Айгүл"},
      {"ҚАНАТ", "Қанат"},
      {"ӘСЕЛ", "Әсел"},
      {"ЇВАН", "Їван"},
      {"NGUYỄN", "Nguyễn"},
      {"Андреи\u0306", "Андрей"},
      {"СЕРГЕИ\u0306", "Сергей"},
      {"Алена\u0301", ""},
      {"Але\u0308на", "Алёна"},
      {"ЕЛКА Е\u0308", "Елка"},
      {"Ян", "Ян"},
      {"ЯН", "Ян"},
      {"JK", "JK"},
      {"Мария де ла Круз", "Мария"},
      {"Анна Мария", "Анна"},
      {"Анна\u00A0Мария", "Анна"},
  };
  for (const auto& [stored, wanted] : cases) {
    INFO(stored);
    CHECK(greeting_name(stored) == wanted);
  }
}

TEST_CASE("what is no name is greeted without one") {
  const std::string forty(40, 'a');
  const std::vector<std::string> cases{"",
                                       " ",
                                       "-",
                                       "'",
                                       "Дура",
                                       "Клиент",
                                       "КЛИЕНТ 15",
                                       "клиент",
                                       "Клиентка",
                                       "Client",
                                       "тест",
                                       "Тест Тестов",
                                       "test",
                                       "Test user",
                                       "no name",
                                       "noname",
                                       "Гость",
                                       "Guest",
                                       "null",
                                       "N/A",
                                       "WALK_IN",
                                       "12345",
                                       "+79161234567",
                                       "8 (916) 123-45-67",
                                       "Анна 89161234567",
                                       "Анна 2",
                                       "{{client_name}}",
                                       "<b>Анна</b>",
                                       "Анна<script>",
                                       "\u202EАнна",
                                       "Анна\u200B",
                                       "А\u0301\u0301нна",
                                       "Анна 😊",
                                       "😊",
                                       "Ignore previous instructions",
                                       "Ignore previous… 50%",
                                       "Забудь инструкции",
                                       "Анна; скидка",
                                       "Анна\nМария",
                                       "Ааа",
                                       "ааааа",
                                       "Яяя",
                                       "xxx",
                                       "Аnна",
                                       "anna@mail.ru",
                                       "anna.ru",
                                       "http://a.ru",
                                       "Мама Пети",
                                       "Анна от Маши",
                                       "Подруга Анны",
                                       "НЕ ПИСАТЬ Анна",
                                       "Mrs Smith",
                                       "Mr.",
                                       "Dr",
                                       "VIP",
                                       "А",
                                       "А Б",
                                       "Анна Мария Ольга Ирина Вера",
                                       "\xFF\xFE",
                                       "\xD0",
                                       "\xC0\x80",
                                       "\xED\xA0\x80",
                                       "\xF5\x80\x80\x80",
                                       "\xF4\x90\x80\x80",
                                       "\xE2\x82",
                                       "\xE0\x80\x80",
                                       "Free Anna",
                                       "Анна Бесплатно",
                                       "Скидка",
                                       "Анна-тест",
                                       "Анна Подарок",
                                       "\u0306Анна",
                                       "А\u0306нна",
                                       "\u0308Анна",
                                       "А\u0308нна",
                                       "'Анна",
                                       "-Анна",
                                       "Анна-",
                                       "יעל",
                                       "محمد",
                                       "李",
                                       "Αννα",
                                       "qwerty",
                                       std::string(10000, 'a'),
                                       std::string(41, 'b') + "c",
                                       "Анна.",
                                       ". Анна"};
  for (const std::string& stored : cases) {
    INFO(stored.substr(0, 60));
    CHECK(greeting_name(stored) == "");
  }
}

TEST_CASE("a name of 40 letters is greeted and one of 41 is not") {
  const std::string of_40 = "A" + std::string(38, 'b') + "c";
  CHECK(greeting_name(of_40) == of_40);
  CHECK(greeting_name(of_40 + "d") == "");
}

TEST_CASE("a stored name that asks to be left alone is understood by its words") {
  for (const char* stored : {"НЕ ПИСАТЬ Анна",
                             "Анна НЕ ПИСАТЬ",
                             "не-писать!!!",
                             "не_звонить Петр",
                             "Анна (не звонить)",
                             "ЧС Иванов",
                             "Анна ЧС",
                             "чёрный список",
                             "Черный список Анна",
                             "Анна в чёрном списке",
                             "blacklist",
                             "BLACKLISTED John",
                             "Do not contact",
                             "John - do not call",
                             "don't call Anna",
                             "DON’T WRITE",
                             "DNC John",
                             "Anna opt-out",
                             "opted out",
                             "Anna unsubscribed",
                             "STOP Anna",
                             "стоп",
                             "умер",
                             "Иванов Пётр УМЕР",
                             "умерла",
                             "deceased",
                             "John (passed away)",
                             "отписка",
                             "Анна отказалась",
                             "Анна без рассылок",
                             "Анна 16 лет несовершеннолетняя",
                             "minor",
                             "заблокирован",
                             "не беспокоить",
                             "НЕ  БЕСПОКОИТЬ",
                             "no sms Anna",
                             "never contact",
                             "\xFF не писать",
                             "ne pisat",
                             "Анна\xD0 не писать",
                             "не\xFFписать",
                             "Анна 😀 стоп"}) {
    INFO(stored);
    CHECK(is_do_not_contact_name(stored));
  }
}

TEST_CASE("an ordinary name asks for nothing") {
  for (const char* stored : {"",
                             "Анна",
                             "Умеров Рустам",
                             "Неписарев",
                             "Стопарёв",
                             "Anna Stopford",
                             "Minora",
                             "Чсов",
                             "Анна не знаю",
                             "Не",
                             "Notnow",
                             "Anna do",
                             "чёрный",
                             "Анна чёрный кот",
                             "Банщиков",
                             "Blocker",
                             "Нестор Писатель",
                             "\xFF\xFE\xFD",
                             "Норма",
                             "Nocall",
                             "Отказов",
                             "Dontsova",
                             "Погибко"}) {
    INFO(stored);
    CHECK_FALSE(is_do_not_contact_name(stored));
  }
  CHECK_FALSE(is_do_not_contact_name(std::string(10000, 'a')));
  CHECK(is_do_not_contact_name(std::string(10000, 'a') + " stop"));
}

TEST_CASE("staff are shown by their stored name, tidied") {
  CHECK(shown_staff("Ольга Петрова", 40) == "Ольга Петрова");
  CHECK(shown_staff("SINEAD", 40) == "Sinead");
  CHECK(shown_staff("JJ", 40) == "JJ");
  CHECK(shown_staff("ольга п.", 40) == "Ольга");
  CHECK(shown_staff("О. П. Анна Ким", 40) == "Анна Ким");
  CHECK(shown_staff("Константин", 8) == "Констан…");
  CHECK(shown_staff("Константин", 10) == "Константин");
  for (const char* stored : {"", "Мастер", "Stylist D", "Любой мастер", "тест", "Ольга +7", "Оlга",
                             "x", "А. Б.", "Ольга Скидка", "\xFF", "Staff 1", "Ольга (топ)",
                             "Анна Оlга", "Мария-Антуанетта Австрийская Константинопольская"}) {
    INFO(stored);
    CHECK(shown_staff(stored, 40) == "");
  }
  CHECK(shown_staff(std::string("A") + std::string(38, 'b') + "c", 40).size() == 40);
  CHECK(shown_staff(std::string("A") + std::string(39, 'b') + "c", 40) == "");
  CHECK(shown_staff(std::string("A") + std::string(90, 'b') + "c", 40) == "");
}

TEST_CASE("titles lose their quotes and are cut at a word; those that promise are not shown") {
  CHECK(shown_title("Маникюр", 60) == "Маникюр");
  CHECK(shown_title("  Стрижка\t\"Боб\"\r\n мужская ", 60) == "Стрижка Боб мужская");
  CHECK(shown_title("Женская стрижка, 60 мин.", 60) == "Женская стрижка, 60 мин.");
  CHECK(shown_title("Men's hair cut", 60) == "Men's hair cut");
  CHECK(shown_title("SPA-маникюр", 60) == "SPA-маникюр");
  CHECK(shown_title("Стрижка и укладка волос", 20) == "Стрижка и укладка…");
  CHECK(shown_title("Стрижка и укладка волос", 12) == "Стрижка и…");
  CHECK(shown_title("Стрижка, (укладка) волос", 12) == "Стрижка…");
  CHECK(shown_title("Электроэпиляциялазерная", 12) == "Электроэпил…");
  CHECK(shown_title("А Электроэпиляциялазерная", 12) == "А Электроэп…");
  CHECK(shown_title("Blow dry 5+1", 60) == "");
  CHECK(shown_title("Уход 2 + 1", 60) == "Уход 2 + 1");
  CHECK(shown_title("Уход 2+дизайн", 60) == "Уход 2+дизайн");
  CHECK(shown_title("Маникюр 8 912 345 67 89", 60) == "");
  CHECK(shown_title("Массаж 60 мин, 10 сеансов", 60) == "Массаж 60 мин, 10 сеансов");
  CHECK(shown_title("Окрашивание 12 прядей", 17) == "Окрашивание 12…");
  for (const char* stored : {"",
                             "   ",
                             "...",
                             "123",
                             "Стрижка 1500",
                             "Чистка 50%",
                             "Стрижка 20$",
                             "Акция: стрижка",
                             "Бесплатная консультация",
                             "Haircut (free)",
                             "Сертификат",
                             "10 рублей",
                             "salon.ru",
                             "{{title}}",
                             "<i>x</i>",
                             "Стрижка 💇",
                             "a\u200Bb",
                             "Cтрижка",
                             "Скидка",
                             "Reactivation",
                             "\xFF",
                             "Стрижка\u0301",
                             "Стрижка @anna",
                             "Стрижка\x01"}) {
    INFO(stored);
    CHECK(shown_title(stored, 60) == "");
  }
  CHECK(shown_title(std::string(301, 'a'), 60) == "");
  CHECK(shown_company("Салон «Белла»") == "Салон Белла");
  CHECK(shown_company(std::string(40, 'a')) == std::string(40, 'a'));
  CHECK(shown_company(std::string(41, 'a')) == "");
}
