// The traps of safety.md §4, the answers of bad-input.md B84 to B88, and the defects of
// requirements §10 that are about answers.
#include <catch2/catch.hpp>

#include "replies.hpp"

using namespace reactivation;
using namespace replies;

TEST_CASE("\"never\" and \"when\" are no yes, though they contain one") {
  for (const char* text : {"никогда", "Никогда!", "когда?", "Когда", "never", "when?", "when"}) {
    CAPTURE(text);
    CHECK(is_frozen(text));
  }
}

TEST_CASE("not in the morning but in the evening is a wish for another time, no opt-out") {
  for (const char* text : {"не хочу утром, запишите на вечер", "Не хочу утром запишите на вечер",
                           "I don't want morning, book me for the evening"}) {
    CAPTURE(text);
    CHECK(of(text) == Reply{ReplyType::other_time, false, {}, false, false});
  }
}

TEST_CASE("B85: the plain words for stop are not missed") {
  for (const char* text :
       {"стоп", "stop", "отпишите", "СТОП!!!", "с т о п", "s t o p", "STOP!!!", "больше не пишите",
        "unsubscribe", "тоқта", "stop promotions", "Остановить рекламу", "🛑"}) {
    CAPTURE(text);
    CHECK(is_opt_out(text));
  }
}

TEST_CASE("B85: every command of the safety rules is an opt-out as the whole text") {
  for (const char* text :
       {"stop",    "stopall",        "stop all",    "unsubscribe", "end",     "quit",
        "revoke",  "optout",         "opt-out",     "cancel",      "arret",   "Arrêt",
        "remove",  "отписаться",     "відписатися", "toʻxtat",     "to'xtat", "тўхтат",
        "тоқтат",  "toqta",          "жазбаңыз",    "PARAR",       "baja",    "abmelden",
        "no more", "please s t o p", "стоп 🙏",      "stop1"}) {
    CAPTURE(text);
    CHECK(is_opt_out(text));
  }
}

TEST_CASE("a refusal is no opt-out") {
  for (const char* text : {"не интересно", "Неинтересно", "нет, спасибо", "не надо", "дорого",
                           "not interested", "No thanks", "I go to another salon now"}) {
    CAPTURE(text);
    CHECK(of(text) == Reply{ReplyType::negative, false, {}, false, false});
  }
}

TEST_CASE("a friend who is stopped from coming is no opt-out") {
  CHECK(is_frozen("stop, o Zé não vem"));
  CHECK(is_frozen("Stop, o Ze nao vem amanha"));
}

TEST_CASE("B86: who does not want to move the visit waits for a person") {
  CHECK(is_frozen("не надо переносить, я приду"));
  CHECK(is_frozen("Не отменяйте, я приду"));
  CHECK(is_frozen("please don't cancel my booking"));
}

TEST_CASE("B87: an opt-out wins over everything else in the same text") {
  for (const char* text :
       {"да, удалите меня", "Yes, unsubscribe me", "ок, но больше не пишите",
        "Спасибо, не интересно. И больше не пишите", "Я в отпуске до 15, и не пишите мне больше",
        "Запишите к другой Ане, а рассылку отключите",
        "Thanks! See you Friday. Please don't text me again"}) {
    CAPTURE(text);
    CHECK(is_opt_out(text));
  }
}

TEST_CASE("B88: a complaint about messages is an opt-out and an incident") {
  for (const char* text : {"подам жалобу", "Буду жаловаться", "жалобу на вас напишу",
                           "I will file a complaint", "Reported to the FCC"}) {
    CAPTURE(text);
    CHECK(of(text) == Reply{ReplyType::opt_out, true, {}, true, true});
  }
}

TEST_CASE("B88: a complaint about somebody's work is an incident for a person, no opt-out") {
  for (const char* text :
       {"жалоба на мастера Олю, испортила волосы", "I want to file a complaint about my stylist"}) {
    CAPTURE(text);
    CHECK(of(text) == Reply{ReplyType::unclear, false, {}, true, true});
  }
}

TEST_CASE("words of an opt-out in another sense are none") {
  for (const char* text :
       {"не забудьте мне написать!", "не удаляйте меня из базы", "отмените мою запись на завтра",
        "удалите мою запись на пятницу", "хватит ли двух часов?", "Вы мне больше не пишете?",
        "cancel my appointment", "don't stop sending me deals!", "I'll stop by tomorrow",
        "which bus stop is closest to you?", "please don't remove me from the list"}) {
    CAPTURE(text);
    CHECK_FALSE(of(text).opt_out);
    CHECK(of(text).needs_person);
  }
}

TEST_CASE("B84: what is not text waits for a person") {
  for (const char* text :
       {"", " ", "\n", "...", "?", "😂", "👎", "👎👎", "🤷", "[voice message]", "<Media omitted>",
        " <Без медиафайлов> ", "image omitted", "asdf", "לא", "什么"}) {
    CAPTURE(text);
    CHECK(is_frozen(text));
  }
}

TEST_CASE("an opening bracket alone makes no placeholder") {
  CHECK(type_of("[да") == ReplyType::positive);
  CHECK(type_of("<да") == ReplyType::positive);
  CHECK(type_of("да]") == ReplyType::positive);
  CHECK(is_frozen("[да]"));
  CHECK(is_frozen("<да>"));
}

TEST_CASE("B85: a thumb up is a yes, a thumb down freezes also beside one") {
  CHECK(type_of("👍") == ReplyType::positive);
  CHECK(type_of("👍🏽👍🏽") == ReplyType::positive);
  CHECK(type_of("+") == ReplyType::positive);
  CHECK(type_of("❤️") == ReplyType::neutral);
  CHECK(is_frozen("👍👎"));
}

TEST_CASE("disguised letters do not hide an opt-out") {
  for (const char* text : {"ＳＴＯＰ",
                           "sｔop",
                           "ѕtор",
                           "сtоп",
                           "cтоп",
                           "ст0п",
                           "st0p",
                           "$top",
                           "CTOП",
                           "сtop",
                           "S\xE2\x80\x8BT\xE2\x80\x8BO\xE2\x80\x8BP",
                           "s\xCC\xB7t\xCC\xB8\xCC\xB4o\xCC\xB6p",
                           "𝐒𝐓𝐎𝐏",
                           "ⓢⓣⓞⓟ",
                           "🇸🇹🇴🇵",
                           "с.т.о.п",
                           "с_т_о_п",
                           "«СТОП»",
                           "стоооооп",
                           "Отпиши́те"}) {
    CAPTURE(text);
    CHECK(is_opt_out(text));
  }
}

TEST_CASE("slips, other alphabets and the wrong keyboard layout do not hide an opt-out") {
  for (const char* text :
       {"отпешите меня", "болше не пишите", "не беспкойте меня", "неписать мне", "otpishite",
        "ne pishite mne bolshe", "stop pisat", "udalite moi nomer", "unsuscribe", "unsubcribe",
        "stpo", "plz stop txting me", "cnjg", "jngbibnt", "yt gbibnt", "ыещз", "гтыгиыскшиу"}) {
    CAPTURE(text);
    CHECK(is_opt_out(text));
  }
}
