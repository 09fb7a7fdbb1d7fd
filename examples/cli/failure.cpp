#include "failure.hpp"

#include "reactivation/core/error.hpp"

namespace cli {
namespace {

/// What the caller got wrong, as against what went wrong.
bool is_bad_input(std::error_code error) {
  using reactivation::errc;
  for (const errc code :
       {errc::invalid_argument, errc::not_found, errc::unsupported, errc::invalid_document,
        errc::document_too_large, errc::time_zone_unknown}) {
    if (error == reactivation::make_error_code(code)) return true;
  }
  return false;
}

}  // namespace

void fail_usage(const std::string& message) { throw Failure(exit_usage, message); }
void fail_run(const std::string& message) { throw Failure(exit_failed, message); }

void fail_with(std::error_code error, const std::string& what, const std::string& detail) {
  const int code = is_bad_input(error) ? exit_usage : exit_failed;
  // The detail often begins with the place already.
  if (detail.starts_with(what)) throw Failure(code, detail);
  throw Failure(code, what + ": " + (detail.empty() ? error.message() : detail));
}

}  // namespace cli
