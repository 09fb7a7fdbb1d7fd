#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "connection.hpp"
#include "reactivation/adapters/redis.hpp"
#include "reactivation/json/port_json.hpp"

namespace reactivation {
namespace {

using Json = nlohmann::ordered_json;
using redis::Connection;
using redis::Reply;

constexpr const char* our_type = "reactivation_offer";
/// How many dialogues that Redis has missed are written with one call.
constexpr std::size_t owed_at_once = 200;
constexpr int listed_max = 100'000;

/// One step for the server. KEYS: the dialogue, the full context, the mark that Redis is whole.
/// ARGV: seconds, phone, company, time, pending action. An action of the assistant's own that waits
/// is never taken away. The answer: whether the mark is there.
constexpr const char* save_script =
    "local held = redis.call('HGET', KEYS[1], 'pendingAction')\n"
    "local is_ours = true\n"
    "if held then\n"
    "  local ok, action = pcall(cjson.decode, held)\n"
    "  if ok and type(action) == 'table' and action.type ~= 'reactivation_offer' then\n"
    "    is_ours = false\n"
    "  end\n"
    "end\n"
    "redis.call('HSET', KEYS[1], 'phone', ARGV[2], 'companyId', ARGV[3], 'lastUpdated', ARGV[4])\n"
    "redis.call('HSETNX', KEYS[1], 'state', 'active')\n"
    "redis.call('HSETNX', KEYS[1], 'selection', '{}')\n"
    "if is_ours then redis.call('HSET', KEYS[1], 'pendingAction', ARGV[5]) end\n"
    "if redis.call('TTL', KEYS[1]) < tonumber(ARGV[1]) then\n"
    "  redis.call('EXPIRE', KEYS[1], ARGV[1])\n"
    "end\n"
    "redis.call('DEL', KEYS[2])\n"
    "return redis.call('EXISTS', KEYS[3])\n";

/// The original names people by digits alone.
std::string digits_of(PhoneNumber phone) { return std::to_string(phone.digits); }

std::string action_of(const Dialogue& dialogue) {
  Json action;
  action["type"] = our_type;
  action["dialogue"] = Json::parse(write_dialogue(dialogue));
  return action.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::optional<Dialogue> dialogue_of(std::string_view action, const DialogueKey& whose) {
  const Json read = Json::parse(action, nullptr, false);
  if (!read.is_object() || read.value("type", std::string{}) != our_type) return std::nullopt;
  const auto body = read.find("dialogue");
  if (body == read.end() || !body->is_object()) return std::nullopt;
  auto document = read_dialogue(body->dump(-1, ' ', false, Json::error_handler_t::replace));
  if (!document.value) return std::nullopt;
  const bool is_theirs = document.value->company_id == whose.company_id &&
                         document.value->client_id == whose.client_id;
  return is_theirs ? document.value : std::nullopt;
}

class Dialogues final : public RedisDialogues {
public:
  Dialogues(redis::Address address, RedisDialogueOptions options, DialogueMemory& store,
            PhoneOfClient phone_of)
      : options_(std::move(options)),
        connection_(std::move(address), options_.times),
        store_(store),
        phone_of_(std::move(phone_of)) {}

  result<std::optional<Dialogue>> load_dialogue(CompanyId company, ClientId client) override {
    auto kept = store_.load_dialogue(company, client);
    const auto phone = phone_of_(company, client);
    if (!kept || !phone) return kept;
    const Reply held = connection_.command({"HGET", key_of(company, *phone), "pendingAction"});
    if (!held || held->type != REDIS_REPLY_STRING) return kept;
    auto read = dialogue_of(redis::text_of(*held), {company, client});
    const bool is_newer = read && (!kept.value() || read->updated_at > kept.value()->updated_at);
    if (is_newer) return read;
    return kept;
  }

  result<void> save_dialogue(const Dialogue& dialogue) override {
    if (auto saved = store_.save_dialogue(dialogue); !saved) return saved;
    since_ = dialogue.updated_at - Seconds{options_.kept_for.count()};
    if (!write(dialogue)) is_listed_ = false;
    pay();
    return boost::outcome_v2::success();
  }

  result<void> forget_dialogue(CompanyId company, ClientId client) override {
    if (const auto phone = phone_of_(company, client)) {
      const Reply gone =
          connection_.command({"DEL", key_of(company, *phone), context_of(company, *phone)});
      if (!gone) return errc::storage_busy;
    }
    return store_.forget_dialogue(company, client);
  }

  result<std::vector<DialogueKey>> list_dialogues(Instant since, int rows_max) override {
    return store_.list_dialogues(since, rows_max);
  }

  bool is_whole() const noexcept override { return is_listed_ && owed_.empty(); }
  const std::string& detail() const noexcept override { return connection_.detail(); }

private:
  std::string key_of(CompanyId company, PhoneNumber phone) const {
    return options_.key_prefix + "dialog:" + std::to_string(company.value) + ":" + digits_of(phone);
  }
  std::string context_of(CompanyId company, PhoneNumber phone) const {
    return options_.key_prefix + "full_ctx:" + std::to_string(company.value) + ":" +
           digits_of(phone);
  }
  std::string mark() const { return options_.key_prefix + "reactivation:dialogues"; }

  /// False when Redis does not hold it, or has lost what it held.
  bool write(const Dialogue& dialogue) {
    const auto phone = phone_of_(dialogue.company_id, dialogue.client_id);
    if (!phone) return true;  // nobody could write from it
    const Reply reply = connection_.command(
        {"EVAL", save_script, "3", key_of(dialogue.company_id, *phone),
         context_of(dialogue.company_id, *phone), mark(), std::to_string(options_.kept_for.count()),
         digits_of(*phone), std::to_string(dialogue.company_id.value),
         to_rfc3339(dialogue.updated_at), action_of(dialogue)});
    if (!reply || reply->type != REDIS_REPLY_INTEGER) return false;
    // Without the mark somebody has emptied it, or it was started empty.
    return reply->integer == 1 || !is_listed_;
  }

  /// Writes what Redis has missed, some with each call.
  void pay() {
    if (!connection_.detail().empty()) return;
    if (!is_listed_) {
      const auto listed = store_.list_dialogues(since_, listed_max);
      if (!listed) return;
      owed_.assign(listed.value().rbegin(), listed.value().rend());  // the latest is written first
      // From here on a mark that is gone says that something was lost after it.
      if (!connection_.command({"SET", mark(), "1"})) return;
      is_listed_ = true;
    }
    for (std::size_t i = 0; i < owed_at_once && !owed_.empty(); ++i) {
      const DialogueKey key = owed_.back();
      const auto kept = store_.load_dialogue(key.company_id, key.client_id);
      if (!kept) return;
      if (kept.value() && !write(*kept.value())) {
        is_listed_ = false;
        return;
      }
      owed_.pop_back();
    }
  }

  RedisDialogueOptions options_;
  Connection connection_;
  DialogueMemory& store_;
  PhoneOfClient phone_of_;
  Instant since_ = no_instant;
  /// Of this process's time: what is owed is known. Not so at first, because an earlier process may
  /// have ended while Redis was away.
  bool is_listed_ = false;
  std::vector<DialogueKey> owed_;
};

}  // namespace

result<std::unique_ptr<RedisDialogues>> RedisDialogues::make(const RedisDialogueOptions& options,
                                                             DialogueMemory& store,
                                                             PhoneOfClient phone_of) {
  auto address = redis::address_of(options.url);
  if (!address || !phone_of || options.kept_for.count() <= 0) return errc::invalid_argument;
  return std::unique_ptr<RedisDialogues>{
      new Dialogues{std::move(*address), options, store, std::move(phone_of)}};
}

}  // namespace reactivation
