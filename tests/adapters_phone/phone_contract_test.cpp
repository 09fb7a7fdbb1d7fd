#include "ports/phone_contract.hpp"

#include "reactivation/adapters/phone.hpp"

namespace reactivation::contract {

std::unique_ptr<PhoneReader> make_phones() { return make_phone_reader(); }

}  // namespace reactivation::contract
