#include <cstdio>

#include "reactivation/adapters/tz.hpp"
#include "reactivation/json/plan_json.hpp"
#include "reactivation/json/snapshot_json.hpp"

int main() {
  using namespace reactivation;
  const char* document = R"({"schema": "reactivation.snapshot/1",
    "company": {"id": 1, "timezone": "Europe/Berlin"}, "account": {},
    "services": [{"id": 1, "title": "Haircut"}], "rules": [{"service_id": 1}],
    "clients": [{"id": 1, "phone": "+4915112345678", "name": "Anna"}],
    "visits": [{"client_id": 1, "service_ids": [1], "datetime": "2026-01-20T11:00", "status": "completed"}]})";
  const SystemTimeZones zones;
  const ReadSnapshot input = read_snapshot(document, zones);
  for (const Issue& issue : input.issues) std::puts((issue.place + ": " + issue.message).c_str());
  if (!input.snapshot) return 2;
  const Instant now = parse_time("2026-03-10T09:00:00Z")->instant_in(TimeZone::utc());
  std::puts(write_plan(plan_day(*input.snapshot, now)).c_str());
}
