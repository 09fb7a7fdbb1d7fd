// Webhook intake against bare durable inserts of the same bytes.
//   web_bench [REQUESTS A BLOCK] [BLOCKS]
// Ours: a signed webhook of WhatsApp with one event: verify, parse, store, decide, apply, answer;
// by four threads, as the listener has them, and by one. Bare: one INSERT of the body, one
// transaction each. Both files: WAL, synchronous = FULL; blocks in turns; the ratio is the median
// of the blocks' ratios (ours a second / bare a second).
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <sqlite3.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "reactivation/adapters/sqlite.hpp"
#include "reactivation/web/web_handlers.hpp"

using namespace reactivation;

namespace {

constexpr CompanyId salon{1};
const std::string secret = "app-secret";
const Instant now{Seconds{1'772'700'000}};

class OnlyUtc final : public TimeZoneSource {
public:
  result<TimeZone> find(std::string_view name) const override {
    if (name == "UTC") return TimeZone::utc();
    return errc::time_zone_unknown;
  }
};

[[noreturn]] void fail(const std::string& what) {
  std::fprintf(stderr, "%s\n", what.c_str());
  std::exit(1);
}

std::string phone_of(int client) { return std::to_string(79'000'000'000LL + client); }

WebRequest request_of(const std::string& value) {
  WebRequest out;
  out.method = "POST";
  out.path = "/whatsapp/1060";
  out.body =
      R"({"object":"whatsapp_business_account","entry":[{"id":"102290129340398","changes":[{)"
      R"("value":{"messaging_product":"whatsapp","metadata":{"display_phone_number":)"
      R"("79990000000","phone_number_id":"1060"},)" +
      value + R"(},"field":"messages"}]}]})";
  unsigned char digest[32];
  unsigned int size = 0;
  HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()),
       reinterpret_cast<const unsigned char*>(out.body.data()), out.body.size(), digest, &size);
  std::string signature = "sha256=";
  for (const unsigned char byte : digest) {
    char two[3];
    std::snprintf(two, sizeof two, "%02x", byte);
    signature += two;
  }
  out.headers = {{"Host", "hooks.example"},
                 {"Content-Type", "application/json"},
                 {"User-Agent", "facebookexternalua"},
                 {"X-Hub-Signature-256", signature}};
  return out;
}

/// A message of somebody who is a client.
WebRequest message(int number) {
  const std::string phone = phone_of(1 + number % 1000);
  return request_of(R"("contacts":[{"profile":{"name":"Anna"},"wa_id":")" + phone +
                    R"("}],"messages":[{"from":")" + phone + R"(","id":"wamid.HBgLNzk)" +
                    std::to_string(number) +
                    R"(","timestamp":"1772600000","text":{"body":"Thank you, maybe next week"},)"
                    R"("type":"text"}])");
}
/// A status of a message that is not ours: it waits for one that may come.
WebRequest status(int number) {
  return request_of(R"("statuses":[{"id":"wamid.HBgLNzk)" + std::to_string(number) +
                    R"(","status":"delivered","timestamp":"1772600000","recipient_id":")" +
                    phone_of(1 + number % 1000) +
                    R"(","pricing":{"billable":true,"pricing_model":"PMP","category":)"
                    R"("marketing"}}])");
}

/// As a day brings them: three statuses for each message.
WebRequest mixed(int number) { return number % 4 == 0 ? message(number) : status(number); }

class Bare {
public:
  explicit Bare(const std::string& path) {
    if (sqlite3_open(path.c_str(), &handle_) != SQLITE_OK) fail("bare: cannot be opened");
    run("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
        "CREATE TABLE bodies (id INTEGER PRIMARY KEY, body TEXT NOT NULL)");
    sqlite3_prepare_v2(handle_, "INSERT INTO bodies (body) VALUES (?1)", -1, &insert_, nullptr);
  }
  ~Bare() {
    sqlite3_finalize(insert_);
    sqlite3_close(handle_);
  }
  Bare(const Bare&) = delete;
  Bare& operator=(const Bare&) = delete;
  void insert(const std::string& body) {
    sqlite3_bind_text(insert_, 1, body.data(), static_cast<int>(body.size()), SQLITE_STATIC);
    if (sqlite3_step(insert_) != SQLITE_DONE) fail("bare: an insert failed");
    sqlite3_reset(insert_);
  }

private:
  void run(const char* sql) {
    if (sqlite3_exec(handle_, sql, nullptr, nullptr, nullptr) != SQLITE_OK) fail("bare: setup");
  }
  sqlite3* handle_ = nullptr;
  sqlite3_stmt* insert_ = nullptr;
};

double seconds_of(const std::function<void()>& body) {
  const auto start = std::chrono::steady_clock::now();
  body();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

void fill(SqliteStore& store) {
  NewCompany made;
  made.company.id = salon;
  made.company.name = "Salon";
  made.company.time_zone = TimeZone::utc();
  made.now = now;
  if (!store.create_company(made)) fail(store.detail());
  if (!store.begin(salon)) fail(store.detail());
  for (int i = 1; i <= 1000; ++i) {
    ImportedClient client;
    client.external_id = "c" + std::to_string(i);
    client.name = "Anna";
    client.phone = PhoneNumber{static_cast<std::uint64_t>(79'000'000'000LL + i)};
    if (!store.put_client(client)) fail(store.detail());
  }
  if (!store.commit()) fail(store.detail());
}

struct Rounds {
  int requests;
  int blocks;
  int threads = 1;
};

void answer_all(WebHandlers& handlers, const std::vector<WebRequest>& requests, int threads) {
  std::atomic<std::size_t> next{0};
  const auto work = [&] {
    for (std::size_t i = next++; i < requests.size(); i = next++) {
      if (handlers.answer(requests[i]).status != 200) fail("ours: not 200");
    }
  };
  std::vector<std::thread> others;
  for (int i = 1; i < threads; ++i) others.emplace_back(work);
  work();
  for (std::thread& other : others) other.join();
}

void compare(const char* name, const std::string& folder, Rounds rounds,
             WebRequest (*make)(int number)) {
  const std::string path = folder + "/" + name + std::to_string(rounds.threads);
  const OnlyUtc zones;
  auto opened = SqliteStore::open(path + ".db", OpenMode::create_or_existing, zones);
  if (!opened) fail("ours: cannot be opened");
  SqliteStore& store = *opened.value();
  fill(store);
  OutsideWorkers messenger;
  VirtualClock clock(now);
  Engine engine({store, store, store, store, store, messenger, clock}, EngineOptions{});
  WebOptions options;
  WhatsAppRoute route;
  route.name = "1060";
  route.webhook.app_secrets = {http::make_secret(std::string(secret))};
  route.webhook.phone_number_id = "1060";
  route.webhook.account_id = store.find_account(salon).value();
  options.whatsapp = {route};
  options.together = [&](const auto& work) { return store.together(work); };
  WebHandlers handlers(engine, clock, options);
  Bare bare(path + "-bare.db");
  std::vector<double> ratios;
  double ours_total = 0;
  double bare_total = 0;
  int number = 0;
  for (int block = 0; block < rounds.blocks; ++block) {
    std::vector<WebRequest> requests;
    for (int i = 0; i < rounds.requests; ++i) requests.push_back(make(++number));
    const double ours = seconds_of([&] { answer_all(handlers, requests, rounds.threads); });
    const double theirs = seconds_of([&] {
      for (const WebRequest& request : requests) bare.insert(request.body);
    });
    if (block == 0) continue;  // both logs grow first
    ratios.push_back(theirs / ours);
    ours_total += ours;
    bare_total += theirs;
  }
  const double count = static_cast<double>(rounds.requests) * static_cast<double>(ratios.size());
  std::printf("%-8s %d threads %7.0f us each, bare %7.0f us, ratio %.2f (of the sums %.2f)\n", name,
              rounds.threads, 1e6 * ours_total / count, 1e6 * bare_total / count, median(ratios),
              bare_total / ours_total);
}

}  // namespace

int main(int argc, char** argv) {
  Rounds rounds{argc > 1 ? std::atoi(argv[1]) : 40, argc > 2 ? std::atoi(argv[2]) : 60};
  if (rounds.requests < 1 || rounds.blocks < 2) fail("web_bench [REQUESTS] [BLOCKS, 2 or more]");
  std::string folder = (std::filesystem::temp_directory_path() / "web-bench-XXXXXX").string();
  if (mkdtemp(folder.data()) == nullptr) fail("no temporary folder");
  for (const int threads : {4, 1}) {
    rounds.threads = threads;
    compare("mixed", folder, rounds, mixed);
    compare("message", folder, rounds, message);
    compare("status", folder, rounds, status);
  }
  std::filesystem::remove_all(folder);
}
