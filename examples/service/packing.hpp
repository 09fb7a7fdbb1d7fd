// Answers are packed (gzip) for whoever takes that.
#pragma once

#include "reactivation/ports/web.hpp"

namespace service {

/// Texts of a kilobyte and more, when the request's Accept-Encoding names gzip.
void pack(const reactivation::WebRequest& request, reactivation::WebAnswer& answer);

}  // namespace service
