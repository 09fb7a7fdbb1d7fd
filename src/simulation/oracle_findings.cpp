#include "oracle_memory.hpp"

namespace reactivation::simulation::oracle {
namespace {

std::string digits_of(std::int64_t value, std::size_t width) {
  std::string text = std::to_string(value);
  if (text.size() < width) text.insert(0, width - text.size(), '0');
  return text;
}

}  // namespace

std::string text_of_day(std::int64_t day) {
  const Civil civil = civil_of(day);
  return digits_of(civil.year, 4) + "-" + digits_of(civil.month, 2) + "-" + digits_of(civil.day, 2);
}

std::string text_of(LocalDate date) { return text_of_day(date.time_since_epoch().count()); }

std::string text_of(Instant at) {
  const std::int64_t seconds = at.time_since_epoch().count();
  const std::int64_t day = seconds / 86'400 - (seconds % 86'400 < 0 ? 1 : 0);
  const std::int64_t rest = seconds - day * 86'400;
  return text_of_day(day) + "T" + digits_of(rest / 3600, 2) + ":" + digits_of(rest / 60 % 60, 2) +
         ":" + digits_of(rest % 60, 2) + "Z";
}

void Findings::add(std::string_view invariant, const AttemptId& attempt, std::string what) {
  std::string key(invariant);
  key.push_back('#');
  key.append(attempt.bytes.begin(), attempt.bytes.end());
  add_once(std::move(key), invariant, std::move(what));
}

void Findings::add(std::string_view invariant, const std::string& subject, std::string what) {
  add_once(std::string(invariant) + "/" + subject, invariant, std::move(what));
}

void Findings::add_once(std::string key, std::string_view invariant, std::string what) {
  if (!known_.insert(std::move(key)).second) return;
  all_.push_back({invariant, at_, entry_, std::move(what)});
}

}  // namespace reactivation::simulation::oracle
