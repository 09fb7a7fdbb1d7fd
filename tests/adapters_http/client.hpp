// Clients and requests of these tests.
#pragma once

#include <catch2/catch.hpp>
#include <chrono>
#include <memory>
#include <string>

#include "fault_server/fault_server.hpp"
#include "reactivation/adapters/http.hpp"

namespace reactivation::http {

using fault_server::Json;
using fault_server::server;

inline std::unique_ptr<Client> make_client(ClientOptions options = {}) {
  options.repeat.first = Milliseconds{5};
  auto made = Client::make(std::move(options));
  REQUIRE(made);
  return std::move(made).value();
}

inline std::unique_ptr<Client> client_of_one_try() {
  ClientOptions options;
  options.repeat.tries_max = 1;
  return make_client(options);
}

inline Request post(const std::string& url, Safety safety = Safety::repeatable) {
  Request out;
  out.method = Method::post;
  out.url = url;
  out.body = R"({"a":1})";
  out.safety = safety;
  out.limits.total = Milliseconds{5'000};
  return out;
}

inline Response send_one(Client& client, const Request& request, const Progress& progress = {}) {
  return client.send({&request, 1}, progress).at(0);
}

/// The answer to one request, by a client that tries once.
inline Response answer_to(const Request& request) {
  return send_one(*client_of_one_try(), request);
}

inline double seconds_since(std::chrono::steady_clock::time_point begin) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

}  // namespace reactivation::http
