#include <nlohmann/json.hpp>

#include "reactivation/json/notice_json.hpp"
#include "reactivation/json/words.hpp"

namespace reactivation {
namespace {

std::string_view word_or_unknown(AccountSignalKind kind) {
  const std::string_view word = word_of(kind);
  return word.empty() ? "unknown" : word;
}

}  // namespace

std::string write_notice(const Alert& alert, const NoticeForm& form) {
  using Json = nlohmann::ordered_json;
  Json out;
  out["schema"] = "reactivation.notice/1";
  out["kind"] = word_of(alert.kind);
  out["company_id"] = alert.company_id.is_set() ? Json(alert.company_id.value) : Json();
  out["client_id"] = alert.client_id.is_set() ? Json(alert.client_id.value) : Json();
  out["signal"] = form.signal ? Json(word_or_unknown(*form.signal)) : Json();
  out["at"] = form.at ? Json(to_rfc3339(*form.at)) : Json();
  out["sentence"] = form.sentence.empty() ? Json() : Json(form.sentence);
  return out.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace reactivation
