#include <catch2/catch.hpp>

#include "csv_reader.hpp"

using namespace csv_test;
using namespace std::string_literals;

TEST_CASE("A plain table gives its header and its rows with their lines") {
  const ReadTable table = table_of("id,date\n1,2026-01-02\n2,2026-01-03\n");
  REQUIRE(table.is_open);
  CHECK(table.header == Cells{"id", "date"});
  REQUIRE(table.rows.size() == 2);
  CHECK(table.rows[0].cells == Cells{"1", "2026-01-02"});
  CHECK(table.rows[0].line == 2);
  CHECK(table.rows[1].line == 3);
  CHECK(table.format.encoding == "UTF-8");
  CHECK(table.format.delimiter == ",");
}

TEST_CASE("Quoted cells keep delimiters, doubled quotation marks and line breaks") {
  const ReadTable table = table_of(
      "id,note,x\r\n1,\"a, \"\"b\"\"\r\nc\",3\r\n2,\"\",\"\"\"\"\r\n3,plain, \"q, r\" \r\n");
  REQUIRE(table.rows.size() == 3);
  CHECK(table.rows[0].cells == Cells{"1", "a, \"b\"\r\nc", "3"});
  CHECK(table.rows[1].cells == Cells{"2", "", "\""});
  CHECK(table.rows[1].line == 4);  // the row before has two lines
  CHECK(table.rows[2].cells == Cells{"3", "plain", "q, r"});
}

TEST_CASE("Lines end with LF, CRLF or CR, and the last one may have no end") {
  for (const std::string end : {"\n", "\r\n", "\r"}) {
    const ReadTable table = table_of("a,b" + end + "1,2" + end + end + "3,4");
    INFO(end.size());
    REQUIRE(table.rows.size() == 2);
    CHECK(table.rows[0].cells == Cells{"1", "2"});
    CHECK(table.rows[1].cells == Cells{"3", "4"});
    CHECK(table.rows[1].line == 4);
  }
}

TEST_CASE("B56 the delimiter is found: comma, semicolon, tab, bar") {
  for (const std::string mark : {",", ";", "\t", "|"}) {
    const ReadTable table =
        table_of("id" + mark + "name" + mark + "sum\n1" + mark + "Anna" + mark + "2\n");
    CHECK(table.header == Cells{"id", "name", "sum"});
    CHECK(table.format.delimiter == (mark == "\t" ? "tab" : mark));
  }
}

TEST_CASE("B56 decimal commas do not pass for delimiters") {
  const ReadTable table = table_of("id;sum\n1;1000,50\n2;20,00\n3;5\n");
  CHECK(table.header == Cells{"id", "sum"});
  REQUIRE(table.rows.size() == 3);
  CHECK(table.rows[0].cells == Cells{"1", "1000,50"});
}

TEST_CASE("A column alone needs no delimiter, and a first line may name it") {
  CHECK(table_of("id\n1\n2\n").rows.size() == 2);
  CHECK(table_of("id\n1\n2\n").format.delimiter.empty());
  const ReadTable table = table_of("sep=;\r\nid;a,b\r\n1;2\r\n");
  CHECK(table.header == Cells{"id", "a,b"});
  REQUIRE(table.rows.size() == 1);
  CHECK(table.rows[0].line == 3);
}

TEST_CASE("Blanks around cells and delimiters behind the last column carry nothing") {
  const ReadTable table = table_of(" id , name ,,\n1 ,\xC2\xA0 Anna\xC2\xA0,,\n,,,\n2,Eva,,x\n");
  CHECK(table.header == Cells{"id", "name"});
  REQUIRE(table.rows.size() == 2);
  CHECK(table.rows[0].cells == Cells{"1", "Anna"});
  CHECK(table.rows[1].problem == RowProblem::too_many_cells);
}

TEST_CASE("B57 an unclosed quotation mark costs one row and not the rest") {
  const ReadTable table = table_of("id,name\n1,Anna\n2,\"Eva\n3,Ivan\n4,Olga\n");
  REQUIRE(table.rows.size() == 4);
  CHECK(table.rows[1].problem == RowProblem::unclosed_quote);
  CHECK(table.rows[1].line == 3);
  CHECK(table.rows[2].cells == Cells{"3", "Ivan"});
  CHECK(table.rows[3].cells == Cells{"4", "Olga"});
}

TEST_CASE("B57 an unclosed mark that meets the next row's quotation costs one row") {
  const ReadTable table = table_of("id,name\n1,\"Anna\n2,\"Eva\"\n3,\"Ivan\"\n");
  REQUIRE(table.rows.size() == 3);
  CHECK(table.rows[0].problem == RowProblem::text_after_quote);
  CHECK(table.rows[1].cells == Cells{"2", "Eva"});
  CHECK(table.rows[2].cells == Cells{"3", "Ivan"});
}

TEST_CASE("B57 an unclosed quotation mark before a long file is given up at its line") {
  std::string text = "id,name\n1,\"Anna\n";
  for (int row = 2; row < 60'000; ++row) text += std::to_string(row) + ",somebody of that name\n";
  const ReadTable table = table_of(text);
  REQUIRE(table.rows.size() == 59'999);
  CHECK(table.rows[0].problem == RowProblem::unclosed_quote);
  CHECK(table.rows[1].line == 3);
  CHECK(table.rows.back().cells[0] == "59999");
  CHECK(table.rows.back().line == 60'000);
}

TEST_CASE("B57 a million columns in one row are rejected with their line, and reading goes on") {
  const std::string wide = std::string(1'000'000, ',');
  const ReadTable table = table_of("a,b\n1,2\n" + wide + "x\n3,4\n");
  REQUIRE(table.rows.size() == 3);
  CHECK(table.rows[1].problem == RowProblem::too_many_cells);
  CHECK(table.rows[1].line == 3);
  CHECK(table.rows[2].cells == Cells{"3", "4"});
  const ReadTable header = table_of(wide + "x\n1\n");
  CHECK_FALSE(header.is_open);
  CHECK(header.issues.at(0).code == "bad_header");
}

TEST_CASE("B57 a NUL rejects its row, and a huge cell too") {
  const ReadTable table =
      table_of("a,b\n1,x\0y\n"s + "2," + std::string(3'000'000, 'z') + "\n3,4\n");
  REQUIRE(table.rows.size() == 3);
  CHECK(table.rows[0].problem == RowProblem::control_character);
  CHECK(table.rows[1].problem == RowProblem::too_large);
  CHECK(table.rows[1].line == 3);
  CHECK(table.rows[2].cells == Cells{"3", "4"});
  CHECK(table.rows[2].line == 4);
}

TEST_CASE("Rows with fewer or more cells than the header are rejected") {
  const ReadTable table = table_of("a,b,c\n1,2\n1,2,3,4\n1,2,3\n");
  REQUIRE(table.rows.size() == 3);
  CHECK(table.rows[0].problem == RowProblem::too_few_cells);
  CHECK(table.rows[1].problem == RowProblem::too_many_cells);
  CHECK(table.rows[2].problem == RowProblem::none);
}

TEST_CASE("An empty file and a file that is not there say so") {
  for (const std::string text : {"", "\n\n", "\xEF\xBB\xBF"}) {
    const ReadTable table = table_of(text);
    CHECK_FALSE(table.is_open);
    REQUIRE(table.issues.size() == 1);
    CHECK(table.issues[0].code == "no_header");
  }
  std::vector<Issue> issues;
  CHECK_FALSE(open_csv_file("no/such/file.csv", {}, issues).has_value());
  REQUIRE(issues.size() == 1);
  CHECK(issues[0].code == "no_such_file");
}

TEST_CASE("A workbook, an archive and a PDF are refused by name") {
  for (const std::string& start : {"PK\x03\x04rest"s, "\xD0\xCF\x11\xE0rest"s, "%PDF-1.7\n"s}) {
    const ReadTable table = table_of(start);
    CHECK_FALSE(table.is_open);
    CHECK(table.error == errc::unsupported);
    CHECK(table.issues.at(0).code == "no_text_table");
  }
}

TEST_CASE("Rows can be read twice") {
  std::vector<Issue> issues;
  auto source = open_csv_text("sep=;\n\nid;n\n1;\"a\"\"b\"\n2;\"c\nd\"\n", {}, issues);
  REQUIRE(source);
  const auto first = rows_of(*source.value());
  REQUIRE(source.value()->rewind());
  const auto second = rows_of(*source.value());
  REQUIRE(first.size() == 2);
  REQUIRE(second.size() == 2);
  for (std::size_t row = 0; row < 2; ++row) {
    CHECK(first[row].cells == second[row].cells);
    CHECK(first[row].line == second[row].line);
  }
  CHECK(second[1].cells == Cells{"2", "c\nd"});
}

TEST_CASE("B62 rows over the borders of the reading buffer stay whole") {
  // Rows of 1 to 9,000 bytes, so that every buffer ends somewhere else inside a row.
  std::string text = "id,name,note\n";
  for (int row = 0; row < 1'500; ++row) {
    const auto length = static_cast<std::size_t>(row * 7919 % 9000);
    text += std::to_string(row) + ",\"" + std::string(length, 'a') + "\"\"\r\nЖ\",x\r\n";
  }
  const ReadTable table = table_of(text);
  REQUIRE(table.rows.size() == 1'500);
  for (int row = 0; row < 1'500; ++row) {
    const auto at = static_cast<std::size_t>(row);
    REQUIRE(table.rows[at].problem == RowProblem::none);
    REQUIRE(table.rows[at].cells[0] == std::to_string(row));
    const auto length = static_cast<std::size_t>(row * 7919 % 9000);
    REQUIRE(table.rows[at].cells[1] == std::string(length, 'a') + "\"\r\nЖ");
    REQUIRE(table.rows[at].line == 2 + 2 * row);
  }
}

TEST_CASE("Every cut of a small text is read without harm") {
  const std::string text = "a,b\r\n1,\"x\"\"y\nz\"\r\n\"\",2\n\"q\"w,3\n\xD0\x96,4\r";
  for (std::size_t length = 0; length <= text.size(); ++length) {
    const ReadTable table = table_of(text.substr(0, length));
    for (const ReadRow& row : table.rows) {
      CHECK((row.problem != RowProblem::none || row.cells.size() == table.header.size()));
    }
  }
}
