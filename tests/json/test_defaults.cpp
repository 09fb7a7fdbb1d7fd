// The defaults stand in the published schema; the library must give the same ones.
#include <catch2/catch.hpp>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "documents.hpp"

using namespace reactivation;
using namespace reactivation::test;
using nlohmann::json;

namespace {

json load_schema() {
  std::ifstream file{SCHEMA_FOLDER "/reactivation.snapshot-1.schema.json"};
  REQUIRE(file);
  return json::parse(file);
}

const json& resolve(const json& schema, const json& node) {
  if (node.contains("$ref")) {
    return schema.at(json::json_pointer{node.at("$ref").get<std::string>().substr(1)});
  }
  if (node.contains("anyOf")) return resolve(schema, node.at("anyOf").at(0));
  return node;
}

/// The written document of one with only what is required.
json written_minimum() {
  const auto read_back = read(
      R"({"schema":"reactivation.snapshot/1","company":{"id":1,"timezone":"Etc/UTC"},
      "settings":{},"account":{},"services":[{"id":10,"title":"A"}],"staff":[{"id":20,"name":"B"}],
      "rules":[{"service_id":10}],"clients":[{"id":30}],
      "visits":[{"client_id":30,"service_ids":[],"datetime":"2026-01-01","status":"booked"}],
      "attempts":[{"client_id":30,"service_id":10,"cycle_key":"2026-01-01","attempt_number":1,
      "state":"planned"}],
      "slots":[{"service_id":10,"staff_id":20,"datetime":"2026-01-01T10:00:00Z"}]})");
  CAPTURE(listed(read_back.issues));
  REQUIRE(is_taken(read_back));
  return json::parse(write_snapshot(*read_back.snapshot));
}

struct Checked {
  int defaults = 0;
  std::vector<std::string> names;
};

void check_object(const json& schema, const json& object, const json& written,
                  const std::string& place, Checked& checked) {
  for (const auto& [name, field] : object.at("properties").items()) {
    const std::string here = place + '/' + name;
    CAPTURE(here);
    if (here == "/discounts" && !written.contains(name)) continue;  // there are none
    REQUIRE(written.contains(name));
    const json& type = resolve(schema, field);
    if (field.contains("default")) {
      ++checked.defaults;
      const bool is_unset = written.at(name).is_null();
      const json& value = field.at("default");
      // Words for "none" and empty lists of an absent list are written as what they mean.
      const bool is_none = is_unset && value == "none";
      const bool is_list_of_rows = place.empty() && value == json::array();
      CHECK((written.at(name) == value || is_none || is_list_of_rows));
    }
    if (type.contains("properties") && written.at(name).is_object()) {
      check_object(schema, type, written.at(name), here, checked);
    }
    if (type.contains("items") && written.at(name).is_array() && !written.at(name).empty()) {
      const json& item = resolve(schema, type.at("items"));
      if (item.contains("properties")) {
        check_object(schema, item, written.at(name).at(0), here + "/0", checked);
      }
    }
  }
  // The writer has no field that the schema does not have.
  for (const auto& [name, value] : written.items()) {
    CAPTURE(place, name);
    CHECK(object.at("properties").contains(name));
  }
}

}  // namespace

TEST_CASE("every default of the schema is what an absent field means") {
  const json schema = load_schema();
  Checked checked;
  check_object(schema, schema, written_minimum(), "", checked);
  // All that documents.md marks with `=`, and what this project added.
  CHECK(checked.defaults >= 50);
}

TEST_CASE("the lists of a document are empty when absent") {
  const auto snapshot = read(document_with("")).snapshot.value();
  CHECK(snapshot.services.empty());
  CHECK(snapshot.staff.empty());
  CHECK(snapshot.rules.empty());
  CHECK(snapshot.clients.empty());
  CHECK(snapshot.visits.empty());
  CHECK(snapshot.attempts.empty());
  CHECK(snapshot.slots.empty());
}

TEST_CASE("the documented defaults stand in the schema") {
  const json schema = load_schema();
  const auto of = [&](const char* object, const char* field) {
    return schema.at("$defs").at(object).at("properties").at(field).at("default");
  };
  CHECK(of("settings", "enabled") == true);
  CHECK(of("settings", "tone") == "friendly");
  CHECK(of("settings", "address_form") == "formal");
  CHECK(of("settings", "daily_limit_mode") == "auto");
  CHECK(of("settings", "manual_daily_limit") == nullptr);
  CHECK(of("settings", "sending_hours") == json{{"start", 10}, {"end", 19}});
  CHECK(of("settings", "sending_days") == json{1, 2, 3, 4, 5});
  CHECK(of("settings", "holidays") == json::array());
  CHECK(of("settings", "include_slots_in_message") == true);
  CHECK(of("settings", "max_slots_to_offer") == 3);
  CHECK(of("settings", "max_offers_per_slot") == 1);
  CHECK(of("settings", "prefer_favorite_staff") == true);
  CHECK(of("settings", "discount_from_attempt") == 1);
  CHECK(of("settings", "max_discount_percent") == 100);
  CHECK(of("settings", "require_consent") == false);
  CHECK(of("settings", "opt_out_on_negative") == false);
  CHECK(of("settings", "require_approval") == false);
  CHECK(of("settings", "recent_visit_days") == 3);
  CHECK(of("settings", "lapsed_cutoff_days") == 730);
  CHECK(of("settings", "conversion_threshold") == 0.15);
  CHECK(of("settings", "holdout") == json{{"percent", 0}, {"name", "default"}});
  CHECK(of("settings", "arms") == json{{"name", "default"},
                                       {"discounts", json::array()},
                                       {"tones", json::array()},
                                       {"slots", json::array()}});
  CHECK(of("settings", "discount_budget_minor") == nullptr);
  CHECK(of("settings", "margin_percent") == 60);
  CHECK(of("account", "warmup_level") == "cold");
  CHECK(of("account", "first_contact_daily_limit") == nullptr);
  CHECK(of("account", "spam_score") == 0);
  CHECK(of("account", "safe_sending_hours") == json{{"start", 0}, {"end", 24}});
  CHECK(of("account", "safe_sending_days") == json{1, 2, 3, 4, 5, 6, 7});
  CHECK(of("rule", "is_active") == true);
  CHECK(of("rule", "retry_interval_days") == 14);
  CHECK(of("rule", "max_attempts") == 3);
  CHECK(of("rule", "discount_progression") == json{10, 15, 20});
  CHECK(of("client", "reactivation_opt_out") == false);
  CHECK(of("client", "consent") == "unknown");
  CHECK(of("client", "needs_person") == false);
  CHECK(of("client", "has_chat_history") == false);
  CHECK(of("visit", "cost_minor") == 0);
  const json& company = schema.at("properties").at("company").at("properties");
  CHECK(company.at("business_type").at("default") == "other");
  CHECK(company.at("locale").at("default") == "en");
  CHECK(company.at("country").at("default") == "");
  CHECK(company.at("currency").at("default") == "");
}
