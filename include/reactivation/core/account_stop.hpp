// Whether an account waits for somebody, and for what, in one word: for pages, documents and
// metrics. What may leave is decided by the permit, which has more reasons (core/permit.hpp).
#pragma once

#include <optional>
#include <string_view>

#include "reactivation/core/account.hpp"
#include "reactivation/core/governor.hpp"
#include "reactivation/core/permit.hpp"

namespace reactivation {

/// What stops the account until somebody does something; empty when nothing does. The first of:
/// - `all_stopped`: somebody stopped everything, also what is not this account's;
/// - the gravest of the governor's stops that no instant ends, as `permanent_ban`;
/// - `confirmation_missing`: a ban or a stop is over, and nobody has looked;
/// - `spam_score`: without a governor, the account's own score is above `spam_score_stop`.
/// A pause that ends by itself is none of them.
[[nodiscard]] std::string_view stop_word_of(const AccountGate& gate, const Account& account,
                                            const std::optional<Governed>& governed) noexcept;

}  // namespace reactivation
