#include "phrases.hpp"

#include <array>
#include <span>

namespace reactivation::simulation {
namespace {

using namespace std::string_view_literals;

constexpr std::array opt_out_en{"STOP"sv,
                                "stop!!!"sv,
                                "unsubscribe"sv,
                                "s t o p"sv,
                                "please do not message me again"sv,
                                "remove my number"sv,
                                "yes, but take me off your list"sv,
                                "🛑"sv};
constexpr std::array opt_out_ru{"СТОП"sv,
                                "стоп!!!"sv,
                                "отпишите меня"sv,
                                "с т о п"sv,
                                "больше не пишите мне"sv,
                                "да, удалите меня"sv,
                                "удалите мой номер"sv,
                                "отписаться"sv};
constexpr std::array complaint_en{"stop this spam or I will file a complaint"sv};
constexpr std::array complaint_ru{"прекратите, я подам жалобу"sv};
constexpr std::array refusal_en{"no thanks"sv, "not interested"sv};
constexpr std::array refusal_ru{"нет, спасибо"sv, "не интересно"sv};
constexpr std::array agreement_en{"yes please"sv, "yes, book me in"sv, "great, let's do it"sv};
constexpr std::array agreement_ru{"да, запишите"sv, "да, давайте"sv, "хорошо, согласна"sv};
constexpr std::array question_en{"how much is it?"sv, "where are you now?"sv};
constexpr std::array question_ru{"сколько стоит?"sv, "а где вы находитесь?"sv};
constexpr std::array away_en{"I am away until the 15th"sv, "on holiday for two weeks"sv};
constexpr std::array away_ru{"я в отпуске до 15 числа"sv, "уехала на две недели"sv};
constexpr std::array wish_en{"can I come in the evening instead?"sv, "could Grace do it?"sv};
constexpr std::array wish_ru{"а вечером можно?"sv, "не хочу утром, запишите на вечер"sv};
constexpr std::array unreadable_any{""sv, "asdf qwer"sv, "\xff\xfe"sv, "👎👎"sv};

std::span<const std::string_view> phrases_of(Intention intention, Language language) {
  const bool is_russian = language == Language::ru;
  switch (intention) {
    case Intention::opt_out:
      return is_russian ? std::span<const std::string_view>{opt_out_ru} : opt_out_en;
    case Intention::complaint:
      return is_russian ? std::span<const std::string_view>{complaint_ru} : complaint_en;
    case Intention::refusal:
      return is_russian ? std::span<const std::string_view>{refusal_ru} : refusal_en;
    case Intention::agreement:
      return is_russian ? std::span<const std::string_view>{agreement_ru} : agreement_en;
    case Intention::question:
      return is_russian ? std::span<const std::string_view>{question_ru} : question_en;
    case Intention::away:
      return is_russian ? std::span<const std::string_view>{away_ru} : away_en;
    case Intention::other_wish:
      return is_russian ? std::span<const std::string_view>{wish_ru} : wish_en;
    default:
      return unreadable_any;
  }
}

}  // namespace

std::string_view phrase_of(Intention intention, Language language, Dice& dice) {
  return dice.pick(phrases_of(intention, language));
}

}  // namespace reactivation::simulation
