#include "results_contract.hpp"
