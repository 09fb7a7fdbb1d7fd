#include "metrics.hpp"

#include "reactivation/core/account_stop.hpp"
#include "reactivation/core/limits.hpp"

namespace service {

using namespace reactivation;

namespace {

std::string number(double value) { return Json(value).dump(); }

std::string head(const char* name, const char* type, const char* help) {
  return std::string("# HELP ") + name + " " + help + "\n# TYPE " + name + " " + type + "\n";
}

}  // namespace

void Metrics::count(const ApiReport& report) {
  const double seconds = static_cast<double>(report.microseconds) / 1e6;
  const std::lock_guard lock(mutex_);
  ++requests_[{std::string(report.operation), report.status}];
  for (std::size_t i = 0; i < bounds.size(); ++i) within_[i] += seconds <= bounds[i];
  ++all_;
  seconds_ += seconds;
}

std::string Metrics::text(WorkerDesk& desk, Instant now) {
  std::string out;
  {
    const std::lock_guard lock(mutex_);
    out += head("reactivation_requests_total", "counter", "Requests answered.");
    for (const auto& [what, count] : requests_) {
      out += "reactivation_requests_total{operation=\"" + what.first + "\",status=\"" +
             std::to_string(what.second) + "\"} " + std::to_string(count) + "\n";
    }
    const char* const name = "reactivation_request_seconds";
    out += head(name, "histogram", "How long an answer took.");
    for (std::size_t i = 0; i < bounds.size(); ++i) {
      out += std::string(name) + "_bucket{le=\"" + number(bounds[i]) + "\"} " +
             std::to_string(within_[i]) + "\n";
    }
    out += std::string(name) + "_bucket{le=\"+Inf\"} " + std::to_string(all_) + "\n";
    out += std::string(name) + "_sum " + number(seconds_) + "\n";
    out += std::string(name) + "_count " + std::to_string(all_) + "\n";
  }
  const auto companies = desk.store().list_companies();
  out += head("reactivation_store_up", "gauge", "Whether the store can be read.");
  out += std::string("reactivation_store_up ") + (companies ? "1" : "0") + "\n";
  if (!companies) return out;
  std::string sent = head("reactivation_account_sent_today", "gauge", "Messages of the local day.");
  std::string left = head("reactivation_account_day_max", "gauge", "The day's limit in force.");
  std::string spam =
      head("reactivation_account_spam_score", "gauge", "0 to 1; above 0.7 it stops.");
  std::string stop =
      head("reactivation_account_stopped", "gauge", "1: nothing leaves until somebody acts.");
  for (const CompanyName& company : companies.value()) {
    const auto known = desk.store().load_company(company.id);
    const auto settings = desk.store().load_settings(company.id);
    const auto standing = desk.lists().load_standing(company.id, now);
    if (!known || !settings || !standing || !standing.value()) continue;
    const Account& account = standing.value()->account;
    const auto gate = desk.store().load_gate(account.id, desk.here());
    const Quota quota = quota_of_day(settings.value(), &account, known.value().time_zone, now, 0);
    const std::string label = "{company=\"" + std::to_string(company.id.value) + "\"} ";
    const bool is_stopped =
        !gate || !stop_word_of(gate.value(), account, standing.value()->governed).empty();
    sent += "reactivation_account_sent_today" + label + std::to_string(quota.sent) + "\n";
    left += "reactivation_account_day_max" + label + std::to_string(quota.limit) + "\n";
    spam += "reactivation_account_spam_score" + label + number(account.spam_score) + "\n";
    stop += "reactivation_account_stopped" + label + (is_stopped ? "1" : "0") + "\n";
  }
  return out + sent + left + spam + stop;
}

}  // namespace service
