// The API without sockets: bytes and headers in, a status and bytes out.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "reactivation/ports/web.hpp"
#include "routes.hpp"
#include "worker_desk.hpp"

namespace service {

/// What became of one request, for logs and counters; nothing of a client and no key is in it.
struct ApiReport {
  /// `other`: there is no such path; `refused`: the listener did not take it.
  std::string_view operation;
  std::string_view method;
  int status = 0;
  std::int64_t microseconds = 0;
  std::string request_id;
  std::string error;       ///< a word for what failed beneath: `storage_busy`; empty: nothing did
  std::string token_name;  ///< of whoever asked; empty: nobody is known
  std::int64_t company_id = 0;
};

inline constexpr std::size_t body_bytes_max = std::size_t{1} << 20;

/// Threads: any number. `desks` and `clock` outlive it.
class Api {
public:
  Api(Desks& desks, const reactivation::Clock& clock, std::function<void(const ApiReport&)> report);

  /// For paths below `api_prefix`. Does not throw.
  [[nodiscard]] reactivation::WebAnswer answer(const reactivation::WebRequest& request) noexcept;
  /// Whether the token is an admin's.
  [[nodiscard]] bool is_admin(const reactivation::WebRequest& request) noexcept;

private:
  struct Found;
  reactivation::WebAnswer routed(const reactivation::WebRequest& request, ApiReport& report);
  reactivation::WebAnswer called(const reactivation::WebRequest& request, const Found& found,
                                 ApiReport& report);

  Desks& desks_;
  const reactivation::Clock& clock_;
  std::function<void(const ApiReport&)> report_;
  std::string openapi_;
};

/// The value of a header, which may be empty; nothing when the request has none.
[[nodiscard]] std::optional<std::string_view> find_header(
    const reactivation::WebRequest& request, std::string_view lower_case_name) noexcept;
/// The same, empty when there is none.
[[nodiscard]] std::string_view header_of(const reactivation::WebRequest& request,
                                         std::string_view lower_case_name) noexcept;
/// The request's own id when it is a plain word, else one that is made.
[[nodiscard]] std::string request_id_of(const reactivation::WebRequest& request);
[[nodiscard]] reactivation::WebAnswer failure(const ApiError& error);
[[nodiscard]] reactivation::WebAnswer success(const Json& data);

}  // namespace service
