// All contract suites of the storage ports. They judge one adapter a program: store_fixture.hpp.
#pragma once

#include "attempt_contract.hpp"
#include "change_contract.hpp"
#include "governor_contract.hpp"
#include "inbox_contract.hpp"
#include "office_contract.hpp"
#include "opt_out_contract.hpp"
#include "outcome_contract.hpp"
#include "permit_contract.hpp"
#include "plan_contract.hpp"
#include "privacy_contract.hpp"
#include "snapshot_contract.hpp"
