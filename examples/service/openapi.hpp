// The OpenAPI 3.1 document: made of the table of routes, of schemas.json and of the library's own
// published schemas.
#pragma once

#include <string>

namespace service {

[[nodiscard]] std::string openapi_document();

}  // namespace service
