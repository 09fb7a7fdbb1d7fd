#include "outcome_contract.hpp"
#include "permit_contract.hpp"
