// Private: one question to YClients and what its answer means.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <system_error>

#include "reactivation/adapters/yclients.hpp"
#include "values.hpp"

namespace reactivation::yclients {

enum class End : std::uint8_t {
  answered,
  no_token,
  refused,        ///< 401, 402, 403: the tokens, the licence, the rights
  not_found,      ///< 404
  unprocessable,  ///< 422: `meta` says why
  rate_limited,   ///< 429, after all tries
  unavailable,    ///< no answer, or 5xx
  malformed,      ///< no JSON, no envelope, a redirect
  too_large,
  cancelled,
};

struct Answer {
  End end = End::malformed;
  int status = 0;
  http::Failure failure = http::Failure::none;
  Json data;
  Json meta;
};

/// The error that stands for such an end, and a sentence without a word of the answer.
[[nodiscard]] std::error_code error_of(End end) noexcept;
[[nodiscard]] std::string sentence_of(const Answer& answer);

enum class Rights : std::uint8_t { partner, user };

class Api {
public:
  [[nodiscard]] static result<std::unique_ptr<Api>> make(YclientsOptions options);

  /// `path` begins with a slash and may carry a query. `what` is told to the progress.
  [[nodiscard]] Answer get(Rights rights, std::string_view path, std::string_view what = {},
                           const Progress& progress = {});
  [[nodiscard]] Answer post(Rights rights, std::string_view path, const Json& body,
                            std::string_view what = {}, const Progress& progress = {});
  [[nodiscard]] const YclientsOptions& options() const noexcept { return options_; }
  [[nodiscard]] std::int64_t calls() const noexcept { return calls_; }
  [[nodiscard]] std::string salon() const { return std::to_string(options_.salon_id); }

private:
  Api(YclientsOptions options, std::unique_ptr<http::Client> client);
  [[nodiscard]] http::SharedSecret token(Rights rights) const;
  [[nodiscard]] Answer ask(http::Request request, Rights rights, std::string_view what,
                           const Progress& progress);

  YclientsOptions options_;
  std::string accept_;
  std::unique_ptr<http::Client> client_;
  std::int64_t calls_ = 0;
};

}  // namespace reactivation::yclients
