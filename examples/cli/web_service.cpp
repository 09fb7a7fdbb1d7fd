#include "web_service.hpp"

#include <utility>

#include "installation.hpp"

namespace cli {

using namespace reactivation;

namespace {

/// Another program's write is waited for so long; then the messenger is asked to come again.
constexpr std::chrono::milliseconds store_wait{3000};

}  // namespace

WebService::WebService(const std::string& db, const std::string& owner, Clock& clock,
                       const NotifyOptions& notify, Seconds send_max)
    : database_(db, OpenMode::existing),
      notices_(notify),
      workers_(send_max),
      engine_({.snapshots = database_.store(),
               .attempts = database_.store(),
               .inbox = database_.store(),
               .office = database_.store(),
               .slots = database_.store(),
               .messenger = workers_,
               .clock = clock,
               .dialogues = &database_.dialogues(),
               .notifier = &notices_,
               .drafts = &database_.store(),
               .results = &database_.store()},
              {.owner = owner,
               .here = database_.here(),
               .lease = Seconds{300},
               .sharing = Sharing::shared}),
      clock_(clock) {
  database_.wait_for_others(store_wait);
}

void WebService::open(WebOptions routes) {
  SqlStore& store = database_.store();
  // A server makes what many write durable together by itself.
  if (SqliteStore* file = database_.file()) {
    routes.together = [file](const auto& work) { return file->together(work); };
  }
  routes.is_healthy = [&store] { return store.schema_version().has_value(); };
  routes.hear = [this](const AccountSignal& signal) { notices_.hear(signal); };
  routes.report = [this](const WebReport& report) { tell(report); };
  handlers_.emplace(engine_, clock_, std::move(routes));
}

void WebService::tell(const WebReport& report) {
  if (report.service == "health" && report.status == 200) return;
  std::string line = std::string(report.service) + " " + std::to_string(report.status);
  const std::pair<const char*, std::int64_t> counts[] = {{" stored", report.stored},
                                                         {" known", report.known},
                                                         {" signals", report.signals},
                                                         {" dropped", report.dropped}};
  for (const auto& [word, count] : counts) {
    if (count > 0) line += word + (" " + std::to_string(count));
  }
  if (report.error) line += ": " + report.error.message();
  notices_.log(line);
}

}  // namespace cli
