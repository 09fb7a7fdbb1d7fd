#include "reactivation/adapters/messengers.hpp"
#include "reactivation/adapters/whatsapp.hpp"
#include "template.hpp"
#include "values.hpp"

namespace reactivation {
namespace {

using whatsapp::Json;
using whatsapp::member;

/// What the code of an error says; only codes are read (docs/messengers.md).
ProbeEnd end_of_code(std::int64_t code) noexcept {
  if (code == 0 || code == 3 || code == 10 || code == 190 || (code >= 200 && code <= 299)) {
    return ProbeEnd::key_refused;
  }
  if (code == 4 || code == 80007 || code == 130429) return ProbeEnd::limited;
  if (code == 1 || code == 2 || code == 131000 || code == 131016) return ProbeEnd::unavailable;
  return ProbeEnd::not_found;  // 100: no such object, or none that this token may see
}

/// A word of the service's: capital letters and underscores.
std::string word_in(const Json& body, const char* name) {
  const std::string text = whatsapp::text_of(body, name);
  const bool is_word = text.size() <= 32 &&
                       text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ_") == std::string::npos;
  return is_word ? text : std::string{};
}

}  // namespace

WhatsAppProbe probe_whatsapp(const WhatsAppOptions& options) {
  WhatsAppProbe out;
  std::string base = options.base_url;
  while (base.ends_with('/')) base.pop_back();
  if (!is_service_url(base) || !whatsapp::is_number_id(options.phone_number_id)) {
    out.end = ProbeEnd::wrong_options;
    return out;
  }
  const http::SharedSecret key = http::probe_key(options.service.token);
  if (!key) {
    out.end = ProbeEnd::no_key;
    return out;
  }
  http::Request request;
  request.url =
      base + "/" + options.phone_number_id + "?fields=verified_name,quality_rating,status";
  request.secret_headers = {{"Authorization", "Bearer ", key}};
  const http::ProbeAnswer answer = http::probe(std::move(request), options.service.client);
  static_cast<Probe&>(out) = answer.probe;
  if (answer.response.failure != http::Failure::none) return out;
  Json body;
  if (nests_little(answer.response.body)) {
    body = Json::parse(answer.response.body, nullptr, false);
  }
  if (const auto code = whatsapp::number_of(member(body, "error"), "code")) {
    out.end = end_of_code(*code);
  } else if (out.is_usable()) {
    const bool is_ours = whatsapp::text_of(body, "id") == options.phone_number_id;
    if (!is_ours) out.end = ProbeEnd::not_the_service;
    out.name = http::shown_name(whatsapp::text_of(body, "verified_name"));
    out.quality = word_in(body, "quality_rating");
    out.state = word_in(body, "status");
  } else if (out.end == ProbeEnd::key_refused || out.end == ProbeEnd::not_found) {
    out.end = ProbeEnd::not_the_service;  // the service names a code with every refusal
  }
  return out;
}

}  // namespace reactivation
