// One guard around every entry: no exception leaves, outputs are empty on failure.
#pragma once

#include <cstddef>
#include <exception>
#include <new>
#include <string>
#include <string_view>

#include "reactivation/reactivation.h"

namespace reactivation::capi {

/// Ends a call. `message` names the place and the remedy.
struct Failure {
  reactivation_status status;
  std::string message;
};

/// Cut between two characters when it is too long.
void write_error(reactivation_error* error, reactivation_status status,
                 std::string_view message) noexcept;

/// Throws Failure when it is null with a size, or has more bytes than an object can have.
[[nodiscard]] std::string_view view_of(reactivation_text text, const char* name);

/// A copy that the caller owns; throws std::bad_alloc.
void give(reactivation_bytes& out, std::string_view bytes);

/// `T` begins with `struct_size`, which is read before anything else.
template <class T>
[[nodiscard]] T options_of(const T* given, const char* name) {
  if (given == nullptr) throw Failure{REACTIVATION_INVALID_ARGUMENT, std::string(name) + " is null"};
  if (given->struct_size != sizeof(T)) {
    throw Failure{REACTIVATION_INVALID_ARGUMENT,
                  std::string(name) + ".struct_size is " + std::to_string(given->struct_size) +
                      ", not " + std::to_string(sizeof(T)) + ": set it up with its _init function"};
  }
  return *given;
}

template <class Body>
reactivation_status guarded(reactivation_bytes* out, reactivation_error* error, Body body) noexcept {
  if (out != nullptr) *out = reactivation_bytes{nullptr, 0};
  write_error(error, REACTIVATION_OK, {});
  try {
    if (out == nullptr) throw Failure{REACTIVATION_INVALID_ARGUMENT, "the output is null"};
    body();
    return REACTIVATION_OK;
  } catch (const Failure& failure) {
    write_error(error, failure.status, failure.message);
    return failure.status;
  } catch (const std::bad_alloc&) {
    write_error(error, REACTIVATION_OUT_OF_MEMORY, "there is not enough memory");
    return REACTIVATION_OUT_OF_MEMORY;
  } catch (const std::exception& defect) {
    write_error(error, REACTIVATION_INTERNAL, defect.what());
    return REACTIVATION_INTERNAL;
  } catch (...) {
    write_error(error, REACTIVATION_INTERNAL, "something that is no exception was thrown");
    return REACTIVATION_INTERNAL;
  }
}

}  // namespace reactivation::capi
