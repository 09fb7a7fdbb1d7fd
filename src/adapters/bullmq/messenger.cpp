#include <chrono>
#include <nlohmann/json.hpp>
#include <utility>

#include "reactivation/adapters/bullmq.hpp"
#include "reactivation/json/message_json.hpp"

namespace reactivation {
namespace {

class QueueMessenger final : public BullMqMessenger {
public:
  QueueMessenger(BullMqMessengerOptions options, std::unique_ptr<BullMqQueue> queue)
      : options_(std::move(options)), queue_(std::move(queue)) {}

  Reach reach() const noexcept override { return Reach::people; }

  result<SendReceipt> send(const OutgoingMessage& message, LastLook& look) override {
    if (!queue_->connect()) return errc::messenger_failed;
    if (!look.still_allowed()) return SendReceipt{SendOutcome::not_started};
    const QueueJob job = job_of(message);
    const auto added = queue_->add(queue_name_for(options_.queue_name, message.company_id),
                                   std::span{&job, 1}, message.sent_at);
    if (!added) {
      // A message that BullMQ would not take was not sent; of anything else nobody knows.
      return SendReceipt{added.error() == make_error_code(errc::invalid_argument)
                             ? SendOutcome::rejected
                             : SendOutcome::uncertain};
    }
    SendReceipt receipt{SendOutcome::accepted};
    receipt.provider_id = job.id;
    return receipt;
  }

  const std::string& detail() const noexcept override { return queue_->detail(); }

private:
  QueueJob job_of(const OutgoingMessage& message) const {
    QueueJob job;
    job.id = "react-" + to_string(message.attempt_id);
    job.name = options_.job_name;
    job.attempts = options_.attempts;
    // The id stays taken for as long as BullMQ remembers the job: one attempt, one job.
    job.is_removed = false;
    if (options_.shape == JobShape::ours) {
      job.data = write_message(message, {TimeZone{}, MessageMark::none, MessageLayout::one_line});
      return job;
    }
    nlohmann::ordered_json data;
    data["companyId"] = message.company_id.value;
    data["clientId"] = message.client_id.value;
    data["phone"] = std::to_string(message.phone.digits);
    data["message"] = message.text;
    data["type"] = "reactivation";
    data["attemptId"] = to_string(message.attempt_id);
    data["timestamp"] = to_rfc3339(message.sent_at);
    job.data = data.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
    return job;
  }

  BullMqMessengerOptions options_;
  std::unique_ptr<BullMqQueue> queue_;
};

}  // namespace

result<std::unique_ptr<BullMqMessenger>> BullMqMessenger::make(
    const BullMqMessengerOptions& options) {
  auto queue = BullMqQueue::make(options.queue);
  if (!queue) return queue.as_failure();
  const bool is_sound = !options.queue_name.empty() && !options.job_name.empty() &&
                        options.queue_name.find(':') == std::string::npos && options.attempts >= 1;
  if (!is_sound) return errc::invalid_argument;
  return std::unique_ptr<BullMqMessenger>{
      std::make_unique<QueueMessenger>(options, std::move(queue).value())};
}

}  // namespace reactivation
