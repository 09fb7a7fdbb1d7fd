// All contract suites of the storage ports. They judge one adapter a program: store_fixture.hpp.
#pragma once

#include "attempt_contract.hpp"
#include "snapshot_contract.hpp"
