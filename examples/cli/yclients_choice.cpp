#include "yclients_choice.hpp"

#include <CLI/CLI.hpp>
#include <charconv>
#include <utility>

#include "failure.hpp"
#include "typed.hpp"

namespace cli {

using namespace reactivation;

namespace {

constexpr std::string_view kind = "yclients:";

[[noreturn]] void fail_address(const std::string& option) {
  fail_usage(option + " yclients: the address is none (https, or http to this machine)");
}

}  // namespace

YclientsOptions yclients_options(const std::string& option, const std::string& spec,
                                 const TimeZone& zone) {
  const std::size_t at = spec.find('@');
  const std::string salon =
      spec.starts_with(kind)
          ? spec.substr(kind.size(), at == std::string::npos ? std::string::npos : at - kind.size())
          : std::string{};
  YclientsOptions out;
  const char* const end = salon.data() + salon.size();
  const auto number = std::from_chars(salon.data(), end, out.salon_id);
  if (salon.empty() || number.ec != std::errc{} || number.ptr != end || out.salon_id <= 0) {
    fail_usage(option + " " + typed(spec) +
               ": write yclients:SALON with the salon's number at YClients, as yclients:4564");
  }
  if (at != std::string::npos) out.base_url = spec.substr(at + 1);
  if (!http::may_be_asked(out.base_url)) fail_address(option);
  out.zone = zone;
  out.partner_token = http::key_from_environment("YCLIENTS_PARTNER_TOKEN");
  out.user_token = http::key_from_environment("YCLIENTS_USER_TOKEN");
  for (const auto& [source, name] : {std::pair{out.partner_token, "YCLIENTS_PARTNER_TOKEN"},
                                     std::pair{out.user_token, "YCLIENTS_USER_TOKEN"}}) {
    if (http::Secret(source()).is_empty()) {
      fail_usage(option + " yclients: " + name + " is not set in the environment");
    }
  }
  if (!zone.is_known()) {
    fail_usage(option + " yclients: the company's time zone is not known on this machine");
  }
  return out;
}

void add_slots_option(CLI::App& command, SlotOptions& options) {
  command
      .add_option("--slots", options.spec,
                  "Where free times come from, instead of those loaded by `slots`:\n"
                  "yclients:SALON, with the tokens in YCLIENTS_PARTNER_TOKEN and\n"
                  "YCLIENTS_USER_TOKEN; what a message names is checked there first")
      ->type_name("KIND:PLACE");
}

std::unique_ptr<SlotSource> open_slots(const SlotOptions& options, Database& database,
                                       const Company& company) {
  if (options.spec.empty()) return nullptr;
  YclientsSlotOptions slots;
  slots.company_id = company.id;
  slots.codes = [&database, id = company.id] { return database.store().load_outside_codes(id); };
  YclientsOptions yclients = yclients_options(options.option, options.spec, company.time_zone);
  yclients.client.host_limits = options.host_limits;
  auto made = make_yclients_slots(std::move(yclients), std::move(slots));
  if (!made) fail_address(options.option);
  return std::move(made).value();
}

}  // namespace cli
