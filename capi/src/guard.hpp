// One guard around every entry: no exception leaves, outputs are empty on failure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <exception>
#include <new>
#include <string>
#include <string_view>
#include <system_error>

#include "reactivation/c/base.h"
#include "reactivation/core/time.hpp"
#include "reactivation/json/read.hpp"

namespace reactivation::capi {

/// Ends a call. `message` names the place and the remedy.
struct Failure {
  reactivation_status status;
  std::string message;
};

/// Cut between two characters when it is too long.
void write_error(reactivation_error* error, reactivation_status status,
                 std::string_view message) noexcept;

/// The same number for the library's own errors, IO_FAILED for the system's.
[[nodiscard]] reactivation_status status_of(std::error_code error) noexcept;

/// Throws Failure when it is null with a size, or too large.
[[nodiscard]] std::string_view view_of(reactivation_text text, const char* name);
[[nodiscard]] std::string string_of(reactivation_text text, const char* name);

/// A copy that the caller owns; throws std::bad_alloc.
void give(reactivation_bytes& out, std::string_view bytes);

inline void empty(reactivation_bytes* out) noexcept {
  if (out != nullptr) *out = reactivation_bytes{nullptr, 0};
}
inline void empty(std::int64_t* out) noexcept {
  if (out != nullptr) *out = 0;
}
template <class T>
void require(const T* given, const char* name) {
  if (given == nullptr) {
    throw Failure{REACTIVATION_INVALID_ARGUMENT, std::string(name) + " is null"};
  }
}

/// `T` begins with `struct_size`, which is read before anything else.
template <class T>
[[nodiscard]] const T& checked(const T* given, const char* name) {
  require(given, name);
  if (given->struct_size != sizeof(T)) {
    throw Failure{REACTIVATION_INVALID_ARGUMENT,
                  std::string(name) + ".struct_size is " + std::to_string(given->struct_size) +
                      ", not " + std::to_string(sizeof(T)) + ": set it up with its _init function"};
  }
  return *given;
}
/// What an `_init` function does: zeros, and the size.
template <class T>
void init(T* given) noexcept {
  if (given == nullptr) return;
  *given = T{};
  given->struct_size = sizeof(T);
}
void check_flags(std::uint32_t flags, std::uint32_t known, const char* name);

/// 2000-01-01 to 2200-01-01: what a host can mean by now.
[[nodiscard]] Instant instant_of(std::int64_t unix_seconds, const char* name);

/// Names the first error; reactivation_validate lists them all.
[[nodiscard]] Failure refusal_of(const std::vector<Issue>& issues, const char* name);
template <class T>
[[nodiscard]] T value_of(ReadDocument<T>&& document, const char* name) {
  if (!document.value) throw refusal_of(document.issues, name);
  return std::move(*document.value);
}

template <class Body>
reactivation_status guarded(reactivation_error* error, Body body) noexcept {
  write_error(error, REACTIVATION_OK, {});
  try {
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
