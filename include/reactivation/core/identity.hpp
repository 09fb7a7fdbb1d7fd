// Identity: one address by which a person is known to a messenger or to the host.
#pragma once

#include <compare>
#include <cstdint>
#include <string>

namespace reactivation {

/// Kinds are compared, never converted: a linked id that looks like a phone is no phone (B17).
enum class IdentityKind : std::uint8_t {
  phone,        ///< E.164 with its plus sign
  external_id,  ///< the host's own code of a client; only within one company
  lid,          ///< WhatsApp's linked id, without its suffix
  user_id,      ///< WhatsApp's business-scoped user id, as `RU.1502…`
  chat_id,      ///< of any other channel
};

struct Identity {
  IdentityKind kind = IdentityKind::phone;
  std::string value;  ///< never empty

  friend auto operator<=>(const Identity&, const Identity&) = default;
};

}  // namespace reactivation
