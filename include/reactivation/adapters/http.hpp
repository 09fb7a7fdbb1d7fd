// Adapter: HTTP by libcurl, for the adapters that talk to services.
//
//   Requests ─► Client.send ─► Responses      in order, with safe repetitions
//   Work     ─► Client.drive                  one at a time as they come up, for own policies
//
// Always: TLS verified, https only (plain http to loopback alone), no redirects, no proxy but the
// configured one, no netrc, no cookies, HTTP/1.1. There is no switch for any of it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "reactivation/adapters/http_limits.hpp"
#include "reactivation/adapters/http_secret.hpp"
#include "reactivation/core/error.hpp"
#include "reactivation/ports/progress.hpp"

namespace reactivation::http {

enum class Method : std::uint8_t { get, post, put, patch, remove };

struct Header {
  std::string name;
  std::string value;
};
/// A header whose value is `prefix` and a secret.
struct SecretHeader {
  std::string name;
  std::string prefix;  ///< `Bearer ` for instance
  SharedSecret secret;
};

/// What happens when nobody knows whether the service got the request.
enum class Safety : std::uint8_t {
  /// At most one try leaves: a connection of its own, and again only while no byte has left.
  once,
  repeatable,  ///< asking twice does no harm
};

/// How long, and how much, one try may take.
struct TryLimits {
  Milliseconds connect{5'000};
  Milliseconds total{20'000};
  /// An answer that has begun must bring `slow_bytes` in each such span.
  Milliseconds slow_span{10'000};
  std::size_t slow_bytes = 100;
  std::size_t body_max = std::size_t{1} << 20;    ///< decompressed
  std::size_t header_max = std::size_t{1} << 16;  ///< all header lines together
};

struct Request {
  Method method = Method::get;
  /// `https://host/path`, or `http://` with `localhost`, `127.x.y.z` or `[::1]`. ASCII; no user, no
  /// control character, blank or backslash. `{key}` stands for `url_secret`, percent-encoded.
  std::string url;
  SharedSecret url_secret;
  std::vector<Header> headers;  ///< none of those that libcurl writes (Host, Content-Length, …)
  std::vector<SecretHeader> secret_headers;
  std::string body;
  std::string content_type = "application/json";  ///< sent with post, put and patch
  /// Some APIs want it without a body, too.
  enum class TypeLine : std::uint8_t { with_body, always } type_line = TypeLine::with_body;
  Safety safety = Safety::once;
  TryLimits limits;
  /// Called once a connection (proxy and TLS included) stands, right before the first byte; false:
  /// nothing is written and the failure is `stopped`. An exception passes through the call.
  std::function<bool()> last_look;
};

/// Why there is no whole answer.
enum class Failure : std::uint8_t {
  none,           ///< there is one, of any status
  bad_request,    ///< the request may not be made as it stands; nothing was tried
  not_connected,  ///< name, address, proxy or port
  untrusted,      ///< TLS: no handshake, or a certificate that does not hold
  stopped,        ///< the last look said no
  timed_out,
  stalled,    ///< too slow for too long
  too_large,  ///< beyond `body_max` or `header_max`
  cut,        ///< the connection ended early, or what came is no HTTP
  cancelled,
};
/// `timed_out`, for logs and counters.
[[nodiscard]] std::string_view to_string(Failure failure) noexcept;

struct Response {
  Failure failure = Failure::none;
  int status = 0;               ///< 0 when no status line came
  std::vector<Header> headers;  ///< names in lower case
  std::string body;
  bool may_have_left = false;  ///< a byte of the request may have reached the service
  int tries = 0;
  Milliseconds took{0};
  std::optional<Milliseconds> retry_after;  ///< of the header, when there is one

  [[nodiscard]] bool is_success() const noexcept {
    return failure == Failure::none && status >= 200 && status < 300;
  }
  /// The first of that name (lower case), or empty.
  [[nodiscard]] std::string_view header(std::string_view name) const noexcept;
  /// By its content type; a body may still be none.
  [[nodiscard]] bool is_json() const noexcept;
};

/// What to do after a try. `after`: a pause that the service asked for.
struct Judgement {
  enum class Next : std::uint8_t { done, again } next = Next::done;
  std::optional<Milliseconds> after;
};
using Judge = std::function<Judgement(const Request&, const Response&)>;
/// Again: 408, 425, 429, 500, 502, 503 and 504, and failures but `too_large`, `untrusted`,
/// `stopped`, `bad_request` and `cancelled`; never what may have left and is `Safety::once`.
[[nodiscard]] Judgement judge_by_default(const Request& request, const Response& response);

struct Proxy {
  std::string url;  ///< `http://host:port` (CONNECT) or `socks5://host:port` (names resolved there)
  std::string user;
  SharedSecret password;
};

/// One line for a log: no secret, no query, no body. The path has passed `redacted`.
struct TryRecord {
  std::string_view method;
  std::string_view host;
  std::string_view path;
  Failure failure = Failure::none;
  int status = 0;
  Milliseconds took{0};
  std::size_t body_bytes = 0;
};

/// Time as the client sees it; tests bring their own.
struct Timekeeper {
  std::function<SteadyTime()> now;          ///< empty: the steady clock
  std::function<void(Milliseconds)> sleep;  ///< used while nothing is under way
  std::function<Instant()> wall;            ///< empty: the system's clock
};

struct ClientOptions {
  int connections = 4;         ///< requests at a time, 1 to 64
  std::optional<Proxy> proxy;  ///< never used for loopback; the environment is not asked
  std::string ca_file;         ///< PEM of the authorities to trust instead of the system's
  std::string user_agent = "reactivation/0.1";
  RepeatPolicy repeat;
  std::uint64_t seed = 0;  ///< of the jitter
  std::shared_ptr<HostLimits> host_limits;
  Timekeeper time;
  std::function<void(const TryRecord&)> on_try;
};

/// Requests that come up one by one. All methods are called by `drive` on its thread.
class Work {
public:
  struct Turn {
    const Request* request = nullptr;  ///< to begin now; must live until its `ended`
    std::size_t number = 0;
    std::optional<SteadyTime> ask_again_at;  ///< without a request: nothing before that
  };
  virtual ~Work() = default;
  /// The next request; with neither request nor time only what is under way is waited for.
  [[nodiscard]] virtual Turn next(SteadyTime now) = 0;
  /// One try has ended. Also called, with `cancelled`, for what was under way then.
  virtual void ended(std::size_t number, Response response, SteadyTime now) = 0;
  /// For the progress.
  [[nodiscard]] virtual std::int64_t done() const = 0;
  [[nodiscard]] virtual std::int64_t total() const = 0;
};

/// Whether requests may go to that address at all: https, or http to this machine; a host, no user,
/// no byte that does not belong into a URL.
[[nodiscard]] bool may_be_asked(std::string_view url);

/// Connections are kept between calls. No thread of its own (libcurl resolves names on one).
/// Threads: one call at a time.
class Client {
public:
  /// `errc::invalid_argument` for a proxy or a file of authorities that cannot be used.
  [[nodiscard]] static result<std::unique_ptr<Client>> make(ClientOptions options);
  ~Client();
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  /// All answers, in the order of the requests, each tried again as `judge` says and the policy
  /// allows. Cancelling ends within a second or so.
  [[nodiscard]] std::vector<Response> send(std::span<const Request> requests,
                                           const Progress& progress,
                                           const Judge& judge = judge_by_default);
  /// `errc::cancelled` when the progress said so. `progress` hears `what` at least once a second.
  [[nodiscard]] result<void> drive(Work& work, std::string_view what, const Progress& progress);

private:
  class Engine;
  explicit Client(std::unique_ptr<Engine> engine);
  std::unique_ptr<Engine> engine_;
};

}  // namespace reactivation::http
