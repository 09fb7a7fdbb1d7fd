#include "ports/notifier_contract.hpp"

#include <sstream>

#include "reactivation/adapters/program_notifier.hpp"
#include "reactivation/json/words.hpp"
#include "script.hpp"

namespace reactivation::contract {
namespace {

class ProgramNotifierFixture final : public NotifierFixture {
public:
  ProgramNotifierFixture()
      : notifier_({.program = script_.path(),
                   .arguments = {},
                   .longest = Seconds{2},
                   .document = [](const Alert& alert) {
                     return std::string(word_of(alert.kind)) + "\n";
                   }}) {}
  Notifier& notifier() override { return notifier_; }
  void jam() override { script_.write("sleep 300"); }
  std::vector<AlertKind> arrived() override {
    notifier_.finish();
    std::vector<AlertKind> kinds;
    std::istringstream words(script_.text_of("notices"));
    for (std::string word; words >> word;) kinds.push_back(enum_of<AlertKind>(word).value());
    return kinds;
  }

private:
  Script script_{"cat >> notices"};
  ProgramNotifier notifier_;
};

}  // namespace

std::unique_ptr<NotifierFixture> make_notifier_fixture() {
  return std::make_unique<ProgramNotifierFixture>();
}

}  // namespace reactivation::contract
