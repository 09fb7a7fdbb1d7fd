// One try of one request: an easy handle of libcurl, and what has come of it so far.
#pragma once

#include <curl/curl.h>

#include <chrono>
#include <exception>
#include <memory>
#include <optional>
#include <string>

#include "reactivation/adapters/http.hpp"
#include "target.hpp"

namespace reactivation::http {

struct EasyCleanup {
  void operator()(CURL* easy) const noexcept { curl_easy_cleanup(easy); }
};

class Transfer {
public:
  Transfer();
  ~Transfer();
  Transfer(const Transfer&) = delete;
  Transfer& operator=(const Transfer&) = delete;

  [[nodiscard]] CURL* easy() const noexcept { return easy_.get(); }
  [[nodiscard]] std::size_t number() const noexcept { return number_; }
  [[nodiscard]] const Request& request() const noexcept { return *request_; }
  [[nodiscard]] const Target& target() const noexcept { return target_; }

  /// Gets the handle ready. False when libcurl does not take an option.
  [[nodiscard]] bool begin(const Request& request, Target target, std::size_t number,
                           const ClientOptions& options);
  /// Whether an answer that has begun is too slow by now.
  [[nodiscard]] bool is_stalled();
  /// Takes the answer out, with the failure that `code` is; forgets the request.
  [[nodiscard]] Response finish(CURLcode code, const ClientOptions& options);
  /// The same for a try that was given up.
  [[nodiscard]] Response give_up(Failure failure, const ClientOptions& options);
  /// What a callback of the host threw.
  [[nodiscard]] std::exception_ptr thrown() const noexcept { return thrown_; }
  void forget() noexcept;

private:
  static std::size_t on_body(char* bytes, std::size_t one, std::size_t count, void* self) noexcept;
  static std::size_t on_header(char* bytes, std::size_t one, std::size_t count,
                               void* self) noexcept;
  static int on_connected(void* self, char*, char*, int, int) noexcept;
  [[nodiscard]] bool set_always(const ClientOptions& options);
  [[nodiscard]] bool set_method();
  [[nodiscard]] bool set_proxy(const ClientOptions& options);
  [[nodiscard]] bool set_headers();
  [[nodiscard]] bool add_line(std::string&& line);
  void take_header(std::string_view line);
  [[nodiscard]] Failure failure_of(CURLcode code) const noexcept;
  [[nodiscard]] Response closed(Failure failure, const ClientOptions& options);

  template <class Value>
  [[nodiscard]] bool set(CURLoption option, Value value) noexcept {
    return curl_easy_setopt(easy_.get(), option, value) == CURLE_OK;
  }

  std::unique_ptr<CURL, EasyCleanup> easy_;
  curl_slist* lines_ = nullptr;
  const Request* request_ = nullptr;
  Target target_;
  std::size_t number_ = 0;
  Response response_;
  std::size_t header_bytes_ = 0;
  int connected_ = 0;
  bool is_head_whole_ = false;  ///< libcurl is content with a head that ends in the middle
  bool is_stopped_ = false;
  bool is_too_large_ = false;
  std::exception_ptr thrown_;
  std::chrono::steady_clock::time_point began_at_;
  std::optional<std::chrono::steady_clock::time_point> span_began_at_;
  std::size_t span_bytes_ = 0;
};

}  // namespace reactivation::http
