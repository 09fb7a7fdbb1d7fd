#include "reactivation/core/messenger_codes.hpp"

namespace reactivation {

// The official codes: "Error codes" of the Cloud API, read in 2026. Meta advises to decide on the
// code, because wording and HTTP status change.
std::optional<AccountSignalKind> signal_of_whatsapp_cloud_code(int code) noexcept {
  if (code >= 200 && code <= 299) return AccountSignalKind::auth_revoked;
  switch (code) {
    case 0:
    case 3:
    case 10:
    case 190:
      return AccountSignalKind::auth_revoked;
    case 4:
    case 80007:
    case 130429:
      return AccountSignalKind::rate_limited;
    case 131048:
      return AccountSignalKind::spam_rate_limited;
    case 368:
      return AccountSignalKind::policy_block;
    case 131031:
      return AccountSignalKind::account_locked;
    case 131042:
      return AccountSignalKind::payment_problem;
    case 131045:
    case 133010:
      return AccountSignalKind::registration_lost;
    default:
      return std::nullopt;
  }
}

std::optional<AccountSignalKind> signal_of_gateway_disconnect(int code) noexcept {
  switch (code) {
    case 401:
    case 406:
      return AccountSignalKind::logged_out;
    case 402:
      return AccountSignalKind::temporary_ban;
    case 403:
      return AccountSignalKind::auth_revoked;
    case 429:
      return AccountSignalKind::rate_limited;
    default:
      return std::nullopt;
  }
}

std::optional<AccountSignalKind> signal_of_gateway_refusal(int code) noexcept {
  if (code == 463) return AccountSignalKind::reach_out_lock;
  if (code == 429) return AccountSignalKind::rate_limited;
  return std::nullopt;
}

std::optional<AccountSignalKind> signal_of_gateway_ban(int code) noexcept {
  switch (code) {
    case 101:
    case 102:
    case 103:
    case 104:
    case 106:
      return AccountSignalKind::temporary_ban;
    default:
      return std::nullopt;
  }
}

std::optional<AccountSignalKind> signal_of_gateway_http_status(int status) noexcept {
  if (status == 401 || status == 403) return AccountSignalKind::auth_revoked;
  if (status == 429) return AccountSignalKind::rate_limited;
  return std::nullopt;
}

SendFault fault_of_whatsapp_cloud_code(int code) noexcept {
  if (signal_of_whatsapp_cloud_code(code)) return SendFault::account;
  switch (code) {
    case 131049:
      return SendFault::retry_never_today;
    case 131050:
      return SendFault::opt_out;
    case 131056:
      return SendFault::wait_for_person;
    case 131026:
      return SendFault::not_on_messenger;
    case 130403:
      return SendFault::blocked_by_business;
    case 131047:
      return SendFault::window_closed;
    case 130472:
      return SendFault::experiment_holdout;
    case 1:
    case 2:
    case 131000:
    case 131016:
    case 133004:
      return SendFault::transient;
    case 100:
    case 131008:
    case 131009:
    case 131021:
    case 131051:
    case 131062:
      return SendFault::request_fault;
    case 132000:
    case 132001:
    case 132005:
    case 132007:
    case 132012:
    case 132015:
    case 132016:
      return SendFault::template_fault;
    default:
      return SendFault::unknown;
  }
}

PersonFault person_fault_of(SendFault fault) noexcept {
  switch (fault) {
    case SendFault::opt_out:
      return PersonFault::opted_out;
    case SendFault::retry_never_today:
      return PersonFault::not_today;
    case SendFault::wait_for_person:
      return PersonFault::wait;
    case SendFault::blocked_by_person:
      return PersonFault::blocked;
    case SendFault::reported_by_person:
      return PersonFault::reported;
    default:
      return PersonFault::none;
  }
}

}  // namespace reactivation
