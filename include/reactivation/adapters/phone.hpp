// Adapter: phone numbers by the numbering plans of libphonenumber.
#pragma once

#include <memory>

#include "reactivation/ports/phone.hpp"

namespace reactivation {

/// A reader that knows every country's numbering plan. It takes what people type: national forms of
/// the company's country, `+`, `00` and `810` prefixes, `tel:` links, WhatsApp ids, digits of other
/// scripts, extensions. It never guesses a country: digits without a plus sign are a number of the
/// company's country or nothing.
[[nodiscard]] std::unique_ptr<PhoneReader> make_phone_reader();

}  // namespace reactivation
