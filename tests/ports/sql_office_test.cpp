#include "office_contract.hpp"
#include "privacy_contract.hpp"
