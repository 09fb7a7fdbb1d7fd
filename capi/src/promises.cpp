#include "promises.hpp"

#include <algorithm>

#include "guard.hpp"

namespace reactivation::capi {
void Promises::broke(std::string_view callback, std::string_view what) noexcept {
  if (is_broken()) return;
  const auto add = [this](std::string_view part) {
    const std::size_t room = std::min(part.size(), sizeof text_ - size_);
    std::copy_n(part.begin(), room, text_ + size_);
    size_ += room;
  };
  add(callback);
  add(" ");
  add(what);
}

}  // namespace reactivation::capi

extern "C" {

reactivation_status reactivation_sink_write(reactivation_sink* sink, reactivation_text bytes) {
  using reactivation::capi::Kind;
  if (sink == nullptr || sink->kind != Kind::sink || !sink->is_open) {
    return REACTIVATION_INVALID_ARGUMENT;
  }
  if (bytes.size > 0 && bytes.data == nullptr) return REACTIVATION_INVALID_ARGUMENT;
  if (bytes.size > REACTIVATION_TEXT_SIZE_MAX - sink->bytes.size()) {
    sink->is_lost = true;
    return REACTIVATION_DOCUMENT_TOO_LARGE;
  }
  const reactivation_status status =
      reactivation::capi::guarded(nullptr, [&] { sink->bytes.append(bytes.data, bytes.size); });
  sink->is_lost = sink->is_lost || status != REACTIVATION_OK;
  sink->is_written = true;
  return status;
}

reactivation_status reactivation_last_look_ask(reactivation_last_look* look) {
  using reactivation::capi::Kind;
  if (look == nullptr || look->kind != Kind::look || look->look == nullptr) {
    return REACTIVATION_INVALID_ARGUMENT;
  }
  look->is_asked = true;
  look->is_allowed = false;
  const reactivation_status status =
      reactivation::capi::guarded(nullptr, [&] { look->is_allowed = look->look->still_allowed(); });
  if (status != REACTIVATION_OK) return status;
  return look->is_allowed ? REACTIVATION_OK : REACTIVATION_CANCELLED;
}

}  // extern "C"
