#include "reactivation/adapters/phone.hpp"

#include <catch2/catch.hpp>

using namespace reactivation;

namespace {

const PhoneReader& reader() {
  static const auto made = make_phone_reader();
  return *made;
}

/// The number in E.164, or empty.
std::string number(std::string_view text, std::string_view country) {
  const PhoneReading reading = reader().read(text, country);
  CHECK((reading.problem == PhoneProblem::none) == reading.phone.is_set());
  if (reading.phone.is_set()) CHECK(reading.status == PhoneStatus::mobile);
  return to_e164(reading.phone);
}

PhoneProblem problem(std::string_view text, std::string_view country) {
  const PhoneReading reading = reader().read(text, country);
  CHECK((reading.problem == PhoneProblem::none) == reading.phone.is_set());
  if (reading.problem == PhoneProblem::missing) {
    CHECK(reading.status == PhoneStatus::missing);
  } else if (reading.problem != PhoneProblem::none) {
    CHECK(reading.status == PhoneStatus::invalid);
  }
  return reading.problem;
}

}  // namespace

TEST_CASE("B1 an empty cell, blanks and words for nothing are a missing phone") {
  for (const std::string_view text : {"", " ", "\xC2\xA0", "NULL", "none", "-", "N/A", "нет"}) {
    INFO(text);
    CHECK(problem(text, "RU") == PhoneProblem::missing);
  }
}

TEST_CASE("B2 a number that begins with 8 is a Russian one only for a Russian company") {
  CHECK(number("8 (900) 123-45-67", "RU") == "+79001234567");
  CHECK(number("8 (900) 123-45-67", "ru") == "+79001234567");
  CHECK(number("8 (900) 123-45-67", "US").empty());
  CHECK(number("8 (900) 123-45-67", "DE").empty());
  CHECK(number("8 700 123 45 67", "KZ") == "+77001234567");
}

TEST_CASE("B3 ten digits are a number of the company's country, whichever that is") {
  CHECK(number("9001234567", "RU") == "+79001234567");
  CHECK(number("4155552671", "US") == "+14155552671");
  CHECK(number("6042345678", "CA") == "+16042345678");
  CHECK(number("0912345678", "VN") == "+84912345678");
  CHECK(number("07911123456", "GB") == "+447911123456");
  CHECK(number("015123456789", "DE") == "+4915123456789");
  CHECK(number("13812345678", "CN") == "+8613812345678");
}

TEST_CASE("B4 digits of another country without a plus sign never become a Russian number") {
  CHECK(problem("14155552671", "RU") == PhoneProblem::ambiguous_country);
  CHECK(problem("447911123456", "RU") == PhoneProblem::ambiguous_country);
  CHECK(problem("79001234567", "US") == PhoneProblem::ambiguous_country);
  CHECK(problem("9001234567", "") == PhoneProblem::ambiguous_country);
  // Both are landlines of the Russian plan, which does not reach anybody either.
  CHECK(number("84912345678", "RU").empty());
  CHECK(number("4155552671", "RU").empty());
}

TEST_CASE("B5 two numbers in one cell wait for a person") {
  for (const std::string_view text :
       {"+7 900 123-45-67, +7 900 765-43-21", "8 900 123 45 67; 8 900 765 43 21",
        "+79001234567 +79007654321", "8 900 123 45 67 / 8 900 765 43 21",
        "89001234567\n89007654321", "+7 900 123 45 67, 68", "+7 900 123 45 67, мама"}) {
    INFO(text);
    CHECK(problem(text, "RU") == PhoneProblem::several_numbers);
  }
  // The same number in two forms is one number.
  CHECK(number("+7 900 123-45-67, 8 900 123-45-67", "RU") == "+79001234567");
}

TEST_CASE("B6 an extension is cut off, and what could be a second number is not one") {
  CHECK(number("+7 900 123-45-67 доб. 12", "RU") == "+79001234567");
  CHECK(number("+7 900 123-45-67 Доб 12", "RU") == "+79001234567");
  CHECK(number("(415) 555-2671 ext. 5", "US") == "+14155552671");
  CHECK(number("415-555-2671 x5", "US") == "+14155552671");
  CHECK(number("tel:+1-415-555-2671;ext=5", "US") == "+14155552671");
  CHECK(problem("8 (495) 123-45-67 доб. 12", "RU") == PhoneProblem::not_mobile);
  CHECK(number("+7 900 123-45-67 доб. 89007654321", "RU").empty());
}

TEST_CASE("B7 digits of other scripts are digits") {
  CHECK(number("+٧٩٠٠١٢٣٤٥٦٧", "RU") == "+79001234567");
  CHECK(number("۰۹۱۲۳۴۵۶۷۸۹", "IR") == "+989123456789");
  CHECK(number("＋７９００１２３４５６７", "") == "+79001234567");
  CHECK(number("०९८१२३४५६७८", "IN") == "+919812345678");
}

TEST_CASE("B7 invisible marks around a number do not matter") {
  CHECK(number("\xE2\x80\xAA+7 900\xC2\xA0"
               "123\xE2\x80\x91"
               "45\xE2\x80\x93"
               "67\xE2\x80\xAC",
               "RU") == "+79001234567");
}

TEST_CASE("B8 letters, signs and an O for a zero are no number") {
  for (const std::string_view text : {"8-9OO-123-45-67", "8 9ОО 123 45 67", "1-800-FLOWERS", "anna",
                                      "📞 +79001234567", "7.9001E+10", "8 900 123 45 67 Мама", "?",
                                      "()", "+", "\xFF\xFE+79001234567", "anna@example.com"}) {
    INFO(text);
    CHECK(problem(text, "RU") == PhoneProblem::not_a_number);
  }
}

TEST_CASE("B9 tel: and the prefixes 00 and 810 stand for the plus sign") {
  CHECK(number("tel:+7-900-123-45-67", "DE") == "+79001234567");
  CHECK(number("00 7 900 123-45-67", "DE") == "+79001234567");
  CHECK(number("00491512 3456789", "") == "+4915123456789");
  CHECK(number("8~10 49 1512 3456789", "RU") == "+4915123456789");
  CHECK(number("https://wa.me/79001234567", "RU") == "+79001234567");
  CHECK(number("=\"+79001234567\"", "") == "+79001234567");
  CHECK(number("'+79001234567", "") == "+79001234567");
}

TEST_CASE("B10 too many digits and a zero behind the plus sign are no number") {
  CHECK(problem("+1234567890123456", "RU") == PhoneProblem::too_long);
  CHECK(problem("8900123456789012345678", "RU") == PhoneProblem::too_long);
  CHECK(problem("+09001234567", "RU") == PhoneProblem::not_a_number);
  CHECK(problem("+7 900 123 45", "RU") == PhoneProblem::too_short);
  CHECK(problem("12", "RU") == PhoneProblem::too_short);
  CHECK(problem(std::string(100'000, '9'), "RU") == PhoneProblem::not_a_number);
}

TEST_CASE("B11 short codes, free-call, landline and premium numbers take no messages") {
  CHECK(problem("112", "RU") == PhoneProblem::not_mobile);
  CHECK(problem("0900", "RU") == PhoneProblem::not_mobile);
  CHECK(problem("8-800-555-35-35", "RU") == PhoneProblem::not_mobile);
  CHECK(problem("+7 495 123-45-67", "RU") == PhoneProblem::not_mobile);
  CHECK(problem("8 809 123-45-67", "RU") == PhoneProblem::not_mobile);
  CHECK(problem("020 7946 0958", "GB") == PhoneProblem::not_mobile);
  CHECK(problem("1-900-555-1234", "US") == PhoneProblem::not_mobile);
  CHECK(problem("1-800-555-1234", "US") == PhoneProblem::not_mobile);
  // Where the plan does not tell landlines from mobile phones, the number is used.
  CHECK(number("604-555-0199", "CA") == "+16045550199");
}

TEST_CASE("B12 fillers of required fields are no number") {
  for (const std::string_view text : {"79000000000", "+7 900 000-00-00", "1111111111",
                                      "89999999999", "0000000000", "1234567890", "0123456789"}) {
    INFO(text);
    CHECK(problem(text, "RU") == PhoneProblem::not_a_number);
  }
  CHECK(number("+7 900 000-00-01", "RU") == "+79000000001");
}

TEST_CASE("B14 one number in many forms is one number") {
  for (const std::string_view text :
       {"+79001234567", "79001234567", "89001234567", "9001234567", "8 (900) 123-45-67",
        "+7 (900) 123 45 67", "8-900-123-45-67", "tel:+79001234567", "79001234567@c.us",
        "+7.900.123.45.67", " 8900 1234567 "}) {
    INFO(text);
    CHECK(number(text, "RU") == "+79001234567");
  }
}

TEST_CASE("B16 ids of messengers: a person's is read, a group's and a broadcast's are refused") {
  CHECK(number("79001234567@c.us", "") == "+79001234567");
  CHECK(number("79001234567:12@s.whatsapp.net", "US") == "+79001234567");
  for (const std::string_view text :
       {"120363041234567890@g.us", "status@broadcast", "1234@broadcast", "79001234567-1500@g.us",
        "123456789012345678@newsletter"}) {
    INFO(text);
    CHECK(problem(text, "RU") == PhoneProblem::not_a_person);
  }
}

TEST_CASE("B17 a linked id is never taken for a phone") {
  for (const std::string_view text :
       {"235085806727321@lid", "+235085806727321", "235085806727321", "00235085806727321",
        "235085806727321@s.whatsapp.net", "+12345678901234"}) {
    INFO(text);
    CHECK(problem(text, "RU") == PhoneProblem::not_a_person);
  }
}

TEST_CASE("B18 a business-scoped id is another kind of identity") {
  CHECK(problem("RU.1502123456789", "RU") == PhoneProblem::not_a_person);
  CHECK(problem("US.13491208655302741918", "RU") == PhoneProblem::not_a_person);
}

TEST_CASE("B19 older and local forms of Brazil, Argentina and Mexico come to one number") {
  CHECK(number("+55 11 8765-4321", "BR") == "+5511987654321");
  CHECK(number("(11) 98765-4321", "BR") == "+5511987654321");
  CHECK(problem("+55 11 3456-7890", "BR") == PhoneProblem::not_mobile);
  CHECK(number("011 15 2345-6789", "AR") == "+5491123456789");
  CHECK(number("+54 9 11 2345-6789", "AR") == "+5491123456789");
  CHECK(number("+52 1 55 1234 5678", "MX") == "+525512345678");
  CHECK(number("+52 55 1234 5678", "MX") == "+525512345678");
  CHECK(number("55 1234 5678", "MX") == "+525512345678");
}

TEST_CASE("Numbers under the unassigned prefix +999 are test numbers") {
  const PhoneReading reading = reader().read("+999 1234 56789", "RU");
  CHECK(reading.problem == PhoneProblem::none);
  CHECK(reading.status == PhoneStatus::test);
  CHECK(to_e164(reading.phone) == "+999123456789");
}

TEST_CASE("Every text has a reading") {
  const std::string text = "+7 (900)@123,доб.4;=\"\xFF'#/|\n+00tel:x810";
  for (std::size_t from = 0; from < text.size(); ++from) {
    for (std::size_t length = 0; from + length <= text.size(); ++length) {
      const PhoneReading reading = reader().read(text.substr(from, length), "RU");
      CHECK((reading.problem == PhoneProblem::none) == reading.phone.is_set());
    }
  }
}
