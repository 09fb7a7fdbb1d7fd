#include "owed.hpp"

#include <string_view>

namespace reactivation::capi {
namespace {

/// FNV-1a.
std::uint64_t hash_of(std::string_view bytes, std::uint64_t hash) noexcept {
  for (const char byte : bytes) {
    hash ^= static_cast<unsigned char>(byte);
    hash *= 1099511628211U;
  }
  return hash;
}

bool is_same(const Subject& one, const Subject& other) noexcept {
  return one.one == other.one && one.other == other.other && one.hash == other.hash &&
         std::string_view(one.call) == other.call;
}

}  // namespace

Subject subject_of(const char* call, reactivation_person person) noexcept {
  return {call, person.company_id, person.client_id, 0};
}

Subject subject_of(const char* call, reactivation_text text, reactivation_text other) noexcept {
  std::uint64_t hash = 14695981039346656037U;
  for (const reactivation_text& each : {text, other}) {
    if (each.data == nullptr || each.size > REACTIVATION_TEXT_SIZE_MAX) continue;
    hash = hash_of({each.data, each.size}, hash);
  }
  return {call, 0, 0, hash};
}

std::size_t Owed::find(const Subject& subject) const noexcept {
  std::size_t at = 0;
  while (at < count_ && !is_same(subjects_[at], subject)) ++at;
  return at;
}

void Owed::add(const Subject& subject) noexcept {
  const std::lock_guard lock(mutex_);
  const std::size_t at = find(subject);
  if (at < count_) return;
  if (at == subjects_.size()) {
    is_full_ = true;
    return;
  }
  subjects_[at] = subject;
  ++count_;
}

void Owed::remove(const Subject& subject) noexcept {
  if (is_empty()) return;
  const std::lock_guard lock(mutex_);
  const std::size_t at = find(subject);
  if (at == count_ || (is_full_ && count_ == 1)) return;
  subjects_[at] = subjects_[count_ - 1];
  --count_;
}

std::string Owed::sentence() const {
  const std::lock_guard lock(mutex_);
  if (count_ == 0) return {};
  const Subject& first = subjects_[0];
  std::string out = std::to_string(count_) + " call" + (count_ == 1 ? "" : "s") +
                    " refused before must be repeated before anything is sent: " + first.call;
  if (first.other != 0) {
    out +=
        " about client " + std::to_string(first.other) + " of company " + std::to_string(first.one);
  } else if (first.one != 0) {
    out += " about account " + std::to_string(first.one);
  }
  if (is_full_) out += "; more than could be remembered: make a new engine";
  return out;
}

}  // namespace reactivation::capi
