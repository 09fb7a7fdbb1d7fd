// A small world told by hand: one salon in Berlin, its clients, and a log that is sound until a
// test makes it unsound.
#pragma once

#include <catch2/catch.hpp>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "oracle_zone.hpp"
#include "reactivation/simulation/oracle.hpp"

namespace story {

using namespace reactivation;
using namespace reactivation::simulation;

inline Instant utc(int year, int month, int day, int hour = 0, int minute = 0, int second = 0) {
  return Instant{
      Seconds{oracle::days_of(year, month, day) * 86'400 + hour * 3600 + minute * 60 + second}};
}
inline LocalDate date_at(int year, int month, int day) {
  return LocalDate{Days{static_cast<int>(oracle::days_of(year, month, day))}};
}

constexpr CompanyId salon{1};
constexpr CompanyId branch{2};
constexpr AccountId account{7};
constexpr ServiceId haircut{11};
constexpr ServiceId colour{12};
constexpr StaffId olga{21};

/// The first instant of the story's main day, a Tuesday: 10:00 in Berlin.
inline const Instant opening = utc(2026, 3, 3, 9);

inline AttemptId id_of(int client, int number = 1) {
  AttemptId id;
  id.bytes[0] = static_cast<std::uint8_t>(client);
  id.bytes[1] = static_cast<std::uint8_t>(client / 256);
  id.bytes[2] = static_cast<std::uint8_t>(number);
  return id;
}

inline Snapshot facts_of(CompanyId company) {
  Snapshot facts;
  facts.company.id = company;
  facts.company.name = "Salon Luna";
  facts.company.time_zone = TimeZone("Europe/Berlin", {});
  facts.account.emplace();
  facts.account->id = account;
  facts.account->warmup_level = WarmupLevel::hot;
  facts.services = {{haircut, "Haircut", 3000, true}, {colour, "Colour", 9000, true}};
  facts.staff = {{olga, "Olga", true}};
  Rule rule;
  rule.service_id = haircut;
  rule.reactivation_interval_days = 30;
  Rule other = rule;
  other.service_id = colour;
  facts.rules = {rule, other};
  return facts;
}

inline Client client_of(int number) {
  static const char* const names[] = {"Zara", "Anneke", "Birgit", "Cordula", "Dörte"};
  Client client;
  client.id = ClientId{number};
  client.phone = PhoneNumber{49'151'0000'0000u + static_cast<std::uint64_t>(number)};
  client.phone_status = PhoneStatus::mobile;
  client.name = number < 5 ? names[number] : "Bob";
  return client;
}

inline Identity phone_of(const Client& client) {
  return {IdentityKind::phone, "+" + std::to_string(client.phone.digits)};
}

class Story {
public:
  Story() : facts(facts_of(salon)) {}

  Instant now = utc(2026, 3, 2, 8);
  Snapshot facts;
  std::vector<LogEntry> log;

  void say(Happening what) { log.push_back({now, std::move(what)}); }

  void visit(int client, ServiceId service, Instant at, VisitStatus status = VisitStatus::completed,
             CompanyId company = salon) {
    Visit visit;
    visit.id = VisitId{++visits_};
    visit.client_id = ClientId{client};
    visit.service_ids = {service};
    visit.starts_at = at;
    visit.status = status;
    say(VisitStated{company, visit});
  }

  /// Company, clients 1 to `clients` with a haircut in January, free times, an armed account; then
  /// the clock stands at the opening.
  void begin(int clients = 4) {
    say(CompanyStated{facts});
    for (int number = 1; number <= clients; ++number) {
      say(ClientStated{salon, client_of(number)});
      visit(number, haircut, utc(2026, 1, 20, 10));
    }
    say(SlotsStated{salon, {slot()}});
    order(OrderKind::arm);
    now = opening;
  }

  static Slot slot() { return {haircut, olga, utc(2026, 3, 4, 14), 60}; }  // 15:00 in Berlin

  Ordered order_of(OrderKind kind, int client = 0, CompanyId company = salon) const {
    Ordered order;
    order.kind = kind;
    order.company_id = company;
    order.client_id = ClientId{client};
    order.account_id = account;
    return order;
  }
  void order(OrderKind kind, int client = 0, CallEnd end = CallEnd::done) {
    Ordered order = order_of(kind, client);
    order.end = end;
    say(order);
  }

  EventGiven event_of(int client, Intention intention) const {
    EventGiven given;
    given.event.provider = "gateway";
    given.event.event_id = "e" + std::to_string(log.size());
    given.event.account_id = account;
    given.event.from = {phone_of(client_of(client))};
    given.event.what = InboundMessage{};
    given.event.at = given.event.received_at = now;
    given.intention = intention;
    given.is_processed = true;
    return given;
  }

  Wired wire_of(int client, int number = 1) const {
    Wired wired;
    PlannedAttempt& planned = wired.planned;
    planned.attempt_id = id_of(client, number);
    planned.client_id = ClientId{client};
    planned.service_id = haircut;
    planned.cycle_key = date_at(2026, 1, 20);
    planned.attempt_number = number;
    planned.discount_percent = 5 + 5 * std::min(number, 3);
    const std::int64_t days = now.time_since_epoch().count() / 86'400;
    planned.not_before = Instant{Seconds{days * 86'400 + 9 * 3600}};
    planned.not_after = Instant{Seconds{days * 86'400 + 18 * 3600}};
    OutgoingMessage& message = wired.message;
    message.attempt_id = planned.attempt_id;
    message.company_id = salon;
    message.client_id = planned.client_id;
    message.service_id = planned.service_id;
    message.phone = client_of(client).phone;
    message.discount_percent = planned.discount_percent;
    message.sent_at = now;
    message.text = client_of(client).name + ", come for your haircut with " +
                   std::to_string(planned.discount_percent) + "% off.";
    return wired;
  }
  /// The same with Olga's free time in it.
  Wired wire_with_slot(int client) const {
    Wired wired = wire_of(client);
    wired.message.slots = {{slot(), 1, {}}};
    wired.message.text += " Olga is free tomorrow at 15:00.";
    return wired;
  }

  void look(const Wired& wired) { say(Looked{wired.worker, wired.message.attempt_id, true}); }
  void answer(const Wired& wired, SendOutcome outcome = SendOutcome::accepted) {
    const bool has_reached = outcome == SendOutcome::accepted || outcome == SendOutcome::uncertain;
    say(Answered{wired.worker, wired.message.attempt_id, outcome, has_reached});
  }
  void send(const Wired& wired, SendOutcome outcome = SendOutcome::accepted) {
    look(wired);
    say(wired);
    answer(wired, outcome);
  }
  void send(int client, int number = 1) { send(wire_of(client, number)); }

private:
  std::int64_t visits_ = 0;
};

/// The invariants that the oracle finds broken.
inline std::set<std::string> broken(const Story& story) {
  Oracle reader;
  for (const LogEntry& entry : story.log) reader.read(entry);
  std::set<std::string> names;
  for (const Violation& violation : reader.violations()) {
    UNSCOPED_INFO(violation.invariant << ": " << violation.what);
    names.insert(std::string(violation.invariant));
  }
  return names;
}
using Names = std::set<std::string>;

}  // namespace story
