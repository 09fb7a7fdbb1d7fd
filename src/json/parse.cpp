#include "reactivation/core/error.hpp"
