#include "notifier_contract.hpp"
#include "reactivation/adapters/memory.hpp"

namespace reactivation::contract {
namespace {

class MemoryNotifierFixture final : public NotifierFixture {
public:
  Notifier& notifier() override { return notifier_; }
  void jam() override {}  // memory always listens
  std::vector<AlertKind> arrived() override {
    std::vector<AlertKind> kinds;
    for (const Alert& alert : notifier_.alerts()) kinds.push_back(alert.kind);
    return kinds;
  }

private:
  MemoryNotifier notifier_;
};

}  // namespace

std::unique_ptr<NotifierFixture> make_notifier_fixture() {
  return std::make_unique<MemoryNotifierFixture>();
}

}  // namespace reactivation::contract
