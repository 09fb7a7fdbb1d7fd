// What the handlers share: the parts of a request, and answers. Private.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "reactivation/adapters/http.hpp"
#include "reactivation/ports/web.hpp"

namespace reactivation::web {

/// The segments behind the prefix, percent-decoded; nothing when the path is not under it, or when
/// a segment is empty or no well-formed text.
[[nodiscard]] std::optional<std::vector<std::string>> segments_of(std::string_view path,
                                                                  std::string_view prefix);
/// The value of the one header of that name (in lower case); nothing when there is none, or
/// several.
[[nodiscard]] std::optional<std::string_view> header_of(const WebRequest& request,
                                                        std::string_view name);
[[nodiscard]] bool is_json(const WebRequest& request);
/// Whether the one `Authorization: Bearer …` is one of these, in constant time.
[[nodiscard]] bool is_bearer_of(const WebRequest& request,
                                std::span<const http::SharedSecret> secrets);
[[nodiscard]] std::vector<http::Header> headers_of(const WebRequest& request);

/// A status and its own word: never anything of the request.
[[nodiscard]] WebAnswer plain(int status);
[[nodiscard]] WebAnswer text(std::string body);
[[nodiscard]] WebAnswer json(int status, std::string document);
/// 405, with what is allowed.
[[nodiscard]] WebAnswer only(std::string_view methods);

}  // namespace reactivation::web
