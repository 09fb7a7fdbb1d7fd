// Whole drafts of familiar words that say something else than the facts: each is refused.
#include <catch2/catch.hpp>

#include "draft_worlds.hpp"

using namespace draft_worlds;

namespace {

struct Draft {
  Language language;
  std::string_view flags;
  std::string_view middle;  ///< between a good first line and a good last one
};

std::string framed(const Draft& draft) {
  const bool is_ru = draft.language == Language::ru;
  std::string out = is_ru ? "{{name}}, здравствуйте! Прошло {{since}} с вашего визита.\n"
                          : "Hello {{name}}! It has been {{since}} since your visit.\n";
  out.append(draft.middle);
  return out + (is_ru ? "\nКогда вам удобно прийти?" : "\nWhen would you like to come in?");
}

constexpr auto ru = Language::ru;
constexpr auto en = Language::en;

constexpr Draft twisted[] = {
    // A percentage that is no discount: a fee, a prepayment, money back.
    {en, "ND", "It is {{discount}} to join us until {{until}}."},
    {en, "ND", "You get {{discount}} back until {{until}}."},
    {en, "ND", "We can return {{discount}} until {{until}}."},
    {en, "ND", "You give us {{discount}} until {{until}}."},
    {en, "ND", "You can share {{discount}} off until {{until}}."},
    {ru, "ND", "Просим подтвердить запись: {{discount}} до {{until}}."},
    {ru, "ND", "Для записи {{discount}} до {{until}}."},
    // An offer with more in it.
    {en, "ND", "You have {{discount}} off and a facial until {{until}}."},
    {en, "ND", "There is {{discount}} off for you and your guest until {{until}}."},
    {en, "ND", "You have a {{service}} and {{discount}} off until {{until}}."},
    {en, "ND", "Take {{discount}} off classes until {{until}}."},
    {en, "ND", "Take {{discount}} off until {{until}}. For you and a guest."},
    {ru, "ND", "Для вас {{service}} и скидка {{discount}} до {{until}}."},
    {ru, "ND", "Для вас и гостя скидка {{discount}} до {{until}}."},
    {ru, "ND", "Для вас сеанс и скидка {{discount}} до {{until}}."},
    {ru, "ND", "На услуги скидка {{discount}} до {{until}}."},
    // The last day of something else, or the first one.
    {en, "ND", "Your discount is {{discount}}. The salon is open until {{until}}."},
    {en, "NSTD",
     "Your {{discount}} discount is valid until {{slots}}. {{staff}} is here until {{until}}."},
    {en, "ND", "Your {{discount}} discount is ready by {{until}}."},
    {ru, "ND", "Для вас скидка {{discount}}. Запись открыта до {{until}}."},
    {ru, "ND", "Для вас скидка {{discount}}. Ждём вас до {{until}}."},
    // Times that are booked already, or when there is nobody.
    {en, "NST",
     "{{staff}} is looking forward to seeing you. We confirm your appointment: {{slots}}."},
    {en, "NST", "{{staff}} is looking forward to seeing you. Your appointment is {{slots}}."},
    {en, "NST", "{{staff}} is looking forward to seeing you. Your place is reserved: {{slots}}."},
    {ru, "NST", "Мастер {{staff}} ждёт вас. Ваша запись: {{slots}}."},
    {ru, "NST", "Мастер {{staff}} ждёт вас. Напоминаем, что у нас перерыв: {{slots}}."},
    // On the house.
    {en, "N", "The next visit is on {{company}}."},
    {en, "N", "Your next {{service}} is on {{company}}."},
    {en, "N", "The next visit is on… us at {{company}}."},
    {en, "N", "The next visit is on 😊\nus at {{company}}."},
    {en, "N", "Come in as our guest."},
    {en, "N", "We give you a class."},
    {en, "N", "We would love to give you a massage."},
    {en, "N", "This manicure is yours."},
    {en, "N", "Your next visit is our pleasure."},
    {ru, "N", "Для вас {{service}} от {{company}}."},
    {ru, "N", "Вам положена {{service}}."},
    {ru, "N", "Вам предоставлена {{service}}."},
    // Somebody else, or too near.
    {en, "NS", "{{staff}} would love you."},
    {ru, "NS", "Ну а {{staff}} снова хочет вас."},
    {en, "N", "You are a member here."},
    {en, "N", "You are our regular client."},
};

/// Whole texts, without the frame.
constexpr Draft whole[] = {
    {en, "ND",
     "Hello {{name}}! You have {{discount}} off for {{since}}, valid until {{until}}.\n"
     "When would you like to come in?"},
    {ru, "ND",
     "{{name}}, здравствуйте!\nДля вас до {{until}} скидка {{discount}} на {{since}}.\n"
     "Когда вам удобно прийти?"},
    {en, "N",
     "Hello {{name}}! We look forward to seeing you in {{since}}.\nWhen would you like to come "
     "in?"},
    {ru, "N",
     "{{name}}, здравствуйте! Будем рады видеть вас через {{since}}.\nКогда вам удобно прийти?"},
    {en, "NS",
     "Hello {{staff}}! {{name}} is waiting for you.\nIt has been {{since}} since your visit.\n"
     "When would you like to come in?"},
    {ru, "NS",
     "{{staff}}, здравствуйте! {{name}} ждёт вас.\nПрошло {{since}} с вашего визита.\n"
     "Когда вам удобно прийти?"},
    {en, "NSTD",
     "Hello {{name}}! It has been {{since}} since your visit.\nTake {{discount}} off until "
     "{{until}}. For you and a guest, {{staff}} is free {{slots}}.\nWhich time suits you?"},
};

MessageFacts facts_for(const Draft& draft) {
  MessageFacts facts = facts_of(draft.language, draft.flags);
  facts.service_title = draft.language == ru ? "Обёртывание грязью" : "Dead Sea wrap";
  return facts;
}

}  // namespace

TEST_CASE("familiar words do not make a fact say something else") {
  for (const Draft& draft : twisted) {
    INFO(draft.middle);
    CHECK_FALSE(verify_draft(framed(draft), facts_of(draft.language, draft.flags)).is_sound());
  }
  for (const Draft& draft : whole) {
    INFO(draft.middle);
    CHECK_FALSE(verify_draft(draft.middle, facts_of(draft.language, draft.flags)).is_sound());
  }
}

TEST_CASE("a title's words are said of a visit, not of the client") {
  for (const Draft& draft : {Draft{en, "N", "You are dead."}, Draft{ru, "N", "Вы грязь."}}) {
    INFO(draft.middle);
    CHECK_FALSE(verify_draft(framed(draft), facts_for(draft)).is_sound());
  }
  CHECK(verify_draft("Hello {{name}}! It has been {{since}} since your wrap.\n"
                     "When would you like to come in?",
                     facts_for({en, "N", ""}))
            .is_sound());
}
