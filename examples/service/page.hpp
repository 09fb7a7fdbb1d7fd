// The owner's page: files that are a part of the program, with the headers that keep it safe.
#pragma once

#include "reactivation/ports/web.hpp"

namespace service {

/// `/` and `/assets/*`; 404 for anything else, and for all of it when there is no page.
[[nodiscard]] reactivation::WebAnswer answer_page(const reactivation::WebRequest& request);

}  // namespace service
