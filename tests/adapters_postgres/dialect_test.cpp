#include "dialect.hpp"

#include <catch2/catch.hpp>

using namespace reactivation::sql;

TEST_CASE("places, indexes named for SQLite, joins and functions are said in PostgreSQL's words") {
  CHECK(in_postgres_words("SELECT 1 FROM t INDEXED BY t_by_x WHERE x = ?1 AND y = ?12") ==
        "SELECT 1 FROM t  WHERE x = $1 AND y = $12");
  CHECK(in_postgres_words("SELECT ifnull(a, 0) FROM temp.c CROSS JOIN d ON d.x = c.x") ==
        "SELECT coalesce(a, 0) FROM c JOIN d ON d.x = c.x");
}

TEST_CASE("texts in quotes and names that only contain a word stay") {
  CHECK(in_postgres_words("SELECT '?1 ifnull( temp.x', my_ifnull(a), attemp.x") ==
        "SELECT '?1 ifnull( temp.x', my_ifnull(a), attemp.x");
  CHECK(in_postgres_words("SELECT 'it''s ?1' || ?1") == "SELECT 'it''s ?1' || $1");
}

TEST_CASE("parts marked for one database are read by it alone") {
  CHECK(in_postgres_words("a /*sqlite:*/ b ?1/*:*/ c") == "a   c");
  CHECK(in_postgres_words("a /*postgres: d ?2*/ c") == "a  d $2 c");
}

TEST_CASE("rows that are there already are passed over: by a clause, or by a view's trigger") {
  CHECK(in_postgres_words("INSERT OR IGNORE INTO reactivation_accounts (id) VALUES (?1)") ==
        "INSERT INTO reactivation_accounts (id) VALUES ($1) ON CONFLICT DO NOTHING");
  CHECK(in_postgres_words("INSERT OR IGNORE INTO companies (id) VALUES (?1)") ==
        "INSERT INTO companies (id) VALUES ($1)");
}

TEST_CASE("what is no UTF-8 becomes U+FFFD, and a zero goes") {
  using namespace std::string_view_literals;
  CHECK(is_storable("Ольга 😀"));
  CHECK(storable_text("Ольга 😀") == "Ольга 😀");
  for (const auto bad :
       {"\xC0\xAF"sv, "\xED\xA0\x80"sv, "\xF5\x80\x80\x80"sv, "\x80"sv, "\xE2\x82"sv,
        "\xF4\x90\x80\x80"sv, "\xE0\x80\x80"sv, "\xF0\x80\x80\x80"sv}) {
    CHECK_FALSE(is_storable(bad));
    CHECK(is_storable(storable_text(bad)));
    CHECK(storable_text(bad).starts_with("\xEF\xBF\xBD"));
  }
  CHECK_FALSE(is_storable("a\0b"sv));
  CHECK(storable_text("a\0b"sv) == "ab");
  CHECK(storable_text("") == "");
}

TEST_CASE("names and texts cannot end their quotes") {
  CHECK(quoted_name("a\"b") == "\"a\"\"b\"");
  CHECK(quoted_text("it's") == "'it''s'");
}
