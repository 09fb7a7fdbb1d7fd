// The facts of a message as they are said. Private to the core.
#pragma once

#include <string>

#include "reactivation/core/message.hpp"

namespace reactivation {

/// Each empty when the message must not say it.
struct FactTexts {
  std::string name;
  std::string since;   ///< "4 weeks"
  std::string passed;  ///< the verb that agrees with it, where the language has one
  std::string staff;
  std::string slots;     ///< begins with a small letter
  std::string discount;  ///< "15", without its mark
  std::string until;     ///< only together with a discount
  std::string title;     ///< without quotes
  std::string company;
};

[[nodiscard]] FactTexts fact_texts(const MessageFacts& facts);

}  // namespace reactivation
