#include "ports/text_model_contract.hpp"
#include "service_fixture.hpp"

namespace reactivation::contract {
namespace {

struct OpenAi {
  static auto make(const ModelServiceOptions& service) { return openai(service); }
  static Json says(const std::string& text) { return openai_says(text); }
};

}  // namespace

std::unique_ptr<TextModelFixture> make_text_model_fixture() {
  return std::make_unique<ServiceFixture<OpenAi>>();
}

}  // namespace reactivation::contract
