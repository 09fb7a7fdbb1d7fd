#include "reactivation/c/base.h"

#include <array>
#include <new>
#include <utility>

#include "guard.hpp"
#include "reactivation/json/capabilities_json.hpp"
#include "storage.hpp"

namespace {

using namespace reactivation;
using capi::empty;
using capi::give;
using capi::guarded;
using capi::require;

constexpr std::array<std::pair<reactivation_status, const char*>, 22> status_texts{{
    {REACTIVATION_OK, "ok"},
    {REACTIVATION_INVALID_ARGUMENT, "invalid argument"},
    {REACTIVATION_NOT_FOUND, "not found"},
    {REACTIVATION_CANCELLED, "cancelled"},
    {REACTIVATION_UNSUPPORTED, "unsupported"},
    {REACTIVATION_IO_FAILED, "input or output failed"},
    {REACTIVATION_BUSY, "busy"},
    {REACTIVATION_OUT_OF_MEMORY, "out of memory"},
    {REACTIVATION_CALLBACK_FAILED, "a callback failed"},
    {REACTIVATION_INVARIANT_BROKEN, "the store contradicted itself"},
    {REACTIVATION_INTERNAL, "a defect of the library"},
    {REACTIVATION_MUST_REPEAT, "a refused call must be repeated"},
    {REACTIVATION_INVALID_DOCUMENT, "invalid document"},
    {REACTIVATION_DOCUMENT_TOO_LARGE, "document too large"},
    {REACTIVATION_STORAGE_FAILED, "storage failed"},
    {REACTIVATION_STORAGE_BUSY, "storage busy"},
    {REACTIVATION_STORAGE_NEWER_SCHEMA, "storage of a newer version"},
    {REACTIVATION_STORAGE_CORRUPT, "storage corrupt"},
    {REACTIVATION_STORAGE_FULL, "storage full"},
    {REACTIVATION_STORAGE_CONFLICT, "storage conflict"},
    {REACTIVATION_MESSENGER_FAILED, "messenger failed"},
    {REACTIVATION_TIME_ZONE_UNKNOWN, "time zone unknown"},
}};

Capabilities capabilities_of_this_build() {
  return {
      .version = REACTIVATION_VERSION,
      .abi_version = REACTIVATION_ABI_VERSION,
      .documents_in = {"reactivation.snapshot/1", "reactivation.event/1",
                       "reactivation.message_facts/1", "reactivation.dialogue/1"},
      .documents_out = {"reactivation.plan/1", "reactivation.explanation/1",
                        "reactivation.snapshot/1", "reactivation.run/1", "reactivation.sweep/1",
                        "reactivation.send/1", "reactivation.preview/1", "reactivation.offers/1",
                        "reactivation.stats/1", "reactivation.person/1", "reactivation.notice/1",
                        "reactivation.dialogue/1", "reactivation.issues/1",
                        "reactivation.message/1", "reactivation.receipt/1",
                        "reactivation.applied/1", "reactivation.gate/1",
                        "reactivation.capabilities/1"},
      .storages = capi::storages_of_this_build(),
      .messengers = {"outbox", "program"},
      .clocks = {"system", "virtual"},
      .notifiers = {"program"},
      .ports = {"messenger", "slot_source", "clock", "notifier", "dialogue_memory"},
      .languages = {"en", "ru"}};
}

}  // namespace

extern "C" {

const char* reactivation_status_text(reactivation_status status) {
  for (const auto& [known, text] : status_texts) {
    if (known == status) return text;
  }
  return "unknown status";
}

void reactivation_bytes_free(reactivation_bytes* bytes) {
  if (bytes == nullptr) return;
  ::operator delete(bytes->data);
  *bytes = reactivation_bytes{nullptr, 0};
}

void reactivation_error_init(reactivation_error* error) {
  if (error == nullptr) return;
  error->struct_size = sizeof(reactivation_error);
  capi::write_error(error, REACTIVATION_OK, {});
}

uint32_t reactivation_abi_version(void) { return REACTIVATION_ABI_VERSION; }

const char* reactivation_version(void) { return REACTIVATION_VERSION; }

reactivation_status reactivation_capabilities(reactivation_bytes* capabilities,
                                              reactivation_error* error) {
  empty(capabilities);
  return guarded(error, [&] {
    require(capabilities, "capabilities");
    give(*capabilities, write_capabilities(capabilities_of_this_build()));
  });
}

}  // extern "C"
