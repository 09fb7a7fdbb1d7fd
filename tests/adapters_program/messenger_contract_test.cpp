#include "ports/messenger_contract.hpp"

#include <algorithm>

#include "reactivation/adapters/program_messenger.hpp"
#include "script.hpp"

namespace reactivation::contract {
namespace {

/// Appends a line for what may have reached somebody; answers with the code in `next`.
constexpr const char* body =
    "text=$(cat)\n[ -n \"$text\" ] || exit 75\n"
    "code=$(cat next 2>/dev/null || echo 0)\nrm -f next\n"
    "echo sent >> log\nexit $code";

class ProgramFixture final : public MessengerFixture {
public:
  Messenger& messenger() override { return messenger_; }
  void set_next(SendOutcome outcome) override {
    std::ofstream(script_.file("next")) << (outcome == SendOutcome::uncertain ? 1 : 0) << "\n";
  }
  /// A program that cannot be started; the next look at it finds it whole again.
  void fail_next() override { std::filesystem::rename(script_.path(), script_.file("away")); }
  std::size_t sent() override {
    if (std::filesystem::exists(script_.file("away"))) {
      std::filesystem::rename(script_.file("away"), script_.path());
    }
    const std::string log = script_.text_of("log");
    return static_cast<std::size_t>(std::count(log.begin(), log.end(), '\n'));
  }

private:
  Script script_{body};
  ProgramMessenger messenger_{{.program = script_.path(), .arguments = {}, .time_zone = {}}};
};

}  // namespace

std::unique_ptr<MessengerFixture> make_messenger_fixture() {
  return std::make_unique<ProgramFixture>();
}

}  // namespace reactivation::contract
