#include "reactivation/adapters/program_messenger.hpp"

#include <algorithm>
#include <exception>
#include <utility>

#include "child_process.hpp"
#include "program_file.hpp"
#include "reactivation/json/message_json.hpp"
#include "signal_line.hpp"

namespace reactivation {
namespace {

using program::ChildProcess;

constexpr std::size_t provider_id_max = 200;
constexpr std::size_t remembered_max = 10'000;

// sysexits.h
constexpr int exit_data_error = 65;
constexpr int exit_no_user = 67;
constexpr int exit_unavailable = 69;
constexpr int exit_temporary_failure = 75;
constexpr int exit_no_permission = 77;

/// Half a name is no name: what is too long or cannot be printed names nothing.
std::string first_line(const std::string& output) {
  std::string line = output.substr(0, output.find('\n'));
  if (program::is_signal_line(line)) return {};
  while (!line.empty() && (line.back() == '\r' || line.back() == ' ')) line.pop_back();
  const bool is_printable = std::all_of(line.begin(), line.end(), [](char c) {
    return static_cast<unsigned char>(c) > 0x20 && static_cast<unsigned char>(c) < 0x7F;
  });
  return is_printable && line.size() <= provider_id_max ? line : std::string{};
}

SendReceipt receipt_of(std::optional<int> exit_code, const std::string& output) {
  SendReceipt receipt;
  if (!exit_code) return receipt;
  switch (*exit_code) {
    case 0:
      receipt.outcome = SendOutcome::accepted;
      receipt.provider_id = first_line(output);
      break;
    case exit_unavailable:
    case exit_temporary_failure:
      receipt.outcome = SendOutcome::not_started;
      break;
    case exit_data_error:
      receipt.outcome = SendOutcome::rejected;
      receipt.why = "program_refused_data";
      break;
    case exit_no_user:
      receipt.outcome = SendOutcome::rejected;
      receipt.why = "program_knows_no_number";
      receipt.is_number_unknown = true;
      break;
    case exit_no_permission:
      receipt.outcome = SendOutcome::rejected;
      receipt.why = "program_refused_permission";
      break;
    default:
      break;
  }
  return receipt;
}

}  // namespace

ProgramMessenger::ProgramMessenger(ProgramMessengerOptions options) : options_(std::move(options)) {
  options_.longest = std::clamp(options_.longest, Seconds{1}, Seconds{3600});
}

std::error_code ProgramMessenger::failed(int error_number) {
  detail_ = program::sentence_of(options_.program, error_number);
  return make_error_code(errc::messenger_failed);
}

result<void> ProgramMessenger::prepare() {
  const int error_number = program::why_not_startable(options_.program);
  if (error_number != 0) return failed(error_number);
  return boost::outcome_v2::success();
}

result<SendReceipt> ProgramMessenger::run_once(const OutgoingMessage& message, LastLook& look) {
  using std::chrono::steady_clock;
  const auto began = steady_clock::now();
  const auto deadline = began + options_.longest;
  const std::string input =
      write_message(message, {options_.time_zone, MessageMark::none, MessageLayout::one_line});
  ChildProcess child;
  const int error_number =
      child.start({options_.program, options_.arguments, options_.errors == ChildErrors::shown});
  if (error_number != 0) return failed(error_number);
  const bool is_allowed = look.still_allowed();
  // After a look that took all the time, nothing is begun either.
  if (!is_allowed || steady_clock::now() >= deadline) {
    return SendReceipt{SendOutcome::not_started};  // its input ends empty, and it is killed
  }
  const std::optional<int> exit_code = child.talk(input, deadline);
  SendReceipt receipt = receipt_of(exit_code, child.output());
  // Dated late rather than early: a person who confirms meanwhile has not seen it.
  const auto took = std::chrono::ceil<Seconds>(steady_clock::now() - began);
  receipt.signal = program::signal_in(child.output(), message.sent_at + took);
  const program::PersonWord person = program::person_word_in(child.output());
  receipt.person_fault = person.fault;
  receipt.is_number_unknown |= person.is_number_unknown;
  return receipt;
}

result<SendReceipt> ProgramMessenger::send(const OutgoingMessage& message, LastLook& look) try {
  if (const auto known = handed_over_.find(message.attempt_id); known != handed_over_.end()) {
    return known->second;
  }
  auto receipt = run_once(message, look);
  if (!receipt) return receipt;
  const SendOutcome outcome = receipt.value().outcome;
  if (outcome == SendOutcome::accepted || outcome == SendOutcome::uncertain) {
    if (handed_over_.size() >= remembered_max) handed_over_.clear();
    handed_over_.emplace(message.attempt_id, receipt.value());
  }
  return receipt;
} catch (const std::exception&) {
  // Memory ran out somewhere between: nobody knows what has left.
  return SendReceipt{SendOutcome::uncertain};
}

}  // namespace reactivation
