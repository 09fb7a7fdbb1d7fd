// Every exported function with right arguments, and each argument replaced by what a host gets
// wrong.
#pragma once

#include <functional>
#include <map>
#include <string>

#include "world.hpp"

namespace capi_test {

/// What the arguments of one call point to.
struct Slots {
  World world;
  reactivation_bytes bytes{nullptr, 0};
  std::int64_t integer = 0;
  reactivation_engine* made = nullptr;
  std::list<std::string> texts;
  std::list<std::shared_ptr<void>> structs;

  ~Slots() {
    reactivation_bytes_free(&bytes);
    reactivation_engine_destroy(made);
  }
  template <class T>
  T* keep(const T& value) {
    auto kept = std::make_shared<T>(value);
    structs.push_back(kept);
    return kept.get();
  }
  reactivation_text keep_text(std::string value) {
    texts.push_back(std::move(value));
    return text(texts.back());
  }
};

struct Row {
  bool takes_engine = false;
  bool may_reenter = false;
  /// One call with right arguments.
  std::function<reactivation_status(Slots&)> good;
  /// Calls it with each argument replaced by each hostile value, and checks every answer.
  std::function<void()> hostile;
};

/// By the function's name.
[[nodiscard]] const std::map<std::string, Row>& matrix();

}  // namespace capi_test
