#include <algorithm>
#include <new>
#include <utility>

#include "reactivation/adapters/memory.hpp"
#include "state.hpp"

namespace reactivation {

MemoryStore::MemoryStore() : state_(std::make_unique<memory::State>()) {}
MemoryStore::~MemoryStore() = default;
MemoryStore::MemoryStore(const MemoryStore& other)
    : state_(std::make_unique<memory::State>(*other.state_)) {}
MemoryStore& MemoryStore::operator=(const MemoryStore& other) {
  if (this != &other) state_ = std::make_unique<memory::State>(*other.state_);
  return *this;
}
MemoryStore::MemoryStore(MemoryStore&&) noexcept = default;
MemoryStore& MemoryStore::operator=(MemoryStore&&) noexcept = default;

std::span<const MemoryEvent> MemoryStore::events() const noexcept { return state_->events; }

namespace {

constexpr std::size_t wishes_max = 20;

}  // namespace

result<std::optional<Dialogue>> MemoryStore::load_dialogue(CompanyId company, ClientId client) {
  const auto found = state_->dialogues.find({company, client});
  if (found == state_->dialogues.end()) return std::optional<Dialogue>{};
  return std::optional<Dialogue>{found->second};
}

result<void> MemoryStore::save_dialogue(const Dialogue& dialogue) {
  Dialogue& kept = state_->dialogues[{dialogue.company_id, dialogue.client_id}];
  kept = dialogue;
  if (kept.wishes.size() > wishes_max) {
    kept.wishes.erase(kept.wishes.begin(),
                      kept.wishes.end() - static_cast<std::ptrdiff_t>(wishes_max));
  }
  return boost::outcome_v2::success();
}

result<std::vector<DialogueKey>> MemoryStore::list_dialogues(Instant since, int rows_max) {
  std::vector<const Dialogue*> recent;
  for (const auto& [key, dialogue] : state_->dialogues) {
    if (dialogue.updated_at >= since) recent.push_back(&dialogue);
  }
  std::stable_sort(recent.begin(), recent.end(), [](const Dialogue* a, const Dialogue* b) {
    return a->updated_at > b->updated_at;
  });
  std::vector<DialogueKey> keys;
  for (const Dialogue* dialogue : recent) {
    if (static_cast<int>(keys.size()) < rows_max) {
      keys.push_back({dialogue->company_id, dialogue->client_id});
    }
  }
  return keys;
}

void MemoryMessenger::set_outcome(const AttemptId& attempt, SendReceipt receipt) {
  told_.insert_or_assign(attempt, std::move(receipt));
}

result<SendReceipt> MemoryMessenger::send(const OutgoingMessage& message, LastLook& look) {
  const auto known = receipts_.find(message.attempt_id);
  if (known != receipts_.end()) return known->second;
  if (!look.still_allowed()) return SendReceipt{SendOutcome::not_started};
  SendReceipt receipt{SendOutcome::accepted};
  if (script_) {
    auto answer = script_(message);
    if (!answer) return answer;
    receipt = std::move(answer.value());
  } else {
    receipt.provider_id = "memory-" + std::to_string(messages_.size() + 1);
  }
  const bool may_have_left =
      receipt.outcome == SendOutcome::accepted || receipt.outcome == SendOutcome::uncertain;
  if (may_have_left) {
    messages_.push_back(message);
    receipts_.emplace(message.attempt_id, receipt);
  }
  return receipt;
}

result<std::optional<SendReceipt>> MemoryMessenger::find_outcome(const AttemptId& attempt) {
  for (const auto* known : {&told_, &receipts_}) {
    const auto found = known->find(attempt);
    if (found == known->end()) continue;
    // What was uncertain when it was sent is no better known now.
    if (found->second.outcome == SendOutcome::uncertain) break;
    return std::optional<SendReceipt>{found->second};
  }
  return std::optional<SendReceipt>{};
}

void MemoryNotifier::notify(const Alert& alert) noexcept {
  try {
    alerts_.push_back(alert);
  } catch (const std::bad_alloc&) {
    return;  // a notice is lost, never the change it tells of
  }
}

}  // namespace reactivation
