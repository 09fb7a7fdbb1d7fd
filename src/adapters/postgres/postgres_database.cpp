#include "postgres_database.hpp"

#include <array>
#include <charconv>
#include <cstring>
#include <thread>
#include <vector>

#include "address.hpp"
#include "dialect.hpp"

namespace reactivation::sql {
namespace {

// PostgreSQL's own numbers of types, fixed for ever (pg_type.dat).
constexpr Oid type_bool = 16;
constexpr Oid type_int8 = 20;
constexpr Oid type_int2 = 21;
constexpr Oid type_int4 = 23;
constexpr Oid type_text = 25;
constexpr Oid type_oid = 26;
constexpr Oid type_float4 = 700;
constexpr Oid type_float8 = 701;
constexpr Oid type_numeric = 1700;

// How long to ask what became of a COMMIT without an answer.
constexpr int questions_max = 20;
constexpr std::chrono::milliseconds question_pause{250};
constexpr int late_questions_max = 2;
// For a statement that neither waits for a row nor reads much; a pooler may let it queue.
constexpr std::chrono::milliseconds soon_max{30000};

std::string_view state_of(const PGresult* answer) {
  const char* state = answer == nullptr ? nullptr : PQresultErrorField(answer, PG_DIAG_SQLSTATE);
  return state == nullptr ? std::string_view{} : std::string_view{state};
}

errc errc_of(std::string_view state) {
  if (state == "53100") return errc::storage_full;
  if (state == "40001" || state == "40P01" || state == "55P03" || state.starts_with("53")) {
    return errc::storage_busy;
  }
  if (state.starts_with("XX")) return errc::storage_corrupt;
  if (state.starts_with("23")) return errc::storage_conflict;
  return errc::storage_failed;
}

/// PostgreSQL's own sentences may hold values; these do not.
std::string sentence_of(std::string_view state, const PGresult* answer) {
  const std::string code = " (" + std::string{state} + ")";
  if (state == "40001" || state == "40P01" || state == "55P03") {
    return "another program is writing to the same rows; try again when it is done" + code;
  }
  if (state == "53100") return "no space is left on the server; free some, then repeat" + code;
  if (state.starts_with("53")) {
    return "the server has no more connections or memory to give; raise its limits, or let "
           "fewer workers run" +
           code;
  }
  if (state == "25006") {
    return "the server only lets read; connect to the primary, not to a copy of it" + code;
  }
  if (state == "42501") {
    return "the user may not do this; see docs/postgres.md for the rights that are needed" + code;
  }
  if (state.starts_with("57") || state.starts_with("08")) {
    return "the server ended the connection; try again when it is back" + code;
  }
  if (state.starts_with("22") || state.starts_with("23")) {
    std::string where;
    for (const int field : {PG_DIAG_TABLE_NAME, PG_DIAG_COLUMN_NAME, PG_DIAG_CONSTRAINT_NAME}) {
      const char* name = PQresultErrorField(answer, field);
      if (name != nullptr) where += std::string{where.empty() ? " in " : ", "} + name;
    }
    return "a value does not fit" + where + code;
  }
  const char* said = PQresultErrorField(answer, PG_DIAG_MESSAGE_PRIMARY);
  return (said == nullptr ? std::string{"the server gave no reason"} : std::string{said}) + code;
}

bool may_repeat(std::string_view state) {
  return state == "40001" || state == "40P01" || state == "57P01" || state == "57P02" ||
         state == "57P03" || state.starts_with("08") || state == "53300" || state == "25P02" ||
         state == "25P03";
}

}  // namespace

/// Sent whole with every run, as an unnamed statement.
class PostgresStatement final : public Statement, private Cursor {
public:
  PostgresStatement(PostgresDatabase& database, std::string sql)
      : database_(&database), sql_(std::move(sql)) {}

private:
  struct Value {
    std::string text;
    Oid type = 0;
    bool is_null = true;
  };

  Value& value(int index) {
    const auto size = static_cast<std::size_t>(index);
    if (values_.size() < size) values_.resize(size);
    return values_[size - 1];
  }
  void bind_integer(int index, std::int64_t number) override {
    std::array<char, 24> digits;
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
    Value& bound = value(index);
    bound.text.assign(digits.data(), end);
    bound.type = type_int8;
    bound.is_null = false;
  }
  void bind_real(int index, double number) override {
    std::array<char, 40> digits;
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
    Value& bound = value(index);
    bound.text.assign(digits.data(), end);
    bound.type = type_float8;
    bound.is_null = false;
  }
  void bind_text(int index, std::string_view text) override {
    Value& bound = value(index);
    if (is_storable(text)) {
      bound.text.assign(text);
    } else {
      bound.text = storable_text(text);
    }
    bound.type = type_text;
    bound.is_null = false;
  }
  void bind_null(int index, ValueType type) override {
    Value& bound = value(index);
    bound.text.clear();
    bound.type = type == ValueType::text   ? type_text
                 : type == ValueType::real ? type_float8
                                           : type_int8;
    bound.is_null = true;
  }

  Cursor& execute(int count) override {
    types_.clear();
    texts_.clear();
    for (int i = 0; i < count; ++i) {
      const Value& bound = values_[static_cast<std::size_t>(i)];
      types_.push_back(bound.type);
      texts_.push_back(bound.is_null ? nullptr : bound.text.c_str());
    }
    const int is_sent = PQsendQueryParams(database_->handle(), sql_.c_str(), count, types_.data(),
                                          texts_.data(), nullptr, nullptr, 0);
    answer_ = database_->heard(is_sent, database_->in_time());
    row_ = -1;
    const ExecStatusType status = PQresultStatus(answer_.get());
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
      const Result failed = std::move(answer_);
      database_->fail_with(failed.get());
    }
    database_->count_changes(affected());
    return *this;
  }

  std::int64_t affected() const {
    std::int64_t rows = 0;
    // Only what changes rows counts: a SELECT answers with the number of those it found.
    if (std::strncmp(PQcmdStatus(answer_.get()), "SELECT", 6) == 0) return 0;
    const char* text = PQcmdTuples(answer_.get());
    std::from_chars(text, text + std::strlen(text), rows);
    return rows;
  }

  bool next() override { return ++row_ < PQntuples(answer_.get()); }
  std::int64_t run() override {
    row_ = PQntuples(answer_.get());
    const std::int64_t rows = affected();
    database_->note_change(database_->changes() - rows, rows);
    return rows;
  }
  void finish() noexcept override { answer_.reset(); }

  int columns() const override { return PQnfields(answer_.get()); }
  const char* name(int column) const override { return PQfname(answer_.get(), column); }
  ValueType type(int column) const override {
    if (PQgetisnull(answer_.get(), row_, column) != 0) return ValueType::null;
    switch (PQftype(answer_.get(), column)) {
      case type_bool:
      case type_int2:
      case type_int4:
      case type_int8:
      case type_oid:
        return ValueType::integer;
      case type_float4:
      case type_float8:
      case type_numeric:
        return ValueType::real;
      default:
        return ValueType::text;
    }
  }
  std::int64_t integer(int column) const override {
    const std::string_view digits = text(column);
    if (digits == "t") return 1;
    std::int64_t number = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), number);
    return number;
  }
  double real(int column) const override {
    const std::string_view digits = text(column);
    double number = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), number);
    return number;
  }
  std::string_view text(int column) const override {
    if (PQgetisnull(answer_.get(), row_, column) != 0) return {};
    return {PQgetvalue(answer_.get(), row_, column),
            static_cast<std::size_t>(PQgetlength(answer_.get(), row_, column))};
  }

  PostgresDatabase* database_;
  std::string sql_;
  std::vector<Value> values_;
  std::vector<Oid> types_;
  std::vector<const char*> texts_;
  Result answer_;
  int row_ = -1;
};

PostgresDatabase::PostgresDatabase(const std::string& url) : Database(place_of(url)), url_(url) {
  connect();
}

void PostgresDatabase::connect() {
  // What the URL says wins over what stands before it.
  // A machine that is gone without a word is noticed after 15 seconds by who sends, and after 40
  // by who waits for its answer.
  const std::array<const char*, 9> names{"fallback_application_name",
                                         "connect_timeout",
                                         "tcp_user_timeout",
                                         "keepalives_idle",
                                         "keepalives_interval",
                                         "keepalives_count",
                                         "dbname",
                                         "client_encoding",
                                         nullptr};
  const std::array<const char*, 9> values{"reactivation", "5",    "15000", "30", "10", "3",
                                          url_.c_str(),   "UTF8", nullptr};
  connection_.reset(PQconnectdbParams(names.data(), values.data(), 1));
  if (PQstatus(connection_.get()) != CONNECTION_OK) {
    const std::string said = why_not_connected(url_, connection_.get());
    connection_.reset();
    throw Failure{errc::storage_failed, place() + ": " + said, true};
  }
  PQsetNoticeProcessor(
      connection_.get(), [](void*, const char*) {}, nullptr);
  PQsetnonblocking(connection_.get(), 1);
  is_late_ = false;
  if (!home_.empty()) return;
  const Result answer =
      ask("SELECT current_schema(), current_setting('server_encoding'),"
          " current_setting('server_version_num')::int >= 150000",
          soon());
  if (PQresultStatus(answer.get()) != PGRES_TUPLES_OK) fail_with(answer.get());
  const auto text = [&](int column) { return std::string{PQgetvalue(answer.get(), 0, column)}; };
  if (text(0).empty()) {
    fail(errc::storage_failed, place() + ": the user's search_path names no schema that is there");
  }
  if (text(1) != "UTF8") {
    fail(errc::storage_failed,
         place() + ": the database is in " + text(1) + "; create one with ENCODING 'UTF8'");
  }
  if (text(2) != "t") {
    fail(errc::storage_failed, place() + ": the server is older than PostgreSQL 15; update it");
  }
  home_ = text(0);
  views_ = home_ == "public" ? "reactivation" : home_ + "_reactivation";
}

void PostgresDatabase::close() noexcept {
  connection_.reset();
  is_open_ = false;
}

std::chrono::milliseconds PostgresDatabase::soon() const noexcept {
  const bool is_short = answer_max_.count() > 0 && answer_max_ < soon_max;
  return is_short ? answer_max_ : soon_max;
}

std::chrono::milliseconds PostgresDatabase::in_time() const noexcept {
  return answer_max_.count() > 0 ? answer_max_ + lock_timeout_ : answer_max_;
}

Result PostgresDatabase::ask(const char* sql, std::chrono::milliseconds longest) noexcept {
  return heard(PQsendQuery(connection_.get(), sql), longest);
}

Result PostgresDatabase::heard(int is_sent, std::chrono::milliseconds longest) noexcept {
  Answer answer = answer_of(connection_.get(), is_sent, longest);
  // What was asked and not heard to its end would be the answer to the next question. libpq says
  // of some such connections, as without memory, that they are well.
  if (!answer.is_whole) {
    close();
    is_late_ = answer.is_late;
  }
  return std::move(answer.last);
}

void PostgresDatabase::fail_with(const PGresult* answer) {
  const std::string_view state = state_of(answer);
  if (is_late_) {
    throw Failure{errc::storage_failed, place() +
                                            ": the server has not answered in time, and the "
                                            "connection to it was given up; check the network "
                                            "between here and there, and try again"};
  }
  const bool is_lost = PQstatus(connection_.get()) != CONNECTION_OK;
  if (state.empty() || is_lost) {
    throw Failure{errc::storage_failed,
                  place() + ": the connection was lost; try again when the server is back", true};
  }
  throw Failure{errc_of(state), place() + ": " + sentence_of(state, answer), may_repeat(state)};
}

void PostgresDatabase::run(const std::string& sql) {
  const Result answer = ask(sql.c_str(), in_time());
  const ExecStatusType status = PQresultStatus(answer.get());
  if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) fail_with(answer.get());
}

std::unique_ptr<Statement> PostgresDatabase::prepare(std::string_view sql) {
  return std::make_unique<PostgresStatement>(*this, in_postgres_words(sql));
}

void PostgresDatabase::take(const Lock& lock) {
  // A row of an account stands for everything that is sent through it.
  switch (lock.of) {
    case Lock::Of::nothing:
      break;
    case Lock::Of::everything:
      (void)query("SELECT id FROM reactivation_accounts ORDER BY id FOR NO KEY UPDATE").next();
      break;
    case Lock::Of::accounts:
      (void)query(
          "SELECT id FROM reactivation_accounts WHERE id = ?1 OR id ="
          " (SELECT account_id FROM reactivation_companies WHERE company_id = ?2)"
          " ORDER BY id FOR NO KEY UPDATE",
          lock.account.value, lock.company.value)
          .next();
      break;
    case Lock::Of::attempt:
      (void)query(
          "SELECT id FROM reactivation_accounts WHERE id = (SELECT c.account_id"
          "  FROM reactivation_attempts t JOIN reactivation_companies c USING (company_id)"
          "  WHERE t.id = ?1) FOR NO KEY UPDATE",
          lock.attempt)
          .next();
      break;
  }
}

void PostgresDatabase::empty_temporary_tables() {
  run("CREATE TEMP TABLE IF NOT EXISTS reactivation_unsummed"
      " (client_id bigint PRIMARY KEY) ON COMMIT DROP;"
      "CREATE TEMP TABLE IF NOT EXISTS reactivation_candidates"
      " (client_id bigint PRIMARY KEY) ON COMMIT DROP;"
      "DELETE FROM reactivation_unsummed; DELETE FROM reactivation_candidates");
}

void PostgresDatabase::begin(bool is_writing) {
  ++transactions_;
  // A reader sees one state of everything; a writer holds the lock of what it changes, and sees
  // what was committed before it got that.
  std::string sql = is_writing ? "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE;"
                               : "BEGIN ISOLATION LEVEL REPEATABLE READ;";
  sql += "SET LOCAL search_path TO " + quoted_name(views_) + ", " + quoted_name(home_) +
         "; SET LOCAL standard_conforming_strings TO on; SET LOCAL lock_timeout TO " +
         std::to_string(lock_timeout_.count());
  if (is_writing) {
    // A worker whose machine is gone holds its account's lock until the server notices: two hours
    // by the defaults of most. What the server's owner has set stays.
    sql +=
        "; SET LOCAL synchronous_commit TO on; SELECT set_config("
        "'idle_in_transaction_session_timeout', '5min', true) WHERE current_setting("
        "'idle_in_transaction_session_timeout') = '0'; SELECT pg_current_xact_id()";
  }
  for (int tries = 0;; ++tries) {
    if (!connection_) connect();
    const Result answer = ask(sql.c_str(), soon());
    const ExecStatusType status = PQresultStatus(answer.get());
    if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK) {
      is_open_ = true;
      transaction_ = is_writing ? PQgetvalue(answer.get(), 0, 0) : "";
      return;
    }
    // Nothing is begun yet: a connection that died while it was idle is made again.
    const bool is_lost = PQstatus(connection_.get()) != CONNECTION_OK;
    if (!is_lost || tries > 0) {
      undo();
      if (is_late_) fail_with(nullptr);
      if (is_lost) throw Failure{errc::storage_failed, place() + ": the connection was lost", true};
      fail_with(answer.get());
    }
    close();
  }
}

void PostgresDatabase::commit() {
  const std::string transaction = transaction_;
  const Result answer = ask("COMMIT", in_time());
  if (PQresultStatus(answer.get()) == PGRES_COMMAND_OK) {
    is_open_ = false;
    // After an error inside it the server answers a COMMIT with ROLLBACK.
    if (std::strcmp(PQcmdStatus(answer.get()), "COMMIT") == 0) return;
    fail(errc::storage_failed, place() + ": the transaction was undone");
  }
  // Only a word of the server's own says that it is not done.
  const bool is_refused = !state_of(answer.get()).empty();
  if (is_refused && PQstatus(connection_.get()) == CONNECTION_OK) fail_with(answer.get());
  close();
  if (transaction.empty() || is_committed(transaction)) return;
  throw Failure{errc::storage_failed, place() + ": the connection was lost; nothing was changed",
                true};
}

bool PostgresDatabase::is_committed(const std::string& transaction) {
  int late = 0;
  for (int i = 0; i < questions_max; ++i) {
    if (i > 0) std::this_thread::sleep_for(question_pause);
    try {
      if (!connection_) connect();
    } catch (const Failure&) {
      continue;
    }
    const std::string question = "SELECT pg_xact_status('" + transaction + "'::xid8)";
    const Result answer = ask(question.c_str(), soon());
    if (is_late_ && ++late == late_questions_max) break;
    if (PQresultStatus(answer.get()) != PGRES_TUPLES_OK) {
      close();
      continue;
    }
    const std::string_view status = PQgetvalue(answer.get(), 0, 0);
    if (status == "committed") return true;
    if (status == "aborted") return false;
    // "in progress": the server has not noticed yet that nobody is there.
  }
  fail(errc::storage_failed,
       place() +
           ": the connection was lost while a change was made durable, and the server does "
           "not say whether it is; look before you repeat it");
}

void PostgresDatabase::step(Step step) {
  switch (step) {
    case Step::begin_read:
      begin(false);
      break;
    case Step::begin_write:
      begin(true);
      break;
    case Step::commit:
      commit();
      break;
    case Step::begin_part:
      run("SAVEPOINT part");
      break;
    case Step::commit_part:
      run("RELEASE SAVEPOINT part");
      break;
  }
}

void PostgresDatabase::undo() noexcept {
  is_open_ = false;
  if (!connection_) return;
  // Unless it says so the transaction may still be open: the next one's COMMIT would be its.
  const Result answer = ask("ROLLBACK", soon());
  if (PQresultStatus(answer.get()) != PGRES_COMMAND_OK) close();
}

void PostgresDatabase::undo_part() noexcept {
  if (!connection_) return;
  // Unless it says so the part is still in the batch, which must not be committed then.
  const Result answer = ask("ROLLBACK TO SAVEPOINT part; RELEASE SAVEPOINT part", soon());
  if (PQresultStatus(answer.get()) != PGRES_COMMAND_OK) close();
}

}  // namespace reactivation::sql
