#include "reactivation/core/off_policy.hpp"

#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

using namespace reactivation;

namespace {

constexpr std::array logged_with{.5, .25, .25};
constexpr std::array would{.2, .5, .3};
constexpr std::array model{.6, .4, .5};

std::vector<LoggedChoice> six() {
  constexpr std::array<std::size_t, 6> arms{0, 1, 2, 0, 1, 0};
  constexpr std::array<double, 6> rewards{1, 0, 1, 0, 1, 1};
  std::vector<LoggedChoice> out;
  for (std::size_t i = 0; i < arms.size(); ++i) {
    const std::size_t arm = arms[i];
    out.push_back({rewards[i], logged_with[arm], would[arm], model[arm],
                   would[0] * model[0] + would[1] * model[1] + would[2] * model[2]});
  }
  return out;
}

}  // namespace

TEST_CASE("six choices, by hand") {
  const OffPolicyValue value = off_policy_value(six());
  CHECK(value.choices == 6);
  CHECK(value.ips == Approx(.6666667).margin(5e-8));
  CHECK(value.snips == Approx(.625).epsilon(1e-12));
  CHECK(value.dm == Approx(.47).epsilon(1e-12));
  CHECK(value.dr == Approx(.65).epsilon(1e-12));
  CHECK(value.sndr == Approx(.63875).epsilon(1e-12));
  CHECK(value.effective_size == Approx(4.129032258).margin(5e-10));
  CHECK(value.weight_max == 2);
  CHECK(value.is_refused);  // six are not enough for anything
  // The weighted rewards are .4, 0, 1.2, 0, 2, .4.
  const double mean = 4.0 / 6;
  const double variance = (.16 + 1.44 + 4 + .16) / 6 - mean * mean;
  CHECK(value.ips_error == Approx(std::sqrt(variance / 6)).epsilon(1e-12));
}

TEST_CASE("with enough overlap there is a value, with one huge weight there is none") {
  std::vector<LoggedChoice> many;
  for (int i = 0; i < 100; ++i) {
    for (const LoggedChoice& each : six()) many.push_back(each);
  }
  CHECK_FALSE(off_policy_value(many).is_refused);
  many.push_back({1, 0.01, 0.6, .5, .5});
  const OffPolicyValue refused = off_policy_value(many);
  CHECK(refused.is_refused);
  CHECK(refused.weight_max == Approx(60));
  CHECK(refused.ips < 0.7);  // its weight was clipped at 10
}

TEST_CASE("nothing logged, impossible choices, and a way that chooses none of these") {
  CHECK(off_policy_value({}).is_refused);
  const LoggedChoice impossible{1, 0, 1, 0, 0};
  CHECK(off_policy_value(std::array{impossible}).choices == 0);
  const LoggedChoice other{1, .5, 0, .3, .2};
  const OffPolicyValue none = off_policy_value(std::array{other});
  CHECK(none.snips == 0);
  CHECK(none.sndr == Approx(.2));
  CHECK(none.effective_size == 0);
}
