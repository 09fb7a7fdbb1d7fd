// Questions to a language model that takes its time, against the ideal.
//
//   model_bench [questions] [milliseconds] [connections]     1000 300 16
//
// The service is the fault server on this machine, which shares its processors with us. The ideal
// is whole rounds of all connections, each lasting exactly as long as the service takes.
#include <chrono>
#include <cstdio>
#include <cstdlib>

#include "fault_server/fault_server.hpp"
#include "reactivation/adapters/gemini.hpp"

using namespace reactivation;

namespace {

int number_of(int count, char** words, int at, int otherwise) {
  return count > at ? std::atoi(words[at]) : otherwise;
}

ModelRequest question() {
  ModelRequest out;
  out.instructions = std::string(3000, 'i');
  out.prompt = std::string(800, 'p');
  out.fields = {{"text", "", FieldType::text, {}}};
  return out;
}

}  // namespace

int main(int count, char** words) {
  const int questions = number_of(count, words, 1, 1000);
  const int latency = number_of(count, words, 2, 300);
  const int connections = number_of(count, words, 3, 16);
  fault_server::FaultServer server;
  const fault_server::Json part = {{"text", R"({"text":"Анна, давно вас не было."})"}};
  const fault_server::Json candidate = {{"content", {{"parts", fault_server::Json::array({part})}}},
                                        {"finishReason", "STOP"}};
  server.play_steps({{"json", {{"candidates", fault_server::Json::array({candidate})}}},
                     {"wait_s", latency / 1000.0}});

  GeminiOptions options;
  options.base_url = server.http();
  options.service.key = [] { return std::string("bench"); };
  options.service.client.connections = connections;
  auto model = make_gemini_model(std::move(options));
  if (!model) return 1;
  const std::vector<ModelRequest> all(static_cast<std::size_t>(questions), question());
  const auto begin = std::chrono::steady_clock::now();
  const auto answers = model.value()->ask(all, {});
  const double took =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  int answered = 0;
  for (const ModelAnswer& each : answers) answered += each.end == ModelEnd::answered ? 1 : 0;
  const double ideal = (questions + connections - 1) / connections * latency / 1000.0;
  std::printf("%d of %d answered in %.2f s, ideal %.2f s, ratio %.3f\n", answered, questions, took,
              ideal, took / ideal);
  return answered == questions ? 0 : 1;
}
