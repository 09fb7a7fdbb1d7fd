#include "history.hpp"

#include <algorithm>
#include <vector>

#include "values.hpp"

namespace reactivation::sql {
namespace {

struct ServiceHistory {
  std::int64_t service_id = 0;
  Instant last_visit_at = no_instant;
  std::int64_t times = 0;
  Instant next_booking_at = no_instant;
};

/// Sums one client after the other; its buffers are reused.
class Summer {
public:
  Summer(Session& session, CompanyId company)
      : database_(session.database), company_(company), zone_(zone_of(session, company)) {}

  void refresh(std::int64_t client) {
    read(client);
    database_.change(
        "DELETE FROM reactivation_client_services WHERE company_id = ?1 AND client_id = ?2",
        company_.value, client);
    for (const ServiceHistory& history : services_) {
      if (history.times == 0) continue;
      database_.change(
          "INSERT INTO reactivation_client_services VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
          company_.value, client, history.service_id, history.last_visit_at, history.times,
          history.next_booking_at == no_instant ? std::nullopt
                                                : std::optional{history.next_booking_at});
    }
    database_.change(
        "UPDATE clients SET reactivation_visit_count = ?2, reactivation_spent_minor = ?3"
        " WHERE id = ?1",
        client, visits_, spent_minor_);
  }

private:
  struct Visit {
    Instant at;
    std::int64_t service_id;
  };

  void read(std::int64_t client) {
    completed_.clear();
    services_.clear();
    visits_ = 0;
    spent_minor_ = 0;
    Rows rows = database_.query(
        "SELECT datetime, status, service_ids, cost_minor FROM bookings"
        " WHERE company_id = ?1 AND client_id = ?2",
        company_.value, client);
    while (rows.next()) {
      const std::string_view word = rows.text(1);
      if (word == "cancelled" || word == "no_show" || word.empty()) continue;
      const auto at = instant_at(rows, 0, zone_);
      if (!at) continue;
      ids_in_list(rows.text(2), ids_);
      if (ids_.empty()) ids_.push_back(0);
      if (word != "completed") {
        for (const std::int64_t id : ids_) add_booking(id, *at);
        continue;
      }
      ++visits_;
      spent_minor_ = std::min(spent_minor_ + amount_at(rows, 3), largest_amount);
      for (const std::int64_t id : ids_) completed_.push_back({*at, id});
    }
    sum();
  }

  ServiceHistory& history_of(std::int64_t service) {
    const auto found =
        std::find_if(services_.begin(), services_.end(),
                     [&](const ServiceHistory& history) { return history.service_id == service; });
    if (found != services_.end()) return *found;
    return services_.emplace_back(ServiceHistory{service});
  }

  void add_booking(std::int64_t service, Instant at) {
    ServiceHistory& history = history_of(service);
    history.next_booking_at = std::max(history.next_booking_at, at);
  }

  /// How often a service was taken counts instants: two records at one instant are one visit to
  /// it. (The number of visits counts records, as it does in a snapshot.)
  void sum() {
    std::sort(completed_.begin(), completed_.end(), [](const Visit& a, const Visit& b) {
      return a.service_id != b.service_id ? a.service_id < b.service_id : a.at < b.at;
    });
    for (std::size_t i = 0; i < completed_.size(); ++i) {
      const Visit& visit = completed_[i];
      if (i > 0 && completed_[i - 1].service_id == visit.service_id &&
          completed_[i - 1].at == visit.at) {
        continue;
      }
      ServiceHistory& history = history_of(visit.service_id);
      history.last_visit_at = std::max(history.last_visit_at, visit.at);
      ++history.times;
    }
  }

  Database& database_;
  CompanyId company_;
  const TimeZone& zone_;
  std::vector<Visit> completed_;
  std::vector<ServiceHistory> services_;
  std::vector<std::int64_t> ids_;
  std::int64_t visits_ = 0;
  std::int64_t spent_minor_ = 0;
};

}  // namespace

// What is marked after the marks were taken waits for the next time.
void refresh_history(Session& session, CompanyId company) {
  std::vector<std::int64_t> clients;
  {
    Rows rows = session.database.query(
        "DELETE FROM reactivation_dirty_clients WHERE company_id = ?1 RETURNING client_id",
        company.value);
    while (rows.next()) clients.push_back(rows.integer(0));
  }
  std::sort(clients.begin(), clients.end());
  clients.erase(std::unique(clients.begin(), clients.end()), clients.end());
  if (clients.empty()) return;
  Summer summer{session, company};
  for (const std::int64_t client : clients) summer.refresh(client);
}

}  // namespace reactivation::sql
