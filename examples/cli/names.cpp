#include "names.hpp"

namespace cli {

using namespace reactivation;

namespace {

std::string name_in(const std::map<std::int64_t, std::string>& names, std::int64_t id) {
  const auto found = names.find(id);
  return found == names.end() || found->second.empty() ? "#" + std::to_string(id) : found->second;
}

}  // namespace

void Names::add(std::span<const Service> all) {
  for (const Service& service : all) services[service.id.value] = service.title;
}
void Names::add(std::span<const Staff> all) {
  for (const Staff& member : all) staff[member.id.value] = member.name;
}
void Names::add(std::span<const Client> all) {
  for (const Client& client : all) clients[client.id.value] = client.name;
}

std::string Names::of(ClientId id) const { return name_in(clients, id.value); }
std::string Names::of(ServiceId id) const { return name_in(services, id.value); }
std::string Names::of(StaffId id) const { return name_in(staff, id.value); }

Names names_of(const Snapshot& snapshot) {
  Names names;
  names.company = snapshot.company;
  names.add(snapshot.services);
  names.add(snapshot.staff);
  names.add(snapshot.clients);
  return names;
}

Names names_of(Database& database, const Company& company, Instant now) {
  Names names;
  names.company = company;
  const PlanFacts facts = database.get(
      database.store().load_plan_facts(company.id, now, PlanScope::due_only), database.path());
  names.add(facts.services);
  names.add(facts.staff);
  return names;
}

void add_clients(Names& names, Database& database, const std::vector<ClientId>& clients) {
  const auto loaded =
      database.get(database.store().load_clients(names.company.id, clients), database.path());
  names.add(loaded);
}

}  // namespace cli
