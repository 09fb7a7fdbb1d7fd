// A webhook's bytes: what must be read again, and nothing else.
#include "reactivation/adapters/yclients.hpp"
#include "values.hpp"

namespace reactivation {
namespace {

constexpr std::size_t hook_bytes_max = std::size_t{1} << 20;

YclientsHook meaning(YclientsHookMeaning of) { return {of, {}}; }

}  // namespace

YclientsHook read_yclients_hook(std::string_view body, std::int64_t salon_id) {
  using yclients::id_of;
  using yclients::member;
  if (body.size() > hook_bytes_max) return meaning(YclientsHookMeaning::unreadable);
  const yclients::Json hook = yclients::parsed(body);
  const std::int64_t salon = id_of(member(hook, "company_id"));
  const std::string resource = yclients::text_of(member(hook, "resource"));
  if (salon == 0 || resource.empty()) {
    // The marketplace's own events name the salon otherwise, and no resource.
    const bool is_known = id_of(member(hook, "salon_id")) > 0 && member(hook, "event").is_string();
    return meaning(is_known ? YclientsHookMeaning::not_needed : YclientsHookMeaning::unreadable);
  }
  if (salon != salon_id) return meaning(YclientsHookMeaning::other_salon);
  if (resource != "record" && resource != "client") return meaning(YclientsHookMeaning::not_needed);
  const std::int64_t id = id_of(member(hook, "resource_id"));
  if (id == 0) return meaning(YclientsHookMeaning::unreadable);
  YclientsHook out{YclientsHookMeaning::hint, {}};
  out.hint.id = id;
  if (resource == "client") {
    out.hint.kind = YclientsHint::Kind::client;
  } else {
    out.hint.client_id = id_of(member(member(member(hook, "data"), "client"), "id"));
  }
  return out;
}

}  // namespace reactivation
