#include "ports/text_model_contract.hpp"
#include "service_fixture.hpp"

namespace reactivation::contract {
namespace {

struct Gemini {
  static auto make(const ModelServiceOptions& service) { return gemini(service); }
  static Json says(const std::string& text) { return gemini_says(text); }
};

}  // namespace

std::unique_ptr<TextModelFixture> make_text_model_fixture() {
  return std::make_unique<ServiceFixture<Gemini>>();
}

}  // namespace reactivation::contract
