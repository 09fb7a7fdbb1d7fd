// A salon at YClients as the fault server plays it, with small samples of our own.
#pragma once

#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "fault_server/fault_server.hpp"
#include "reactivation/adapters/memory_import.hpp"
#include "reactivation/adapters/phone.hpp"
#include "reactivation/adapters/yclients.hpp"
#include "reactivation/engine/importer.hpp"

namespace reactivation::yclients_test {

using fault_server::Json;
using fault_server::server;

inline constexpr std::int64_t salon_id = 4564;
inline constexpr const char* partner_key = "canary-partner-0123456789abcdef";
inline constexpr const char* user_key = "canary-user-fedcba9876543210";

inline TimeZone moscow() {
  return {"Europe/Moscow",
          {{min_instant, std::chrono::duration_cast<Seconds>(std::chrono::hours{3})}}};
}
inline Instant at(const char* text) { return parse_time(text)->instant_in(TimeZone::utc()); }
inline const Instant now = at("2026-03-03T07:00:00Z");

inline YclientsOptions quick_options() {
  YclientsOptions out;
  out.salon_id = salon_id;
  out.partner_token = [] { return std::string(partner_key); };
  out.user_token = [] { return std::string(user_key); };
  out.zone = moscow();
  out.base_url = server().http() + "/api/v1";
  out.client.repeat.first = http::Milliseconds{2};
  out.client.host_limits = std::make_shared<http::HostLimits>();
  out.try_max = http::Milliseconds{3'000};
  return out;
}

// --- What YClients says --------------------------------------------------------------------------

inline Json step(const Json& data, const Json& meta = Json::array()) {
  return {{"json", {{"success", true}, {"data", data}, {"meta", meta}}}};
}
inline Json refusal(int status, const Json& meta) {
  return {{"status", status}, {"json", {{"success", false}, {"data", nullptr}, {"meta", meta}}}};
}

inline Json person(std::int64_t id, const std::string& name, const Json& phone) {
  return {{"id", id}, {"name", name}, {"phone", phone}};
}
/// A record as the list has it. `client`: null for a walk-in.
inline Json record(std::int64_t id, const Json& client, const std::string& date, int attendance,
                   double cost = 1500) {
  return {{"id", id},
          {"company_id", salon_id},
          {"staff_id", 9},
          {"services", {{{"id", 331}, {"title", "Стрижка"}, {"cost", cost}, {"amount", 1}}}},
          {"goods_transactions", Json::array()},
          {"staff", {{"id", 9}, {"name", "Оксана"}, {"position", Json::array()}}},
          {"client", client},
          {"date", date},
          {"datetime", date.substr(0, 10) + "T" + date.substr(11) + "+03:00"},
          {"create_date", "2026-01-16T20:35:11+0300"},
          {"attendance", attendance},
          {"visit_attendance", attendance},
          {"visit_id", "8262996"},
          {"deleted", false}};
}
inline Json page(const std::vector<Json>& rows, std::int64_t total) {
  return step(Json(rows), {{"page", 1}, {"total_count", total}});
}

inline Json usual_services() {
  return step({{"events", Json::array()},
               {"category", Json::array()},
               {"services",
                {{{"id", "331"}, {"title", "Стрижка"}, {"price_min", "1300.00"}, {"active", 0}},
                 {{"id", 332}, {"title", "Окрашивание"}, {"price_min", 4000}}}}});
}
inline Json usual_staff() {
  return step(Json::array({{{"id", "9"}, {"name", "Оксана"}, {"position", Json::array()}},
                           {{"id", 10}, {"name", "Сергей"}, {"position", Json::object()}}}));
}

/// The pages of records and of clients, each given; the rest as usual. `changes`: what the last
/// look at what has changed meanwhile brings.
inline Json salon(const std::vector<Json>& record_pages, const std::vector<Json>& client_pages,
                  const std::vector<Json>& changes = {}) {
  const Json none = page({}, 0);
  Json routes = Json::array();
  routes.push_back({{"path", "changed_after="},
                    {"steps", changes.empty() ? Json::array({none}) : Json(changes)}});
  routes.push_back({{"path", "/records/4564?"}, {"steps", record_pages}});
  routes.push_back({{"path", "/clients/search"}, {"steps", client_pages}});
  routes.push_back({{"path", "/book_services/4564"}, {"steps", Json::array({usual_services()})}});
  routes.push_back({{"path", "/book_staff/4564"}, {"steps", Json::array({usual_staff()})}});
  return {{"steps", Json::array({refusal(404, {{"message", "Не найдено"}})})}, {"routes", routes}};
}

// --- What we do with it --------------------------------------------------------------------------

/// A folder that goes with the test.
struct Folder {
  std::string path =
      (std::filesystem::temp_directory_path() / ("yclients-test-" + std::to_string(::getpid())))
          .string();
  Folder() { std::filesystem::create_directories(path); }
  ~Folder() { std::filesystem::remove_all(path); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  [[nodiscard]] std::string copy() const { return path + "/copy"; }
};

inline std::unique_ptr<Yclients> client(YclientsOptions options = quick_options()) {
  auto made = Yclients::make(std::move(options));
  REQUIRE(made);
  return std::move(made).value();
}

inline YclientsReading reading(const Folder& folder) { return {folder.copy(), now, {}}; }

struct Imported {
  MemoryImportRows rows;
  ImportSummary summary;
};
/// What a copy becomes in a store.
inline Imported import_copy(const std::string& file, MemoryImport& store) {
  auto opened = YclientsTables::open(file);
  REQUIRE(opened);
  YclientsTables& tables = *opened.value();
  ImportPlan plan;
  plan.company_id = CompanyId{1};
  plan.country = "RU";
  plan.currency = "RUB";
  plan.zone = moscow();
  plan.now = now;
  plan.group_by = {"record"};
  const auto phones = make_phone_reader();
  auto summary = import_tables(plan, {&tables.services(), &tables.clients(), &tables.visits()},
                               *phones, store);
  REQUIRE(summary);
  for (const Issue& issue : summary.value().errors) FAIL(issue.place + ": " + issue.message);
  return {store.rows(CompanyId{1}), std::move(summary).value()};
}
inline Imported import_copy(const std::string& file) {
  MemoryImport store;
  return import_copy(file, store);
}

inline std::string header_of(const Json& request, const std::string& name) {
  for (const Json& header : request["headers"]) {
    if (header[0] == name) return header[1];
  }
  return {};
}

}  // namespace reactivation::yclients_test
