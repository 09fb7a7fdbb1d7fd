#include "change_contract.hpp"
#include "inbox_contract.hpp"
#include "opt_out_contract.hpp"
