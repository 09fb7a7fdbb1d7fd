#include "transfer.hpp"

#include <algorithm>
#include <new>
#include <utility>

namespace reactivation::http {
namespace {

using std::chrono::steady_clock;

char lower(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

std::string_view trimmed(std::string_view text) noexcept {
  const auto is_blank = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; };
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

std::string_view name_of(Method method) noexcept {
  constexpr std::string_view names[] = {"GET", "POST", "PUT", "PATCH", "DELETE"};
  return names[static_cast<std::size_t>(method)];
}

long in_range(Milliseconds span) noexcept {
  return static_cast<long>(std::clamp<std::int64_t>(span.count(), 1, 3'600'000));
}

/// Copies of secrets in libcurl's list are overwritten before they are freed.
void wipe_and_free(curl_slist* lines) noexcept {
  for (const curl_slist* each = lines; each != nullptr; each = each->next) {
    for (volatile char* c = each->data; *c != 0; ++c) *c = 0;
  }
  curl_slist_free_all(lines);
}

Instant wall_time(const ClientOptions& options) {
  if (options.time.wall) return options.time.wall();
  return std::chrono::floor<Seconds>(std::chrono::system_clock::now());
}

}  // namespace

Transfer::Transfer() : easy_(curl_easy_init()) {
  if (!easy_) throw std::bad_alloc();
}

Transfer::~Transfer() { wipe_and_free(lines_); }

void Transfer::forget() noexcept {
  curl_easy_reset(easy_.get());
  wipe_and_free(std::exchange(lines_, nullptr));
  request_ = nullptr;
  target_ = Target{};
  response_ = Response{};
  header_bytes_ = 0;
  connected_ = 0;
  is_head_whole_ = false;
  is_stopped_ = false;
  is_too_large_ = false;
  thrown_ = nullptr;
  span_began_at_.reset();
  span_bytes_ = 0;
}

bool Transfer::begin(const Request& request, Target target, std::size_t number,
                     const ClientOptions& options) {
  forget();
  request_ = &request;
  target_ = std::move(target);
  number_ = number;
  began_at_ = steady_clock::now();
  return set_always(options) && set_method() && set_proxy(options) && set_headers();
}

bool Transfer::set_always(const ClientOptions& options) {
  const TryLimits& limits = request_->limits;
  bool is_good =
      set(CURLOPT_URL, target_.url.c_str()) &&
      set(CURLOPT_PROTOCOLS_STR, target_.is_tls ? "https" : "http") &&
      set(CURLOPT_FOLLOWLOCATION, 0L) && set(CURLOPT_SSL_VERIFYPEER, 1L) &&
      set(CURLOPT_SSL_VERIFYHOST, 2L) &&
      set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2)) &&
      set(CURLOPT_NOSIGNAL, 1L) && set(CURLOPT_ACCEPT_ENCODING, "") &&
      set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1)) &&
      set(CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED)) &&
      set(CURLOPT_HTTP09_ALLOWED, 0L) && set(CURLOPT_TCP_NODELAY, 1L) &&
      set(CURLOPT_CONNECTTIMEOUT_MS, in_range(limits.connect)) &&
      set(CURLOPT_TIMEOUT_MS, in_range(limits.total)) &&
      set(CURLOPT_USERAGENT, options.user_agent.c_str()) &&
      set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L) &&
      // A name that does not resolve must not hold up a cancellation.
      set(CURLOPT_QUICK_EXIT, 1L) && set(CURLOPT_PRIVATE, this) &&
      set(CURLOPT_WRITEFUNCTION, &Transfer::on_body) && set(CURLOPT_WRITEDATA, this) &&
      set(CURLOPT_HEADERFUNCTION, &Transfer::on_header) && set(CURLOPT_HEADERDATA, this) &&
      set(CURLOPT_PREREQFUNCTION, &Transfer::on_connected) && set(CURLOPT_PREREQDATA, this);
  if (!options.ca_file.empty()) {
    is_good = is_good && set(CURLOPT_CAINFO, options.ca_file.c_str()) &&
              set(CURLOPT_CAPATH, static_cast<const char*>(nullptr));
  }
  if (request_->safety == Safety::once) {
    is_good = is_good && set(CURLOPT_FRESH_CONNECT, 1L) && set(CURLOPT_FORBID_REUSE, 1L);
  }
  return is_good;
}

bool Transfer::set_method() {
  const Method method = request_->method;
  const bool has_body = method == Method::post || method == Method::put ||
                        method == Method::patch || !request_->body.empty();
  if (!has_body && method == Method::get) return set(CURLOPT_HTTPGET, 1L);
  bool is_good = true;
  if (has_body) {
    is_good = set(CURLOPT_POST, 1L) && set(CURLOPT_POSTFIELDS, request_->body.data()) &&
              set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request_->body.size()));
  }
  if (method == Method::post) return is_good;
  return is_good && set(CURLOPT_CUSTOMREQUEST, name_of(method).data());
}

bool Transfer::set_proxy(const ClientOptions& options) {
  // Both set in any case, so that the environment is never asked.
  if (!options.proxy || target_.is_loopback) {
    return set(CURLOPT_PROXY, "") && set(CURLOPT_NOPROXY, "*");
  }
  const Proxy& proxy = *options.proxy;
  const bool is_socks = proxy.url.starts_with("socks5:");
  const std::string url = is_socks ? "socks5h" + proxy.url.substr(6) : proxy.url;
  bool is_good = set(CURLOPT_PROXY, url.c_str()) && set(CURLOPT_NOPROXY, "");
  if (!is_socks) is_good = is_good && set(CURLOPT_HTTPPROXYTUNNEL, 1L);
  if (!proxy.user.empty()) is_good = is_good && set(CURLOPT_PROXYUSERNAME, proxy.user.c_str());
  if (proxy.password) {
    std::string password(proxy.password->reveal());
    is_good = is_good && set(CURLOPT_PROXYPASSWORD, password.c_str());
    wipe(password);
  }
  return is_good;
}

bool Transfer::add_line(std::string&& line) {
  curl_slist* const longer = curl_slist_append(lines_, line.c_str());
  wipe(line);
  if (longer == nullptr) return false;
  lines_ = longer;
  return true;
}

bool Transfer::set_headers() {
  bool is_good = add_line("Expect:");  // no waiting for a go-ahead
  const bool has_body = request_->method == Method::post || request_->method == Method::put ||
                        request_->method == Method::patch || !request_->body.empty();
  const bool is_typed = has_body || request_->type_line == Request::TypeLine::always;
  if (is_typed) is_good = is_good && add_line("Content-Type: " + request_->content_type);
  for (const Header& each : request_->headers) {
    // libcurl wants a semicolon where there is no value.
    is_good =
        is_good && add_line(each.value.empty() ? each.name + ";" : each.name + ": " + each.value);
  }
  for (const SecretHeader& each : request_->secret_headers) {
    std::string line;
    line.reserve(each.name.size() + each.prefix.size() + each.secret->reveal().size() + 2);
    line.append(each.name).append(": ").append(each.prefix).append(each.secret->reveal());
    is_good = is_good && add_line(std::move(line));
  }
  return is_good && set(CURLOPT_HTTPHEADER, lines_);
}

int Transfer::on_connected(void* self, char*, char*, int, int) noexcept {
  auto& own = *static_cast<Transfer*>(self);
  // libcurl repeats a request by itself when a kept connection turns out dead. Nothing is ever sent
  // twice without the policy's word: the second time it is refused here.
  if (++own.connected_ > 1) return CURL_PREREQFUNC_ABORT;
  try {
    if (own.request_->last_look && !own.request_->last_look()) own.is_stopped_ = true;
  } catch (...) {
    own.thrown_ = std::current_exception();
    own.is_stopped_ = true;
  }
  return own.is_stopped_ ? CURL_PREREQFUNC_ABORT : CURL_PREREQFUNC_OK;
}

std::size_t Transfer::on_body(char* bytes, std::size_t one, std::size_t count,
                              void* self) noexcept {
  auto& own = *static_cast<Transfer*>(self);
  const std::size_t size = one * count;
  std::string& body = own.response_.body;
  if (body.size() + size > own.request_->limits.body_max) {
    own.is_too_large_ = true;
    return 0;
  }
  try {
    body.append(bytes, size);
  } catch (...) {
    own.thrown_ = std::current_exception();
    return 0;
  }
  return size;
}

void Transfer::take_header(std::string_view line) {
  if (line.starts_with("HTTP/")) {  // the answer proper, after an interim one
    response_.headers.clear();
    is_head_whole_ = false;
    return;
  }
  if (line == "\r\n" || line == "\n") is_head_whole_ = true;
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos) return;
  Header header{std::string(trimmed(line.substr(0, colon))),
                std::string(trimmed(line.substr(colon + 1)))};
  std::transform(header.name.begin(), header.name.end(), header.name.begin(), lower);
  response_.headers.push_back(std::move(header));
}

std::size_t Transfer::on_header(char* bytes, std::size_t one, std::size_t count,
                                void* self) noexcept {
  auto& own = *static_cast<Transfer*>(self);
  const std::size_t size = one * count;
  own.header_bytes_ += size;
  if (own.header_bytes_ > own.request_->limits.header_max) {
    own.is_too_large_ = true;
    return 0;
  }
  try {
    if (!own.span_began_at_) own.span_began_at_ = steady_clock::now();
    own.take_header({bytes, size});
  } catch (...) {
    own.thrown_ = std::current_exception();
    return 0;
  }
  return size;
}

bool Transfer::is_stalled() {
  if (!span_began_at_) return false;
  const auto now = steady_clock::now();
  if (now - *span_began_at_ < request_->limits.slow_span) return false;
  const std::size_t bytes = header_bytes_ + response_.body.size();
  const bool is_slow = bytes - span_bytes_ < request_->limits.slow_bytes;
  span_began_at_ = now;
  span_bytes_ = bytes;
  return is_slow;
}

Failure Transfer::failure_of(CURLcode code) const noexcept {
  if (code == CURLE_OK) return is_head_whole_ ? Failure::none : Failure::cut;
  if (is_stopped_) return Failure::stopped;
  if (is_too_large_) return Failure::too_large;
  switch (code) {
    case CURLE_OPERATION_TIMEDOUT:
      return Failure::timed_out;
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
      return Failure::untrusted;
    case CURLE_URL_MALFORMAT:
    case CURLE_UNSUPPORTED_PROTOCOL:
      return connected_ > 0 ? Failure::cut : Failure::bad_request;
    default:
      return connected_ > 0 ? Failure::cut : Failure::not_connected;
  }
}

Response Transfer::closed(Failure failure, const ClientOptions& options) {
  Response out = std::move(response_);
  out.failure = failure;
  long status = 0;
  curl_easy_getinfo(easy_.get(), CURLINFO_RESPONSE_CODE, &status);
  out.status = static_cast<int>(status);
  out.may_have_left = connected_ > 0 && !is_stopped_;
  out.tries = 1;
  out.took = std::chrono::ceil<Milliseconds>(steady_clock::now() - began_at_);
  if (const std::string_view asked = out.header("retry-after"); !asked.empty()) {
    Instant now = wall_time(options);
    if (const auto theirs = read_http_date(out.header("date"), now)) now = *theirs;
    out.retry_after = read_retry_after(asked, now);
  }
  if (options.on_try) {
    const std::string path = redacted(target_.path);
    options.on_try({name_of(request_->method), target_.host, path, out.failure, out.status,
                    out.took, out.body.size()});
  }
  return out;
}

Response Transfer::finish(CURLcode code, const ClientOptions& options) {
  return closed(failure_of(code), options);
}

Response Transfer::give_up(Failure failure, const ClientOptions& options) {
  return closed(failure, options);
}

}  // namespace reactivation::http
