#include "language.hpp"

#include <algorithm>

namespace reactivation {
namespace {

constexpr std::array<const LanguagePack*, 2> packs{&english_pack, &russian_pack};

void put(std::string& out, std::string_view pattern, std::string_view key, std::string_view value,
         std::string_view other_key, std::string_view other_value) {
  for (std::size_t i = 0; i < pattern.size();) {
    if (pattern.substr(i, key.size()) == key) {
      out += value;
      i += key.size();
    } else if (pattern.substr(i, other_key.size()) == other_key) {
      out += other_value;
      i += other_key.size();
    } else {
      out += pattern[i++];
    }
  }
}

}  // namespace

const LanguagePack& language_pack(Language language) noexcept {
  return *packs[static_cast<std::size_t>(language) % packs.size()];
}

std::span<const LanguagePack* const> all_language_packs() noexcept { return packs; }

Plural plural_one_few_many(std::int64_t count) noexcept {
  const std::int64_t tens = count % 100;
  const std::int64_t ones = count % 10;
  if (tens >= 11 && tens <= 14) return Plural::many;
  if (ones == 1) return Plural::one;
  return ones >= 2 && ones <= 4 ? Plural::few : Plural::many;
}

Plural plural_one_many(std::int64_t count) noexcept {
  return count == 1 ? Plural::one : Plural::many;
}

std::string date_text(const LanguagePack& pack, LocalDate date) {
  const date::year_month_day day{date};
  const auto month = static_cast<unsigned>(day.month());
  std::string out;
  put(out, pack.date_pattern, "{d}", std::to_string(static_cast<unsigned>(day.day())), "{m}",
      pack.months[month - 1]);
  return out;
}

std::string day_text(const LanguagePack& pack, LocalDate date, LocalDate today) {
  const auto weekday = static_cast<std::size_t>(iso_weekday(date) - 1);
  std::string_view name = pack.on_weekdays[weekday];
  if (date == today) name = pack.today;
  if (date == today + Days{1}) name = pack.tomorrow;
  std::string out;
  put(out, pack.day_pattern, "{day}", name, "{date}", date_text(pack, date));
  return out;
}

std::string time_text(const LanguagePack& pack, LocalTime time) {
  const int hour = hour_of_day(time);
  const auto minute = static_cast<int>(((time - date_of(time)).count() / 60) % 60);
  const int shown = pack.has_clock_24 ? hour : hour % 12 == 0 ? 12 : hour % 12;
  std::string out;
  if (pack.has_clock_24 && hour < 10) out.push_back('0');
  out += std::to_string(shown);
  out += minute < 10 ? ":0" : ":";
  out += std::to_string(minute);
  if (!pack.has_clock_24) out += hour < 12 ? " AM" : " PM";
  return out;
}

Since since_text(const LanguagePack& pack, std::int64_t days) {
  if (days < 1) return {};
  if (days > 366) {
    return {std::string(pack.over_a_year), std::string(pack.passed[2])};
  }
  std::int64_t count = days;
  const PluralForms* unit = &pack.days;
  if (days >= 63) {
    count = std::min<std::int64_t>(days / 30, 12);
    unit = &pack.months_passed;
  } else if (days >= 14) {
    count = days / 7;
    unit = &pack.weeks;
  }
  const auto form = static_cast<std::size_t>(pack.plural(count));
  return {std::to_string(count) + " " + std::string((*unit)[form]), std::string(pack.passed[form])};
}

}  // namespace reactivation
