// A plan as text, every field of it: equal plans are equal texts.
#pragma once

#include <string>

#include "reactivation/core/plan.hpp"

namespace properties {

[[nodiscard]] std::string text_of(const reactivation::Plan& plan);

}  // namespace properties
