#include "draft_contract.hpp"
