// Events that come in through the shared account.
#pragma once

#include <string>
#include <utility>

#include "store_world.hpp"

namespace reactivation::contract {

inline InboundEvent message(std::string event_id, Identity from, std::string text = "hello") {
  InboundEvent out;
  out.provider = "test";
  out.event_id = std::move(event_id);
  out.account_id = shared_account;
  out.from = {std::move(from)};
  InboundMessage what;
  what.text = std::move(text);
  out.what = what;
  out.at = noon;
  out.received_at = noon;
  return out;
}

inline InboundEvent delivery(std::string event_id, std::string provider_id) {
  InboundEvent out;
  out.provider = "test";
  out.event_id = std::move(event_id);
  out.account_id = shared_account;
  InboundDelivery what;
  what.provider_id = std::move(provider_id);
  what.report = {Delivery::delivered, noon, false};
  out.what = what;
  out.at = noon;
  out.received_at = noon;
  return out;
}

}  // namespace reactivation::contract
