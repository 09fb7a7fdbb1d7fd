// Messages of salons' days, each to be taken through the sending protocol by hand.
#pragma once

#include <cstdint>
#include <vector>

#include "salons.hpp"

namespace bench {

struct SendTurn {
  CompanyId company;
  AttemptId attempt;
  ClientId client;
  Instant at;
  Reach reach = Reach::nobody;
};

enum class Salon : std::uint8_t { young, old_and_armed };

inline constexpr const char* here = "bench";
inline constexpr const char* text =
    "A text of about the length that a message has, give or take a few words.";

/// So many planned messages, leased to the worker `bench`.
[[nodiscard]] std::vector<SendTurn> planned_turns(Place& place, Salon salon, std::size_t count);
/// What a worker asks for a permit with, and looks with.
[[nodiscard]] PermitClaim claim_of(const SendTurn& turn);
/// As a worker does before it asks for the permit.
void save_draft(SqlStore& store, const SendTurn& turn);
/// A reading, the core's decision, and the commit.
void give_permit(SqlStore& store, const SendTurn& turn);
void record(SqlStore& store, const SendTurn& turn);

}  // namespace bench
