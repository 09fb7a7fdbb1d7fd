// What `check-config` finds: one line for each thing, in words an owner understands.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "configuration.hpp"
#include "context.hpp"
#include "reactivation/adapters/http_probe.hpp"

namespace cli {

enum class CheckState : std::uint8_t { ok, warning, problem };
[[nodiscard]] std::string_view word_of(CheckState state) noexcept;

struct Check {
  reactivation::CompanyId company_id;  ///< unset: of the whole file
  std::string_view subject;            ///< `messenger`, for documents
  CheckState state = CheckState::ok;
  std::string text;
};
using Checks = std::vector<Check>;

/// A service, as the sentences about it name it.
struct ServiceNames {
  std::string service;    ///< `WhatsApp`
  std::string keys;       ///< the variables with its keys
  std::string thing;      ///< `the number 1065…`
  std::string not_found;  ///< what to look at when it does not know the thing
};
/// What such an end means for the daemon, and what to do about it. Of `usable` an empty text.
struct ProbeSentence {
  CheckState state = CheckState::problem;
  std::string text;
};
[[nodiscard]] ProbeSentence sentence_of(const reactivation::Probe& probe,
                                        const ServiceNames& names);

/// The checks of one company's connections. Nothing is sent, and nothing changes.
void check_messenger(const CompanyConfiguration& own, const reactivation::Company& company,
                     Checks& checks);
void check_model(const CompanyConfiguration& own, Checks& checks);
void check_notices(const CompanyConfiguration& own, Checks& checks);
void check_slots(const CompanyConfiguration& own, const reactivation::Company& company,
                 Checks& checks);
void check_listener(const CompanyConfiguration& own, Checks& checks);
}  // namespace cli
