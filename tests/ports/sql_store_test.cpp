// The stores over SQL before the contract suites.
#include "attempt_contract.hpp"
#include "plan_contract.hpp"
#include "snapshot_contract.hpp"
