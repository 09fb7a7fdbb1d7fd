#include "reactivation/json/notice_json.hpp"
#include "writer.hpp"

namespace reactivation {
namespace {

std::string_view word_or_unknown(AccountSignalKind kind) {
  const std::string_view word = word_of(kind);
  return word.empty() ? "unknown" : word;
}

}  // namespace

std::string write_notice(const Alert& alert, const NoticeForm& form) {
  json::Writer out;
  out.open('{');
  out.field("schema", "reactivation.notice/1");
  out.field("kind", alert.kind);
  out.field("company_id", alert.company_id);
  out.field("client_id", alert.client_id);
  out.field("signal", form.signal ? std::optional{word_or_unknown(*form.signal)}
                                  : std::optional<std::string_view>{});
  out.field("at", form.at);
  out.field("sentence", form.sentence.empty() ? std::optional<std::string_view>{}
                                              : std::optional{form.sentence});
  out.close('}');
  out.end_line();
  return out.take();
}

}  // namespace reactivation
