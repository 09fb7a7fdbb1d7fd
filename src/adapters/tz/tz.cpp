#include "reactivation/adapters/tz.hpp"
