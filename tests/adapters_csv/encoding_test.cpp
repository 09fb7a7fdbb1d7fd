#include <catch2/catch.hpp>

#include "csv_reader.hpp"

using namespace csv_test;
using namespace std::string_literals;

namespace {

// 'Имя;Телефон\nАнна Ёлкина;8 900 — №1\n' by Python's str.encode
const std::string cp1251 =
    "\xC8\xEC\xFF;\xD2\xE5\xEB\xE5\xF4\xEE\xED\n"
    "\xC0\xED\xED\xE0 \xA8\xEB\xEA\xE8\xED\xE0;8 900 \x97 \xB9"
    "1\n";
const std::string koi8 =
    "\xE9\xCD\xD1;\xF4\xC5\xCC\xC5\xC6\xCF\xCE\n"
    "\xE1\xCE\xCE\xC1 \xB3\xCC\xCB\xC9\xCE\xC1;+7900\n";

std::string utf16(std::u16string_view text, bool is_little) {
  std::string bytes;
  for (const char16_t unit : text) {
    const char low = static_cast<char>(unit & 0xFF);
    const char high = static_cast<char>(unit >> 8);
    bytes += is_little ? low : high;
    bytes += is_little ? high : low;
  }
  return bytes;
}

}  // namespace

TEST_CASE("B56 UTF-8 with and without a byte order mark") {
  for (const std::string mark : {"", "\xEF\xBB\xBF"}) {
    const ReadTable table = table_of(mark + "имя;дата\nАнна;1\n");
    CHECK(table.header == Cells{"имя", "дата"});
    CHECK(table.rows.at(0).cells == Cells{"Анна", "1"});
    CHECK(table.format.encoding == "UTF-8");
  }
}

TEST_CASE("B56 UTF-16 in both orders, with and without a mark, beyond the basic plane too") {
  const std::u16string text = u"имя;дата\r\nАнна \U0001F600;2026-01-01\r\n";
  for (const bool is_little : {true, false}) {
    for (const bool has_mark : {true, false}) {
      const std::string mark = is_little ? "\xFF\xFE" : "\xFE\xFF";
      const ReadTable table = table_of((has_mark ? mark : "") + utf16(text, is_little));
      INFO(is_little << has_mark);
      CHECK(table.header == Cells{"имя", "дата"});
      CHECK(table.rows.at(0).cells == Cells{"Анна \U0001F600", "2026-01-01"});
      CHECK(table.format.encoding == (is_little ? "UTF-16LE" : "UTF-16BE"));
    }
  }
}

TEST_CASE("B56 windows-1251 is recognised by its words") {
  const ReadTable table = table_of(cp1251);
  CHECK(table.format.encoding == "windows-1251");
  CHECK(table.header == Cells{"Имя", "Телефон"});
  CHECK(table.rows.at(0).cells == Cells{"Анна Ёлкина", "8 900 — №1"});
}

TEST_CASE("B56 every letter of windows-1251 and windows-1252 is the right one") {
  // Python: bytes(b for b in range(128, 256) if decodable).decode('cp1251')
  std::string bytes = "a;b\nx;";
  for (int byte = 0x80; byte < 0x100; ++byte) {
    if (byte != 0x98) bytes += static_cast<char>(byte);
  }
  CsvOptions options;
  options.encoding = CsvEncoding::windows1251;
  CHECK(table_of(bytes + "\n", options).rows.at(0).cells.at(1) ==
        "ЂЃ‚ѓ„…†‡€‰Љ‹ЊЌЋЏђ‘’“”•–—™љ›њќћџ\u00A0ЎўЈ¤Ґ¦§Ё©Є«¬\u00AD®Ї°±Ііґµ¶·ё№є»јЅѕї"
        "АБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯабвгдежзийклмнопрстуфхцчшщъыьэюя");
  options.encoding = CsvEncoding::windows1252;
  CHECK(table_of("a;b\nJos\xE9;\x80 \x9F\n", options).rows.at(0).cells == Cells{"José", "€ Ÿ"});
}

TEST_CASE("B56 letters of another encoding are never turned into Cyrillic ones") {
  for (const std::string& bytes :
       {"name;city\nJos\xE9;S\xE3o Paulo\nAndr\xE9;Bras\xEDlia\n"s, koi8}) {
    const ReadTable table = table_of(bytes);
    CHECK_FALSE(table.is_open);
    CHECK(table.error == errc::unsupported);
    CHECK(table.issues.at(0).code == "unknown_encoding");
    CHECK(table.issues.at(0).message.find("--encoding") != std::string::npos);
  }
}

TEST_CASE("B56 damage in a UTF-8 file costs the damaged rows") {
  std::string text = "имя;дата\n";
  for (int row = 0; row < 20; ++row) text += "Анна;" + std::to_string(row) + "\n";
  text += "Ива\xD0;1\nЕва;2\n";
  const ReadTable table = table_of(text);
  REQUIRE(table.rows.size() == 22);
  CHECK(table.rows[20].problem == RowProblem::undecodable);
  CHECK(table.rows[20].line == 22);
  CHECK(table.rows[21].cells == Cells{"Ева", "2"});
}

TEST_CASE("B56 what is no character in the encoding said rejects its row") {
  CsvOptions options;
  options.encoding = CsvEncoding::windows1251;
  const ReadTable table = table_of("a;b\n\x98;1\n\xE0;2\n", options);
  CHECK(table.rows.at(0).problem == RowProblem::undecodable);
  CHECK(table.rows.at(1).cells == Cells{"а", "2"});

  options.encoding = CsvEncoding::utf8;
  const ReadTable latin = table_of("a;b\nJos\xE9;1\nEva;2\n", options);
  CHECK(latin.rows.at(0).problem == RowProblem::undecodable);
  CHECK(latin.rows.at(1).cells == Cells{"Eva", "2"});

  // A lone half of a pair, and half a unit at the end of the file.
  const ReadTable cut = table_of("\xFF\xFE" + utf16(u"a;b\n1;", true) + "\x3D\xD8"s +
                                 utf16(u"\n2;x\n3;4", true) + "\x41");
  CHECK(cut.rows.at(0).problem == RowProblem::undecodable);
  CHECK(cut.rows.at(1).cells == Cells{"2", "x"});
  CHECK(cut.rows.at(2).problem == RowProblem::undecodable);
}

TEST_CASE("B56 letters cut in two by the reading buffer stay whole") {
  std::string text = "a,b\n";
  for (int row = 0; row < 40'000; ++row) text += "Жанна Щукина,№\n";
  const ReadTable table = table_of("x" + text);
  CHECK(table.format.encoding == "UTF-8");
  REQUIRE(table.rows.size() == 40'000);
  for (const ReadRow& row : table.rows) REQUIRE(row.cells == Cells{"Жанна Щукина", "№"});
}

TEST_CASE("The names of encodings are taken in any case and with or without dashes") {
  CHECK(parse_csv_encoding("UTF-8") == CsvEncoding::utf8);
  CHECK(parse_csv_encoding("cp1251") == CsvEncoding::windows1251);
  CHECK(parse_csv_encoding("Windows-1251") == CsvEncoding::windows1251);
  CHECK(parse_csv_encoding("utf-16le") == CsvEncoding::utf16le);
  CHECK(parse_csv_encoding("latin1") == CsvEncoding::windows1252);
  CHECK(parse_csv_encoding("auto") == CsvEncoding::automatic);
  CHECK_FALSE(parse_csv_encoding("utf-7").has_value());
  CHECK_FALSE(parse_csv_encoding("").has_value());
}
