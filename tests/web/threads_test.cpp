// Many threads at once: for ThreadSanitizer, and for what must happen once.
#include <atomic>
#include <thread>

#include "web_desk.hpp"

using namespace reactivation;
using namespace reactivation::web_test;

TEST_CASE("A hundred deliveries of one webhook on eight threads have one effect") {
  WebDesk desk;
  std::atomic<int> right{0};
  std::atomic<std::int64_t> stored{0};
  desk.options.report = [&](const WebReport& report) { stored += report.stored; };
  desk.handlers = std::make_unique<WebHandlers>(desk.web_engine, desk.clock, desk.options);
  const WebRequest same = signed_post(message_body(1, "Stop", "wamid.1"));
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 8; ++thread) {
    threads.emplace_back([&, thread] {
      for (int i = 0; i < 13; ++i) {
        if (desk.handlers->answer(same).status == 200) ++right;
        const std::string id = "own." + std::to_string(thread * 100 + i);
        if (desk.handlers->answer(signed_post(message_body(2, "hm?", id))).status == 200) ++right;
        if (desk.handlers->answer({"GET", "/in/health", {}, {}, {}}).status == 200) ++right;
        (void)desk.handlers->answer(post("/in/yclients/4564/" + hook_secret,
                                         R"({"company_id":4564,"resource":"client",)"
                                         R"("resource_id":9})"));
        (void)desk.handlers->answer(asked("/in/permit", R"({"company_id":1})"));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(right == 8 * 13 * 3);
  CHECK(stored == 1 + 8 * 13 + 8 * 13);  // the hints, too
  CHECK(desk.person(1).clients.front().is_opted_out);
}
