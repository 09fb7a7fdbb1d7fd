// What people answer, with what they mean by it.
#pragma once

#include <string_view>

#include "reactivation/core/company.hpp"
#include "reactivation/simulation/dice.hpp"
#include "reactivation/simulation/log.hpp"

namespace reactivation::simulation {

/// Nobody could mistake one of these for another kind.
[[nodiscard]] std::string_view phrase_of(Intention intention, Language language, Dice& dice);

}  // namespace reactivation::simulation
