#include "daemon_web.hpp"

#include <algorithm>
#include <utility>

#include "failure.hpp"
#include "web_choice.hpp"

namespace cli {

using namespace reactivation;

namespace {

/// Of `whatsapp:NUMBER@URL` the number.
std::string name_in(const std::string& spec) {
  const std::size_t colon = spec.find(':');
  const std::size_t end = std::min(spec.find('@', colon), spec.size());
  return spec.substr(colon + 1, end - colon - 1);
}

std::string without_slash(std::string path) {
  while (path.ends_with('/')) path.pop_back();
  return path;
}

WebOptions routes_of(const CompanyConfiguration& own, WebService& service) {
  WebOptions out;
  out.path = without_slash(own.listen->path);
  Database& database = service.database();
  const AccountId account = database.get(database.store().find_account(own.id), database.path());
  const std::string kind = kind_of(own.messenger);
  if (account.is_set() && kind == "whatsapp") {
    out.whatsapp.push_back(whatsapp_route(name_in(own.messenger.spec), {}, account));
  }
  if (account.is_set() && kind == "evolution") {
    out.evolution.push_back(evolution_route(name_in(own.messenger.spec), account));
  }
  if (own.slots.spec.starts_with("yclients:")) {
    out.yclients.push_back(yclients_route(std::stoll(name_in(own.slots.spec)), database.beside()));
  }
  return out;
}

}  // namespace

DaemonWeb::DaemonWeb(const Setup& setup, const std::vector<Company>& companies,
                     const std::string& owner, Clock& clock) {
  for (const Company& company : companies) {
    const CompanyConfiguration* own = setup.find(company.id);
    if (own != nullptr && own->listen) mount(*own, setup.db, owner, clock);
  }
  start();
}

DaemonWeb::~DaemonWeb() {
  for (const auto& listener : listeners_) listener->stop();
  (void)settle();
}

void DaemonWeb::mount(const CompanyConfiguration& own, const std::string& db,
                      const std::string& owner, Clock& clock) {
  Mounted mounted;
  mounted.path = without_slash(own.listen->path);
  mounted.service = std::make_unique<WebService>(db, owner + "-web-" + std::to_string(own.id.value),
                                                 clock, own.notify);
  WebOptions routes = routes_of(own, *mounted.service);
  if (routes.whatsapp.empty() && routes.evolution.empty() && routes.yclients.empty()) {
    mounted.service->notices().log("company " + std::to_string(own.id.value) +
                                   ": nothing of it sends webhooks; `listen` is not opened");
    return;
  }
  mounted.service->open(std::move(routes));
  doors_[{own.listen->host, own.listen->port}].push_back(std::move(mounted));
}

void DaemonWeb::start() {
  for (auto& [address, door] : doors_) {
    std::stable_sort(door.begin(), door.end(), [](const Mounted& a, const Mounted& b) {
      return a.path.size() > b.path.size();
    });
    ListenerOptions options;
    options.host = address.first;
    options.port = address.second;
    auto listener = Listener::make(
        options, [&door = door](const WebRequest& request) { return answer(door, request); });
    if (!listener || !listener.value()->start()) {
      fail_run("listen on " + address.first + ":" + std::to_string(address.second) +
               ": the port is taken, or the address is not this machine's");
    }
    door.front().service->notices().log("listening on " + address.first + ":" +
                                        std::to_string(listener.value()->port()));
    listeners_.push_back(std::move(listener).value());
  }
}

WebAnswer DaemonWeb::answer(Door& door, const WebRequest& request) noexcept {
  for (Mounted& mounted : door) {
    const bool is_below = request.path.size() > mounted.path.size() &&
                          request.path.compare(0, mounted.path.size(), mounted.path) == 0 &&
                          request.path[mounted.path.size()] == '/';
    if (is_below) return mounted.service->answer(request);
  }
  return door.back().service->answer(request);  // which has no such path
}

bool DaemonWeb::settle() {
  bool is_settled = true;
  for (auto& [address, door] : doors_) {
    for (Mounted& mounted : door) is_settled = !mounted.service->settle() && is_settled;
  }
  return is_settled;
}

void DaemonWeb::tend() {
  for (auto& [address, door] : doors_) {
    for (Mounted& mounted : door) mounted.service->notices().tend();
  }
}

}  // namespace cli
