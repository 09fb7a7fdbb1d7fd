// The contract of PhoneReader: define `make_phones`. Numbers are read here and never written to;
// mobile numbers of the United Kingdom have ten digits that begin with 7 (Ofcom's National
// Telephone Numbering Plan), behind 0 at home and +44 from abroad.
#pragma once

#include <catch2/catch.hpp>
#include <memory>
#include <string>

#include "reactivation/ports/phone.hpp"

namespace reactivation::contract {

/// Defined by the adapter's own tests.
std::unique_ptr<PhoneReader> make_phones();

TEST_CASE("a number is read exactly when there is no problem, and then it is one by its shape") {
  const auto phones = make_phones();
  const std::string texts[] = {"",
                               " ",
                               "+447400123456",
                               "07400 123456",
                               "+1 202 555 0123",
                               "7400123456",
                               "+",
                               "+44",
                               "no phone",
                               "+447400123456, +447400123457",
                               "\xff\xfe",
                               "+99955000001",
                               std::string(100'000, '7'),
                               std::string("+4477009\0"
                                           "00123",
                                           13)};
  for (const std::string& text : texts) {
    for (const char* country : {"GB", "US", "", "ZZ", "not a country"}) {
      CAPTURE(text.substr(0, 40), country);
      const PhoneReading reading = phones->read(text, country);
      CHECK(reading.phone.is_set() == (reading.problem == PhoneProblem::none));
      if (reading.phone.is_set()) {
        CHECK(reading.status == phone_status_by_shape(reading.phone));
        CHECK(parse_e164(to_e164(reading.phone)) == reading.phone);
      } else {
        const bool is_missing = reading.problem == PhoneProblem::missing;
        CHECK(reading.status == (is_missing ? PhoneStatus::missing : PhoneStatus::invalid));
      }
      CHECK(phones->read(text, country).phone == reading.phone);  // the same text, the same number
    }
  }
}

TEST_CASE("a number in E.164 is itself in every country") {
  const auto phones = make_phones();
  for (const char* country : {"GB", "US", "RU", ""}) {
    CHECK(to_e164(phones->read("+447400123456", country).phone) == "+447400123456");
    CHECK(to_e164(phones->read("+99955000001", country).phone) == "+99955000001");
  }
  CHECK(phones->read("+99955000001", "GB").status == PhoneStatus::test);
}

TEST_CASE("nothing is missing, and without a country only a plus sign makes a number") {
  const auto phones = make_phones();
  CHECK(phones->read("", "GB").problem == PhoneProblem::missing);
  CHECK_FALSE(phones->read("07400123456", "").phone.is_set());
}

TEST_CASE("a national form is a number of its own country or none, never of another one") {
  const auto phones = make_phones();
  for (const char* country : {"GB", "US", "RU", "DE"}) {
    const std::string read = to_e164(phones->read("07400123456", country).phone);
    CAPTURE(country, read);
    CHECK(read == (std::string(country) == "GB" ? "+447400123456" : ""));
  }
}

TEST_CASE("two numbers in one text are never one of them") {
  const auto phones = make_phones();
  CHECK_FALSE(phones->read("+447400123456, +447400123457", "GB").phone.is_set());
}

}  // namespace reactivation::contract
