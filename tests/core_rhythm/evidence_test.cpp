// What an interval is suggested from: a salon's own history of one service.
#include <catch2/catch.hpp>

#include "reactivation/core/interval_suggestion.hpp"
#include "reactivation/core/return_curve.hpp"

using namespace reactivation;

namespace {

constexpr ServiceId cut{1};
constexpr ServiceId beard{2};
const LocalDate first_day{date::year{2025} / 1 / 6};
constexpr int observed_days = 400;

Instant noon_of(int day) {
  return TimeZone::utc().to_instant(first_day + Days{day}) + Seconds{12 * 3600};
}

struct Salon : Snapshot {
  Salon() {
    company.time_zone = TimeZone::utc();
    company.business_type = BusinessType::barbershop;
    services = {{cut, "Haircut", 0, true}, {beard, "Beard trim", 0, true}};
    rules.resize(2);
    rules[0].service_id = beard;
    rules[0].calculated_avg_interval = 17;
    rules[1].service_id = cut;
  }
  void visit(int client, int day, VisitStatus status = VisitStatus::completed,
             ServiceId service = cut) {
    Visit out;
    out.client_id = ClientId{client};
    out.service_ids = {service};
    out.starts_at = noon_of(day);
    out.status = status;
    visits.push_back(out);
  }
  [[nodiscard]] IntervalEvidence evidence(ServiceId service = cut) const {
    return interval_evidence(*this, service, noon_of(observed_days));
  }
};

}  // namespace

TEST_CASE("the evidence counts who came again, and the gaps between their days") {
  Salon salon;
  salon.visit(1, 0);
  salon.visit(1, 0);  // twice on one day
  salon.visit(1, 30);
  salon.visit(1, 70);
  salon.visit(2, 10);  // once
  salon.visit(3, 10);  // again, but for something else
  salon.visit(3, 40, VisitStatus::completed, beard);
  salon.visit(4, 10);  // not again after all
  salon.visit(4, 50, VisitStatus::cancelled);
  salon.visit(4, 51, VisitStatus::no_show);
  salon.visit(4, 52, VisitStatus::booked);
  salon.visit(5, 10);  // a booking ahead is a return
  salon.visit(5, observed_days + 5, VisitStatus::booked);
  salon.visit(6, 10);  // what lies ahead has not taken place
  salon.visit(6, observed_days + 5, VisitStatus::completed);
  const IntervalEvidence known = salon.evidence();
  CHECK(known.business_type == BusinessType::barbershop);
  CHECK(known.service_title == "Haircut");
  CHECK(known.clients == 2);
  CHECK(known.gaps == 3);
  CHECK_FALSE(known.historical_days);
}

TEST_CASE("a calculated number of the rule goes before the history's own") {
  Salon salon;
  CHECK(salon.evidence(beard).historical_days == 17);
  CHECK(salon.evidence(beard).gaps == 0);
  CHECK_FALSE(salon.evidence(cut).historical_days);
}

TEST_CASE("a history that is good enough stands in for the calculated number") {
  Salon salon;
  std::vector<ReturnGap> gaps;
  for (int client = 0; client < 120; ++client) {
    const int gap = 20 + client % 60;
    salon.visit(client + 1, client % 7);
    salon.visit(client + 1, client % 7 + gap);
    gaps.push_back({gap, true});
    gaps.push_back({observed_days - client % 7 - gap, false});
  }
  const auto found = service_interval(return_curve(gaps), 21, observed_days);
  REQUIRE(found);
  REQUIRE(found->is_historical);
  CHECK(salon.evidence().historical_days == found->due_days);
  CHECK(salon.evidence().clients == 120);
  salon.rules[1].calculated_avg_interval = 40;
  CHECK(salon.evidence().historical_days == 40);
  salon.visits.resize(20);
  salon.rules[1].calculated_avg_interval.reset();
  CHECK(salon.evidence().gaps == 10);
  CHECK_FALSE(salon.evidence().historical_days);
}

TEST_CASE("nothing is known of a service that the company does not have") {
  Salon salon;
  salon.visit(1, 0, VisitStatus::completed, ServiceId{9});
  salon.visit(1, 30, VisitStatus::completed, ServiceId{9});
  const IntervalEvidence known = salon.evidence(ServiceId{9});
  CHECK(known.service_title.empty());
  CHECK(known.gaps == 0);
}

TEST_CASE("every fault of a suggestion has a word") {
  CHECK(to_string(SuggestionFault::none) == "none");
  CHECK(to_string(SuggestionFault::no_number) == "no_number");
  CHECK(to_string(SuggestionFault::out_of_bounds) == "out_of_bounds");
  CHECK(to_string(SuggestionFault::no_reason) == "no_reason");
}
