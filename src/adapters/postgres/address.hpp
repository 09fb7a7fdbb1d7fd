// What of a database's address people may read. Private.
#pragma once

#include <libpq-fe.h>

#include <string>

namespace reactivation::sql {

/// `postgresql://HOST:PORT/DATABASE` without user and password. An address that cannot be read, or
/// in which a part of a password may have become a host, is only "the database".
[[nodiscard]] std::string place_of(const std::string& url);

/// One sentence on a connection that could not be made, with the remedy; no user, no password.
[[nodiscard]] std::string why_not_connected(const std::string& url, const PGconn* connection);

}  // namespace reactivation::sql
