// /o/{signed}: a client's own page to say stop. Looking at it changes nothing, so that a messenger
// that previews links opts nobody out.
#pragma once

#include <string>

#include "reactivation/ports/web.hpp"
#include "worker_desk.hpp"

namespace service {

inline constexpr std::string_view opt_out_prefix = "/o/";

/// `key` empty: there is no such page.
[[nodiscard]] reactivation::WebAnswer answer_opt_out(const reactivation::WebRequest& request,
                                                     WorkerDesk& desk, const std::string& key);

}  // namespace service
