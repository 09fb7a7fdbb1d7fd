#include "reactivation/adapters/phone.hpp"

#include <phonenumbers/logger.h>
#include <phonenumbers/phonenumberutil.h>

#include <algorithm>

#include "phone_text.hpp"

namespace reactivation {
namespace {

using i18n::phonenumbers::PhoneNumberUtil;
using ParsedNumber = i18n::phonenumbers::PhoneNumber;
using namespace phones;

constexpr std::size_t e164_digits_max = 15;
constexpr int country_code_brazil = 55;
constexpr int country_code_mexico = 52;

PhoneReading refused(PhoneProblem problem) {
  const bool is_missing = problem == PhoneProblem::missing;
  return {PhoneNumber{}, is_missing ? PhoneStatus::missing : PhoneStatus::invalid, problem};
}

std::string with_plus(std::string_view digits) {
  std::string out(1, '+');
  out += digits;
  return out;
}

/// Numbers that people type to get past a required field: 1111111111, 79000000000, 1234567890.
bool is_filler(const std::string& digits) {
  const std::string_view tail =
      std::string_view(digits).substr(digits.size() > 7 ? digits.size() - 7 : 0);
  const bool repeats = tail.find_first_not_of(tail.front()) == std::string_view::npos;
  // Only a whole row of neighbours: the end of a real number may well be one.
  static constexpr std::string_view up = "01234567890";
  static constexpr std::string_view down = "9876543210";
  const bool is_run = digits.size() >= 7 && (up.find(digits) != std::string_view::npos ||
                                             down.find(digits) != std::string_view::npos);
  return repeats || is_run;
}

class LibPhoneReader final : public PhoneReader {
public:
  LibPhoneReader() : util_(*PhoneNumberUtil::GetInstance()) {
    // By default the library writes its diagnostics, numbers among them, to standard output.
    util_.SetLogger(new i18n::phonenumbers::NullLogger());
  }

  PhoneReading read(std::string_view text, std::string_view country) const override {
    const TypedText typed = read_typed_text(text);
    switch (typed.kind) {
      case TextKind::nothing:
        return refused(PhoneProblem::missing);
      case TextKind::junk:
        return refused(PhoneProblem::not_a_number);
      case TextKind::not_a_person:
        return refused(PhoneProblem::not_a_person);
      case TextKind::several:
        return read_several(typed, region_of(country));
      case TextKind::number:
        return read_one(typed.numbers.front(), region_of(country));
    }
    return refused(PhoneProblem::not_a_number);
  }

private:
  [[nodiscard]] static std::string region_of(std::string_view country) {
    std::string region;
    for (const char c : country) {
      region += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    }
    return region;
  }

  /// The same number written twice is one; anything else has to be chosen by a person.
  [[nodiscard]] PhoneReading read_several(const TypedText& typed, const std::string& region) const {
    PhoneReading same;
    for (const TypedNumber& number : typed.numbers) {
      const PhoneReading reading = read_one(number, region);
      if (reading.problem != PhoneProblem::none) return refused(PhoneProblem::several_numbers);
      if (same.phone.is_set() && same.phone != reading.phone) {
        return refused(PhoneProblem::several_numbers);
      }
      same = reading;
    }
    return typed.numbers.size() > 1 ? same : refused(PhoneProblem::several_numbers);
  }

  [[nodiscard]] PhoneReading read_one(const TypedNumber& typed, const std::string& region) const {
    const std::string& digits = typed.digits;
    if (digits.size() > e164_digits_max + 3) return refused(PhoneProblem::too_long);
    if (typed.is_international && digits.front() == '0') {
      return refused(PhoneProblem::not_a_number);
    }
    if (typed.is_international && digits.compare(0, 3, "999") == 0) return read_test(digits);
    if (is_filler(digits)) {
      return refused(digits.size() < 7 ? PhoneProblem::too_short : PhoneProblem::not_a_number);
    }
    if (typed.is_international) return read_international(digits);
    return read_national(digits, region);
  }

  [[nodiscard]] static PhoneReading read_test(const std::string& digits) {
    const auto number = parse_e164(with_plus(digits));
    if (!number) return refused(PhoneProblem::not_a_number);
    return {*number, PhoneStatus::test, PhoneProblem::none};
  }

  [[nodiscard]] PhoneReading read_international(const std::string& digits) const {
    ParsedNumber number;
    if (util_.Parse(with_plus(digits), "ZZ", &number) != PhoneNumberUtil::NO_PARSING_ERROR) {
      return refused(problem_by_length(digits));
    }
    repair(number);
    if (!util_.IsValidNumber(number)) return refused(problem_of(number, digits));
    return by_type(number);
  }

  /// Digits without a plus sign: a number of the company's country, or of nobody.
  [[nodiscard]] PhoneReading read_national(const std::string& digits,
                                           const std::string& region) const {
    ParsedNumber number;
    const int country_code = util_.GetCountryCodeForRegion(region);
    if (country_code != 0 &&
        util_.Parse(digits, region, &number) == PhoneNumberUtil::NO_PARSING_ERROR &&
        number.country_code() == country_code) {
      repair(number);
      // Countries that share a code (+7, +1) share its numbers too.
      if (util_.IsValidNumber(number)) return by_type(number);
    }
    if (is_foreign(digits)) return refused(PhoneProblem::ambiguous_country);
    if (country_code == 0) return refused(PhoneProblem::ambiguous_country);
    if (digits.size() >= 3 && digits.size() <= 6) return refused(PhoneProblem::not_mobile);
    return refused(problem_of(number, digits));
  }

  /// Whether the digits would be a number of some country with a plus sign before them.
  [[nodiscard]] bool is_foreign(const std::string& digits) const {
    ParsedNumber number;
    return digits.size() >= 8 && digits.front() != '0' &&
           util_.Parse(with_plus(digits), "ZZ", &number) == PhoneNumberUtil::NO_PARSING_ERROR &&
           util_.IsValidNumber(number);
  }

  /// Brings older forms of mobile numbers to today's (bad-input B19).
  void repair(ParsedNumber& number) const {
    std::string national;
    util_.GetNationalSignificantNumber(number, &national);
    if (number.country_code() == country_code_brazil && national.size() == 10 &&
        national[2] >= '6') {
      national.insert(2, 1, '9');  // mobile numbers got a ninth digit behind the area code
    } else if (number.country_code() == country_code_mexico && national.size() == 11 &&
               national.front() == '1') {
      national.erase(0, 1);  // mobile numbers lost the 1 behind the country code
    } else {
      return;
    }
    ParsedNumber repaired;
    const std::string text = with_plus(std::to_string(number.country_code()) + national);
    if (util_.Parse(text, "ZZ", &repaired) == PhoneNumberUtil::NO_PARSING_ERROR &&
        util_.IsValidNumber(repaired)) {
      number = repaired;
    }
  }

  [[nodiscard]] PhoneReading by_type(const ParsedNumber& number) const {
    const auto type = util_.GetNumberType(number);
    if (type != PhoneNumberUtil::MOBILE && type != PhoneNumberUtil::FIXED_LINE_OR_MOBILE) {
      return refused(PhoneProblem::not_mobile);
    }
    std::string national;
    util_.GetNationalSignificantNumber(number, &national);
    std::string text;
    util_.Format(number, PhoneNumberUtil::E164, &text);
    const auto phone = parse_e164(text);
    if (!phone) return refused(PhoneProblem::not_a_number);
    return {*phone, PhoneStatus::mobile, PhoneProblem::none};
  }

  [[nodiscard]] static PhoneProblem problem_by_length(const std::string& digits) {
    if (digits.size() > e164_digits_max) return PhoneProblem::too_long;
    // Hidden accounts have ids of 14 and 15 digits, and some begin like a country code.
    if (digits.size() >= 14) return PhoneProblem::not_a_person;
    return digits.size() < 7 ? PhoneProblem::too_short : PhoneProblem::not_a_number;
  }

  [[nodiscard]] PhoneProblem problem_of(const ParsedNumber& number,
                                        const std::string& digits) const {
    if (digits.size() >= 14) return problem_by_length(digits);
    switch (util_.IsPossibleNumberWithReason(number)) {
      case PhoneNumberUtil::TOO_SHORT:
        return PhoneProblem::too_short;
      case PhoneNumberUtil::TOO_LONG:
        return PhoneProblem::too_long;
      default:
        return problem_by_length(digits);
    }
  }

  PhoneNumberUtil& util_;
};

}  // namespace

std::unique_ptr<PhoneReader> make_phone_reader() { return std::make_unique<LibPhoneReader>(); }

}  // namespace reactivation
