// reactivation-service token: makes, lists and revokes the tokens of the API.
#pragma once

#include "context.hpp"

namespace service {

void add_token(CLI::App& program, cli::Action& chosen);
/// The address that a client gets to say stop with.
void add_link(CLI::App& program, cli::Action& chosen);

}  // namespace service
