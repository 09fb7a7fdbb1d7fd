#include "governor_contract.hpp"
