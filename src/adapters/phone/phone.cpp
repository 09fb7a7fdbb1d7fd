#include "reactivation/adapters/phone.hpp"
