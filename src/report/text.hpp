// Private: text and numbers as they stand in the page.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "reactivation/core/company.hpp"
#include "reactivation/core/proportion.hpp"
#include "reactivation/core/time.hpp"
#include "words.hpp"

namespace reactivation::report {

/// For text and attribute values: `&`, `<`, `>` and quotation marks escaped; control characters,
/// those that change the direction of text and what is no UTF-8 left out.
[[nodiscard]] std::string escaped(std::string_view text);
/// At most that many code points, with … where something was cut off; not escaped.
[[nodiscard]] std::string shortened(std::string_view text, std::size_t length_max);

/// Numbers as the language writes them, without a locale.
class Numbers {
public:
  Numbers(const Words& words, std::string currency)
      : words_(words), currency_(std::move(currency)), decimals_(currency_exponent(currency_)) {}

  [[nodiscard]] std::string count(std::int64_t value) const;
  [[nodiscard]] std::string decimal(double value, int decimals) const;
  [[nodiscard]] std::string percent(double share, int decimals = 1) const;
  [[nodiscard]] std::string percent_span(const ConfidenceInterval& interval) const;
  /// With its sign also when it is positive.
  [[nodiscard]] std::string points(double difference) const;
  [[nodiscard]] std::string money(double minor) const;
  [[nodiscard]] std::string date(LocalDate date) const;
  [[nodiscard]] std::string hours(const std::optional<double>& hours) const;
  [[nodiscard]] std::string none() const { return "–"; }

private:
  const Words& words_;
  std::string currency_;
  int decimals_;
};

}  // namespace reactivation::report
