// One notice to the admin as a JSON object: what a host's program reads. Never a name, a phone, a
// text or a key.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "reactivation/core/account_signal.hpp"
#include "reactivation/core/lifecycle.hpp"

namespace reactivation {

/// What is said besides the alert itself.
struct NoticeForm {
  std::optional<Instant> at;
  /// What the messenger said, of `account_stopped`, `account_limited` and `list_quality`.
  std::optional<AccountSignalKind> signal;
  std::string_view sentence;  ///< for people; made of fixed words
};

/// The document reactivation.notice/1, on one line: schema, kind, company_id, client_id, signal,
/// at, sentence. A signal that this version does not know is `unknown`. Ends with a line feed.
[[nodiscard]] std::string write_notice(const Alert& alert, const NoticeForm& form = {});

}  // namespace reactivation
