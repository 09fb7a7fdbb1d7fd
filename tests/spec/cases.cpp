// The conformance cases' program for C++: see README.md.
#include <fstream>
#include <iostream>
#include <sstream>
#include <string>

#include "reactivation/adapters/tz.hpp"
#include "reactivation/core/plan.hpp"
#include "reactivation/core/reply.hpp"
#include "reactivation/json/issues_json.hpp"
#include "reactivation/json/plan_json.hpp"
#include "reactivation/json/reply_json.hpp"
#include "reactivation/json/snapshot_json.hpp"

namespace {

using namespace reactivation;

std::string file_bytes(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream bytes;
  bytes << file.rdbuf();
  return bytes.str();
}

std::string answer(const std::string& call, Instant now, const std::string& request) {
  const SystemTimeZones zones;
  if (call == "classify") {
    return write_reply(request, classify_reply(request, reply_context(now, TimeZone::utc())));
  }
  const ReadSnapshot read = read_snapshot(request, zones);
  if (call == "validate") return write_issues(read.issues);
  if (call == "plan" && read.snapshot) return write_plan(plan_day(*read.snapshot, now));
  return {};
}

}  // namespace

int main(int argc, char** argv) {
  std::ifstream list(argc > 1 ? argv[1] : "");
  if (!list) return 2;
  std::string call;
  std::string now;
  std::string request;
  std::string path;
  while (std::getline(list, call, '\t') && std::getline(list, now, '\t') &&
         std::getline(list, request, '\t') && std::getline(list, path)) {
    const std::string bytes = answer(call, Instant{Seconds{std::stoll(now)}}, file_bytes(request));
    if (bytes.empty()) {
      std::cerr << call << " of " << request << " failed\n";
      return 1;
    }
    std::ofstream(path, std::ios::binary) << bytes;
  }
  return 0;
}
