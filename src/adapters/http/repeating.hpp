// Requests with their repetitions.
#pragma once

#include <span>
#include <vector>

#include "reactivation/adapters/http.hpp"

namespace reactivation::http {

/// Whether a file can be opened for reading.
[[nodiscard]] bool is_readable(const std::string& path);

class RepeatingWork final : public Work {
public:
  RepeatingWork(std::span<const Request> requests, RepeatPolicy policy, std::uint64_t seed,
                const Judge& judge);

  [[nodiscard]] Turn next(SteadyTime now) override;
  void ended(std::size_t number, Response response, SteadyTime now) override;
  [[nodiscard]] std::int64_t done() const override { return done_; }
  [[nodiscard]] std::int64_t total() const override {
    return static_cast<std::int64_t>(requests_.size());
  }

  /// Those that were never begun have the failure `of_the_rest`.
  [[nodiscard]] std::vector<Response> take_responses(Failure of_the_rest);

private:
  struct Waiting {
    std::size_t number;
    SteadyTime not_before;
  };
  struct State {
    Response response;
    SteadyTime first_at;
    bool may_have_left = false;
    bool is_begun = false;
  };

  std::span<const Request> requests_;
  RepeatPolicy policy_;
  std::uint64_t seed_;
  const Judge& judge_;
  std::vector<State> states_;
  std::vector<Waiting> waiting_;
  std::size_t next_new_ = 0;
  std::int64_t done_ = 0;
};

}  // namespace reactivation::http
