// The contract of text models over a service that the fault server plays.
#pragma once

#include "models.hpp"
#include "ports/text_model_contract.hpp"

namespace reactivation::contract {

/// `Service` has `make(ModelServiceOptions)`, and `says(text)`: the service's answer with that
/// text.
template <class Service>
class ServiceFixture final : public TextModelFixture {
public:
  ServiceFixture() {
    ModelServiceOptions service = quick_service();
    service.client.connections = 1;
    service.try_max = http::Milliseconds{60'000};
    model_ = Service::make(service);
  }
  TextModel& model() override { return *model_; }
  void will_answer(const std::vector<std::vector<std::string>>& values) override {
    Json steps = Json::array();
    for (const auto& each : values) {
      const Json form = {{"text", each[0]}, {"days", std::stoll(each[1])}, {"tone", each[2]}};
      steps.push_back({{"json", Service::says(form.dump())}});
    }
    server().play_steps(steps);
  }
  void will_babble() override {
    server().play_steps({{"json", Service::says("Of course! Here:")}});
  }
  void will_be_down() override { server().play_steps({{"status", 503}}); }
  void will_think() override { server().play_steps({{"wait_s", 60}}); }

private:
  std::unique_ptr<TextModel> model_;
};

}  // namespace reactivation::contract
