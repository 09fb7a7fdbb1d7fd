// Links that a client gets: who it is for, signed; there is nothing else in them and they do not
// run out.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "reactivation/ports/inbox.hpp"

namespace service {

inline constexpr std::size_t link_key_bytes_min = 16;

/// `COMPANY.CLIENT.SIGNATURE`: HMAC-SHA-256 of company and client, 32 of its bytes in base64url.
[[nodiscard]] std::string signed_link(const reactivation::PersonKey& who, std::string_view key);
/// Nothing for what was not signed with one of these keys. Takes the same time whatever is wrong
/// with a signature.
[[nodiscard]] std::optional<reactivation::PersonKey> person_of_link(std::string_view link,
                                                                    std::string_view key);

/// SHA-256 in lower-case hex digits.
[[nodiscard]] std::string digest_of(std::string_view bytes);
/// `bytes` of chance in base64url, from the system.
[[nodiscard]] std::string random_text(std::size_t bytes);

}  // namespace service
