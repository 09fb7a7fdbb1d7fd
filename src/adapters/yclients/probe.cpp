#include <utility>

#include "api.hpp"

namespace reactivation {
namespace {

using yclients::End;

ProbeEnd probe_end_of(End end, http::Failure failure) noexcept {
  switch (end) {
    case End::answered:
      return ProbeEnd::usable;
    case End::no_token:
      return ProbeEnd::no_key;
    case End::refused:
      return ProbeEnd::key_refused;
    case End::not_found:
    case End::unprocessable:
      return ProbeEnd::not_found;
    case End::rate_limited:
      return ProbeEnd::limited;
    case End::unavailable:
    case End::cancelled:
      if (failure == http::Failure::cut) return ProbeEnd::not_the_service;
      return failure == http::Failure::none ? ProbeEnd::unavailable : ProbeEnd::unreachable;
    case End::malformed:
    case End::too_large:
      break;
  }
  return ProbeEnd::not_the_service;
}

}  // namespace

Probe probe_yclients(const YclientsOptions& options, LocalDate day) {
  Probe out;
  YclientsOptions once = options;
  once.client.repeat.tries_max = 1;
  auto api = yclients::Api::make(std::move(once));
  if (!api) {
    out.end = ProbeEnd::wrong_options;
    return out;
  }
  const std::string date = to_iso_date(day);
  const yclients::Answer answer = api.value()->get(
      yclients::Rights::user, "/company/" + api.value()->salon() +
                                  "/staff/schedule?start_date=" + date + "&end_date=" + date);
  out.end = probe_end_of(answer.end, answer.failure);
  out.failure = answer.failure;
  out.status = answer.status;
  return out;
}

}  // namespace reactivation
