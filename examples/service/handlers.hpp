// Who answers what: one function an operation. Each returns `data`, or throws ApiError.
#pragma once

#include "call.hpp"

namespace service::handlers {

Json session(Call& call);
Json settings(Call& call);
Json put_settings(Call& call);
Json rules(Call& call);
Json put_rule(Call& call);
Json calculate_interval(Call& call);
Json curves(Call& call);

Json stats(Call& call);
std::string report(Call& call);

Json campaigns(Call& call);
Json send_manual(Call& call);
Json cancel(Call& call);
Json skip(Call& call);
Json hold(Call& call);
Json approve(Call& call);
Json put_text(Call& call);

/// As text: it may be long.
std::string plan(Call& call);
Json left_out(Call& call);
Json run_day(Call& call);
Json explain(Call& call);

Json clients(Call& call);
Json opt_out(Call& call);
Json opt_in(Call& call);
Json pause(Call& call);
Json clear(Call& call);
Json export_person(Call& call);
Json erase_person(Call& call);
Json offers(Call& call);
Json conversations(Call& call);
Json conversation(Call& call);

Json health_of_account(Call& call);
Json reset_limits(Call& call);
Json arm(Call& call);
Json disarm(Call& call);
Json confirm(Call& call);
Json stop_everything(Call& call);

}  // namespace service::handlers
