// Dialogues in a real Redis beside a store in memory, which stands for SQL.
#include <catch2/catch.hpp>
#include <map>

#include "reactivation/adapters/memory.hpp"
#include "reactivation/adapters/redis.hpp"
#include "redis_server.hpp"

using namespace reactivation;
using redis_test::Server;

namespace {

constexpr CompanyId salon{7};
constexpr Instant noon{Seconds{1'773'144'000}};  // 2026-03-10T12:00:00Z

PhoneNumber phone_of(ClientId client) {
  return PhoneNumber{79001230000ULL + static_cast<std::uint64_t>(client.value)};
}

Dialogue dialogue(std::int64_t client, Instant at, int discount = 10) {
  Dialogue out;
  out.company_id = salon;
  out.client_id = ClientId{client};
  out.attempt_id =
      attempt_id({salon, out.client_id, ServiceId{3}, LocalDate{date::year{2026} / 1 / 5}, 1});
  out.service_id = ServiceId{3};
  out.discount_percent = discount;
  out.offer_valid_until = LocalDate{date::year{2026} / 3 / 17};
  out.updated_at = at;
  return out;
}

class World {
public:
  World() : dialogues(open()) {}

  std::unique_ptr<RedisDialogues> open() {
    RedisDialogueOptions options;
    options.url = server.url();
    options.times.pause_min = options.times.pause_max = std::chrono::milliseconds{1};
    auto made = RedisDialogues::make(options, store, [](CompanyId, ClientId client) {
      return client.value < 900 ? std::optional{phone_of(client)} : std::nullopt;
    });
    return std::move(made).value();
  }
  [[nodiscard]] static std::string key(std::int64_t client) {
    return "dialog:7:" + std::to_string(phone_of(ClientId{client}).digits);
  }
  [[nodiscard]] std::string field(std::int64_t client, const std::string& name) const {
    return server.ask("HGET " + key(client) + " " + name);
  }
  void save(const Dialogue& what) { REQUIRE(dialogues->save_dialogue(what)); }

  Server server;
  MemoryStore store;
  std::unique_ptr<RedisDialogues> dialogues;
};

}  // namespace

TEST_CASE("a dialogue stands under the original's key, in the original's members") {
  World world;
  world.server.ask("SET full_ctx:7:79001230001 old");
  world.save(dialogue(1, noon));
  CHECK(world.field(1, "phone") == "79001230001");
  CHECK(world.field(1, "companyId") == "7");
  CHECK(world.field(1, "lastUpdated") == "2026-03-10T12:00:00Z");
  CHECK(world.field(1, "state") == "active");
  CHECK(world.field(1, "selection") == "{}");
  const std::string action = world.field(1, "pendingAction");
  CHECK(action.find("\"type\":\"reactivation_offer\"") != std::string::npos);
  CHECK(action.find("\"discount_percent\":10") != std::string::npos);
  CHECK(action.find("\"schema\":\"reactivation.dialogue/1\"") != std::string::npos);
  CHECK(std::stoi(world.server.ask("TTL " + World::key(1))) > 7 * 86400);
  // The assistant reads its copy of everything first.
  CHECK(world.server.ask("EXISTS full_ctx:7:79001230001") == "0");
  CHECK(world.dialogues->is_whole());
  CHECK(world.dialogues->load_dialogue(salon, ClientId{1}).value() == dialogue(1, noon));
}

TEST_CASE("what the assistant has put there stays") {
  World world;
  world.server.ask("HSET " + World::key(1) + " clientName Ольга selection '{\"service\":1}'");
  world.server.ask("HSET " + World::key(2) + " pendingAction '{\"type\":\"confirm_booking\"}'");
  world.server.ask("HSET " + World::key(3) + " pendingAction null");
  world.server.ask("HSET " + World::key(4) + " pendingAction 'no json'");
  for (const int client : {1, 2, 3, 4}) world.save(dialogue(client, noon));
  CHECK(world.field(1, "clientName") == "Ольга");
  CHECK(world.field(1, "selection") == "{\"service\":1}");
  CHECK(world.field(2, "pendingAction") == "{\"type\":\"confirm_booking\"}");
  CHECK(world.field(3, "pendingAction").find("reactivation_offer") != std::string::npos);
  CHECK(world.field(4, "pendingAction").find("reactivation_offer") != std::string::npos);
  // Ours is read from SQL then.
  CHECK(world.dialogues->load_dialogue(salon, ClientId{2}).value()->discount_percent == 10);
}

TEST_CASE("a dialogue is read from where it is newer") {
  World world;
  world.save(dialogue(1, noon));
  // Another worker whose SQL this one has not seen, or the assistant, has written a later one.
  MemoryStore other_store;
  RedisDialogueOptions options;
  options.url = world.server.url();
  const auto other = RedisDialogues::make(options, other_store, [](CompanyId, ClientId client) {
                       return std::optional{phone_of(client)};
                     }).value();
  REQUIRE(other->save_dialogue(dialogue(1, noon + Seconds{60}, 15)));
  CHECK(world.dialogues->load_dialogue(salon, ClientId{1}).value()->discount_percent == 15);
  // An older one does not take the newer one's place when it is read.
  REQUIRE(world.store.save_dialogue(dialogue(1, noon + Seconds{120}, 20)));
  CHECK(world.dialogues->load_dialogue(salon, ClientId{1}).value()->discount_percent == 20);
}

TEST_CASE("what stands under another person's key is not believed") {
  World world;
  world.save(dialogue(1, noon));
  const std::string action = world.field(1, "pendingAction");
  REQUIRE(action.find('\'') == std::string::npos);
  world.server.ask("HSET " + World::key(2) + " pendingAction '" + action + "'");
  CHECK_FALSE(world.dialogues->load_dialogue(salon, ClientId{2}).value());
}

TEST_CASE("while Redis is away SQL serves, and later Redis gets what it has missed") {
  World world;
  world.save(dialogue(1, noon));
  world.server.kill();
  world.save(dialogue(1, noon + Seconds{10}, 15));
  world.save(dialogue(2, noon + Seconds{20}));
  CHECK_FALSE(world.dialogues->is_whole());
  CHECK(world.dialogues->detail().find("127.0.0.1") != std::string::npos);
  // A reply still finds its offer.
  CHECK(world.dialogues->load_dialogue(salon, ClientId{1}).value()->discount_percent == 15);
  world.server.start();
  world.save(dialogue(3, noon + Seconds{30}));
  CHECK(world.dialogues->is_whole());
  CHECK(world.dialogues->detail().empty());
  CHECK(world.field(1, "pendingAction").find("\"discount_percent\":15") != std::string::npos);
  CHECK(world.field(2, "pendingAction").find("reactivation_offer") != std::string::npos);
}

TEST_CASE("a Redis that was emptied gets everything again with the next dialogue") {
  World world;
  for (int client = 1; client <= 300; ++client) world.save(dialogue(client, noon));
  world.server.ask("FLUSHALL");
  world.save(dialogue(301, noon + Seconds{5}));
  world.save(dialogue(302, noon + Seconds{6}));  // some hundreds with each call
  CHECK(world.dialogues->is_whole());
  CHECK(world.server.ask("KEYS 'dialog:*'").size() > 302 * 20);
  CHECK(world.field(1, "phone") == "79001230001");
}

TEST_CASE("a process that begins while Redis lacks something brings it") {
  World world;
  world.save(dialogue(1, noon));
  world.server.kill();
  world.save(dialogue(2, noon + Seconds{10}));
  world.dialogues.reset();  // it ends before Redis is back
  world.server.start();
  world.server.ask("SET reactivation:dialogues 1");
  world.dialogues = world.open();
  world.save(dialogue(3, noon + Seconds{20}));
  CHECK(world.field(2, "phone") == "79001230002");
}

TEST_CASE("an erased person's dialogue goes, and while Redis is away erasing waits") {
  World world;
  world.save(dialogue(1, noon));
  world.server.ask("SET full_ctx:7:79001230001 x");
  world.server.kill();
  CHECK_FALSE(world.dialogues->forget_dialogue(salon, ClientId{1}));
  world.server.start();
  world.save(dialogue(2, noon));
  REQUIRE(world.dialogues->forget_dialogue(salon, ClientId{1}));
  CHECK(world.server.ask("EXISTS " + World::key(1)) == "0");
  CHECK(world.server.ask("EXISTS full_ctx:7:79001230001") == "0");
}

TEST_CASE("a client without a number is served from SQL alone") {
  World world;
  world.save(dialogue(950, noon));
  CHECK(world.dialogues->load_dialogue(salon, ClientId{950}).value()->discount_percent == 10);
  CHECK(world.server.ask("KEYS 'dialog:*'").empty());
}

TEST_CASE("an address that is none, and a refused password, are told without the password") {
  MemoryStore store;
  RedisDialogueOptions options;
  options.url = "redis://";
  const auto nobody = [](CompanyId, ClientId client) { return std::optional{phone_of(client)}; };
  CHECK_FALSE(RedisDialogues::make(options, store, nobody));
  const Server server;
  options.url = server.url();
  options.url.insert(std::string{"redis://"}.size(), "lily:secret@");
  const auto made = RedisDialogues::make(options, store, nobody).value();
  REQUIRE(made->save_dialogue(dialogue(1, noon)));
  CHECK_FALSE(made->is_whole());
  CHECK(made->detail().find("password") != std::string::npos);
  CHECK(made->detail().find("secret") == std::string::npos);
  CHECK(made->load_dialogue(salon, ClientId{1}).value());
}
