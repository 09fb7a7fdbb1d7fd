// A request of the web as bytes, and its answer: what a web server of the host's and our handlers
// have in common. No socket is in them.
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace reactivation {

struct WebHeader {
  std::string name;  ///< in any case
  std::string value;
};

struct WebRequest {
  std::string method;  ///< `GET`, `POST`, …
  std::string path;    ///< before the `?`, still percent-encoded
  std::string query;   ///< behind the `?`, still percent-encoded
  std::vector<WebHeader> headers;
  std::string body;  ///< the raw bytes, or as many of them as show that there are too many
};

struct WebAnswer {
  int status = 503;
  std::vector<WebHeader> headers;
  std::string body;
};

/// Called on any number of threads at once. It does not throw.
using WebHandler = std::function<WebAnswer(const WebRequest&)>;

}  // namespace reactivation
