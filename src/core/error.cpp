#include "reactivation/core/error.hpp"

namespace reactivation {
namespace {

class Category final : public std::error_category {
public:
  [[nodiscard]] const char* name() const noexcept override { return "reactivation"; }
  [[nodiscard]] std::string message(int code) const override {
    switch (static_cast<errc>(code)) {
      case errc::invalid_argument:
        return "an argument is not of the form the call takes";
      case errc::not_found:
        return "there is no such thing";
      case errc::cancelled:
        return "stopped on request";
      case errc::unsupported:
        return "this build or this file does not offer that";
      case errc::io_failed:
        return "reading or writing failed";
      case errc::busy:
        return "called from inside another call; repeat it when that one has returned";
      case errc::out_of_memory:
        return "there is not enough memory";
      case errc::port_failed:
        return "a port, an observer or a progress function threw an exception";
      case errc::invariant_broken:
        return "the store contradicts what was committed; nothing is sent until a person has "
               "looked "
               "and armed the account again";
      case errc::invalid_document:
        return "the document has errors";
      case errc::document_too_large:
        return "the document is larger than is read";
      case errc::storage_failed:
        return "the storage refused";
      case errc::storage_busy:
        return "the storage is in use by another program";
      case errc::storage_newer_schema:
        return "the storage was written by a newer version";
      case errc::storage_corrupt:
        return "the storage is damaged";
      case errc::storage_full:
        return "the disk is full";
      case errc::storage_conflict:
        return "what was decided upon has changed meanwhile";
      case errc::messenger_failed:
        return "the messenger took nothing";
      case errc::time_zone_unknown:
        return "there is no time zone of that name";
    }
    return "unknown error";
  }
};

constinit const Category category;

}  // namespace

const std::error_category& error_category() noexcept { return category; }

}  // namespace reactivation
