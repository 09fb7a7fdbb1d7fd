// Webhooks: bytes in, a status out, and what is stored by then.
#include "web_desk.hpp"

using namespace reactivation;
using namespace reactivation::web_test;

namespace {

bool is_opted_out(WebDesk& desk, int number) {
  return desk.person(number).clients.front().is_opted_out;
}

}  // namespace

TEST_CASE("A signed webhook is answered with 200 when it is stored and has had its effect") {
  WebDesk desk;
  REQUIRE(desk.status(signed_post(message_body(1, "Stop", "wamid.1"))) == 200);
  CHECK(is_opted_out(desk, 1));
  CHECK_FALSE(is_opted_out(desk, 2));
  REQUIRE(desk.reports_made.size() == 1);
  CHECK(desk.reports_made[0].service == "whatsapp");
  CHECK(desk.reports_made[0].stored == 1);
}

TEST_CASE("Forged, unsigned and doubly signed webhooks are 401 and change nothing") {
  WebDesk desk;
  const std::string body = message_body(1, "Stop", "wamid.1");
  const std::string signature = signature_of(body);
  CHECK(desk.status(signed_post(body, "another")) == 401);
  CHECK(desk.status(post("/in/whatsapp/1060", body)) == 401);
  CHECK(desk.status(post("/in/whatsapp/1060", body + " ", {{"X-Hub-Signature-256", signature}})) ==
        401);
  CHECK(desk.status(
            post("/in/whatsapp/1060", body,
                 {{"X-Hub-Signature-256", signature}, {"X-Hub-Signature-256", signature}})) == 401);
  CHECK_FALSE(is_opted_out(desk, 1));
}

TEST_CASE("The same webhook a hundred times has one effect and is 200 each time") {
  WebDesk desk;
  const WebRequest request = signed_post(message_body(2, "hm?", "wamid.1"));
  for (int i = 0; i < 100; ++i) REQUIRE(desk.status(request) == 200);
  std::int64_t stored = 0;
  std::int64_t known = 0;
  for (const WebReport& report : desk.reports_made) {
    stored += report.stored;
    known += report.known;
  }
  CHECK(stored == 1);
  CHECK(known == 99);
  CHECK(alerts_of(desk, AlertKind::reply_needs_person) == 1);
}

TEST_CASE("Webhooks that come in another order, or a week late, end in the same state") {
  const std::string early = message_body(1, "Yes please", "wamid.1", "1773137000");
  const std::string late = message_body(1, "Stop", "wamid.2", "1773137600");
  for (const bool is_reversed : {false, true}) {
    WebDesk desk;
    REQUIRE(desk.status(signed_post(is_reversed ? late : early)) == 200);
    desk.clock.set(desk.clock.now() + Days{7});
    REQUIRE(desk.status(signed_post(is_reversed ? early : late)) == 200);
    CHECK(is_opted_out(desk, 1));
  }
}

TEST_CASE("What is too large, malformed or nobody's is refused") {
  WebDesk desk;
  const std::string huge(webhook_bytes_max + 1, ' ');
  CHECK(desk.status(signed_post(huge)) == 413);
  CHECK(desk.status(signed_post("{}")) == 400);
  CHECK(desk.status(signed_post("")) == 400);
  CHECK(desk.status(signed_post(std::string(5000, '['))) == 400);
  CHECK(desk.status(signed_post("\xff\xfe{")) == 400);
  for (const char* path :
       {"", "/", "/in", "/in/", "/in/whatsapp", "/in/whatsapp/", "/in/whatsapp/1061",
        "/in/whatsapp/1060/", "/in/whatsapp/1060/x", "/in//1060", "/whatsapp/1060",
        "/in/whatsapp/%31%30%36", "/in/whatsapp/106%", "/in/whatsapp/1060%00", "/inwhatsapp/1060",
        "/in/whatsapp/../whatsapp/1060", "/in/telegram/1", "/in/yclients/4564"}) {
    INFO(path);
    const WebAnswer answer = desk.answer(post(path, "{}"));
    CHECK(answer.status == 404);
    CHECK(answer.body == "not found\n");
  }
  CHECK(desk.status(post("/in/whatsapp/%31060", "{}")) == 401);  // the same name
}

TEST_CASE("A wrong method is 405 and says which is right") {
  WebDesk desk;
  for (const char* method : {"PUT", "DELETE", "HEAD", "PATCH", "OPTIONS"}) {
    const WebAnswer answer = desk.answer({method, "/in/whatsapp/1060", {}, {}, {}});
    CHECK(answer.status == 405);
    CHECK(answer.headers.back().name == "Allow");
    CHECK(answer.headers.back().value == "GET, POST");
  }
  CHECK(desk.status({"GET", "/in/evolution/my%20salon", {}, {}, {}}) == 405);
  CHECK(desk.status({"GET", "/in/permit", {}, {}, {}}) == 405);
  CHECK(desk.status({"POST", "/in/health", {}, {}, {}}) == 405);
}

TEST_CASE("The handshake gives the challenge back to whoever knows the token") {
  WebDesk desk;
  const auto handshake = [&](const std::string& token) {
    return desk.answer({"GET",
                        "/in/whatsapp/1060",
                        "hub.mode=subscribe&hub.challenge=1158&hub.verify_token=" + token,
                        {},
                        {}});
  };
  CHECK(handshake("mine").status == 200);
  CHECK(handshake("mine").body == "1158");
  CHECK(handshake("other").status == 403);
  CHECK(handshake("other").body == "forbidden\n");
  CHECK(handshake("").status == 403);
}

TEST_CASE("When the store takes nothing it is 503, and the redelivery has one effect") {
  WebDesk desk;
  const WebRequest request = signed_post(message_body(1, "Stop", "wamid.1"));
  desk.is_disk_full = true;
  CHECK(desk.status(request) == 503);
  CHECK(desk.reports_made.back().error == make_error_code(errc::storage_full));
  CHECK_FALSE(is_opted_out(desk, 1));
  desk.is_disk_full = false;
  CHECK(desk.status(request) == 200);
  CHECK(desk.status(request) == 200);
  CHECK(is_opted_out(desk, 1));
}

TEST_CASE("When one event of several fails the request is 503, and the others are stored") {
  WebDesk desk;
  const std::string both = webhook_of("\"messages\":[" + words_of(1, "Stop", "wamid.1") + "," +
                                      words_of(2, "Stop", "wamid.2") + "]");
  int receives = 0;
  desk.faults.fails = [&](std::string_view call, int) {
    return call == "receive" && ++receives == 1;
  };
  CHECK(desk.status(signed_post(both)) == 503);
  CHECK_FALSE(is_opted_out(desk, 1));
  CHECK(is_opted_out(desk, 2));
  desk.faults.fails = {};
  CHECK(desk.status(signed_post(both)) == 200);
  CHECK(is_opted_out(desk, 1));
}

TEST_CASE("What is lost together is undone together, and told by 503") {
  WebDesk desk;
  desk.options.together = [&](const std::function<void()>& work) -> result<void> {
    auto& store = dynamic_cast<SqliteStore&>(desk.fixture->inbox());
    return store.together([&] {
      work();
      throw std::bad_alloc();  // right before the commit
    });
  };
  CHECK(desk.status(signed_post(message_body(1, "Stop", "wamid.1"))) == 503);
  desk.fixture->reopen();
  CHECK_FALSE(is_opted_out(desk, 1));
}

TEST_CASE("A gateway without signatures is known by its header") {
  WebDesk desk;
  const std::string body =
      R"({"event":"messages.upsert","instance":"my salon","data":{"key":{"remoteJid":")" +
      to_e164(phone(1)).substr(1) +
      R"(@s.whatsapp.net","fromMe":false,"id":"3EB0"},"message":{"conversation":"Stop"}}})";
  const auto with = [&](const std::string& value) {
    return post("/in/evolution/my%20salon", body, {{"authorization", value}});
  };
  CHECK(desk.status(with("Bearer other")) == 401);
  CHECK(desk.status(with("gate-secret")) == 401);
  CHECK_FALSE(is_opted_out(desk, 1));
  CHECK(desk.status(with("Bearer gate-secret")) == 200);
  CHECK(is_opted_out(desk, 1));
}

TEST_CASE("A hint of YClients is kept before it is answered, and its secret is in the path") {
  WebDesk desk;
  const std::string body =
      R"({"company_id":4564,"resource":"record","resource_id":9,"data":{"client":{"id":5}}})";
  const std::string path = "/in/yclients/4564/" + hook_secret;
  CHECK(desk.status(post("/in/yclients/4564/guess", body)) == 404);
  CHECK(desk.status(post("/in/yclients/4565/" + hook_secret, body)) == 404);
  CHECK(desk.hints.empty());
  CHECK(desk.status(post(path, body)) == 200);
  CHECK(desk.hints == std::vector<YclientsHint>{{YclientsHint::Kind::record, 9, 5}});
  CHECK(desk.status(post(path, "x")) == 400);
  CHECK(desk.status(post(path, R"({"company_id":1,"resource":"record","resource_id":9})")) == 200);
  CHECK(desk.status({"GET", path, {}, {}, {}}) == 405);
  CHECK(desk.status(post(path, std::string(webhook_bytes_max + 1, 'x'))) == 413);
  CHECK(desk.hints.size() == 1);
  desk.is_folder_broken = true;
  CHECK(desk.status(post(path, body)) == 503);
}

TEST_CASE("A ban by webhook is obeyed and told") {
  WebDesk desk;
  int heard = 0;
  desk.options.hear = [&](const AccountSignal&) { ++heard; };
  CHECK(desk.status(signed_post(webhook_of(R"("errors":[{"code":131031}])"))) == 200);
  CHECK(heard == 1);
  CHECK(desk.reports_made.back().signals == 1);
  CHECK(alerts_of(desk, AlertKind::account_stopped) == 1);
}

TEST_CASE("Health tells whether the store can be read") {
  WebDesk desk;
  CHECK(desk.status({"GET", "/in/health", {}, {}, {}}) == 200);
  desk.is_disk_full = true;
  CHECK(desk.status({"GET", "/in/health", {}, {}, {}}) == 503);
}

TEST_CASE("No answer says anything of its request") {
  WebDesk desk;
  const std::string canary = "canary7788";
  for (const std::string path :
       {"/in/whatsapp/1060", "/in/permit", "/in/outcome", "/in/evolution/my%20salon",
        "/in/yclients/4564/canary7788", "/canary7788"}) {
    for (const WebRequest& request :
         {post(path, canary), asked(path, "{\"" + canary + "\":1}"), asked(path, canary, canary)}) {
      const WebAnswer answer = desk.answer(request);
      CHECK(answer.body.find(canary) == std::string::npos);
      for (const WebHeader& header : answer.headers) {
        CHECK(header.value.find(canary) == std::string::npos);
      }
    }
  }
}
