// How messages name things, and the texts that people give with their orders.
#pragma once

#include <string>

#include "guard.hpp"
#include "reactivation/core/lifecycle.hpp"
#include "reactivation/ports/inbox.hpp"

namespace reactivation::capi {

[[nodiscard]] inline std::string name_of(AccountId account) {
  return "account " + std::to_string(account.value);
}
[[nodiscard]] inline std::string name_of(CompanyId company) {
  return "company " + std::to_string(company.value);
}
[[nodiscard]] inline std::string name_of(const PersonKey& who) {
  return "client " + std::to_string(who.client_id.value) + " of " + name_of(who.company_id);
}

/// Throws Failure when it is longer than any note that is kept.
[[nodiscard]] inline std::string note_of(reactivation_text text, const char* name) {
  std::string note = string_of(text, name);
  if (note.size() > note_bytes_max) {
    throw Failure{REACTIVATION_INVALID_ARGUMENT, std::string(name) + " has more than " +
                                                     std::to_string(note_bytes_max) + " bytes"};
  }
  return note;
}

/// The same, before the engine is asked for: a note that cannot be one says nothing about whether
/// the order was taken in.
[[nodiscard]] inline reactivation_status check_note(reactivation_text text, const char* name,
                                                    reactivation_error* error) noexcept {
  return guarded(error, [&] { (void)note_of(text, name); });
}

}  // namespace reactivation::capi
