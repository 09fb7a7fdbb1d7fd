// Worlds over PostgresStore: a real server, and a way to it that breaks off.
#include <libpq-fe.h>

#include <charconv>
#include <chrono>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "faulty_wire.hpp"
#include "postgres_server.hpp"
#include "reactivation/adapters/postgres.hpp"
#include "sql_world_store.hpp"

namespace simulation_test {
namespace {

using namespace reactivation;
using postgres_test::FaultyWire;
using postgres_test::Server;
using postgres_test::Strikes;
using postgres_test::WireFault;

// PostgreSQL's own numbers of types (pg_type.dat).
constexpr Oid type_int8 = 20;
constexpr Oid type_text = 25;
constexpr Oid type_float8 = 701;

// A connection that is cut is over for the server as well before its client hears of it: nobody
// should have to wait at all.
constexpr std::chrono::milliseconds lock_wait{2000};

/// One for the process, as the server is.
FaultyWire& the_wire() {
  Server& server = Server::instance();
  static FaultyWire wire{server.socket(), server.url(), [&server] { server.kill(); }};
  return wire;
}

class PostgresHost final : public HostDatabase {
public:
  explicit PostgresHost(const std::string& url) : connection_(PQconnectdb(url.c_str())) {
    if (PQstatus(connection_.get()) != CONNECTION_OK) {
      throw std::runtime_error(PQerrorMessage(connection_.get()));
    }
    run("SET search_path = reactivation, public", {});
  }

  std::int64_t run(const char* sql, const std::vector<Value>& values) override {
    const Answer answer = answer_to(sql, values);
    const std::string rows = PQcmdTuples(answer.get());
    return rows.empty() ? 0 : std::stoll(rows);
  }
  std::vector<std::vector<std::string>> rows(const char* sql,
                                             const std::vector<Value>& values) override {
    const Answer answer = answer_to(sql, values);
    std::vector<std::vector<std::string>> out;
    for (int row = 0; row < PQntuples(answer.get()); ++row) {
      auto& texts = out.emplace_back();
      for (int i = 0; i < PQnfields(answer.get()); ++i) {
        texts.emplace_back(PQgetvalue(answer.get(), row, i));
      }
    }
    return out;
  }

private:
  struct Clear {
    void operator()(PGresult* answer) const { PQclear(answer); }
  };
  struct Finish {
    void operator()(PGconn* connection) const { PQfinish(connection); }
  };
  using Answer = std::unique_ptr<PGresult, Clear>;

  Answer answer_to(std::string sql, const std::vector<Value>& values) {
    for (char& c : sql) {
      if (c == '?') c = '$';
    }
    std::vector<Oid> types;
    std::vector<std::string> texts;
    for (const Value& value : values) {
      if (const auto* whole = std::get_if<std::int64_t>(&value)) {
        types.push_back(type_int8);
        texts.push_back(std::to_string(*whole));
      } else if (const auto* real = std::get_if<double>(&value)) {
        types.push_back(type_float8);
        char digits[40];
        texts.emplace_back(digits, std::to_chars(digits, digits + sizeof digits, *real).ptr);
      } else if (const auto* text = std::get_if<std::string>(&value)) {
        types.push_back(type_text);
        texts.push_back(*text);
      } else {
        types.push_back(0);
        texts.emplace_back();
      }
    }
    std::vector<const char*> pointers;
    for (std::size_t i = 0; i < values.size(); ++i) {
      pointers.push_back(values[i].index() == 0 ? nullptr : texts[i].c_str());
    }
    Answer answer{PQexecParams(connection_.get(), sql.c_str(), static_cast<int>(values.size()),
                               types.data(), pointers.data(), nullptr, nullptr, 0)};
    const ExecStatusType status = PQresultStatus(answer.get());
    if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK) return answer;
    throw std::runtime_error(PQerrorMessage(connection_.get()) + std::string{" in "} + sql);
  }

  std::unique_ptr<PGconn, Finish> connection_;
};

class PostgresWorld final : public WorldDatabase {
public:
  explicit PostgresWorld(const TimeZoneSource& zones) : zones_(zones) {
    make_database();
    arm(Trouble::none, 0);
    open_host();
  }

  SqlStore& host_store() override { return *host_store_; }
  HostDatabase& host() override { return *host_; }
  std::unique_ptr<SqlStore> open() override { return opened(the_wire().url(name), nullptr); }

  void resume() override { the_wire().resume(); }
  void pause() override { the_wire().pause(); }
  void arm(Trouble trouble, long call) override {
    constexpr WireFault failures[] = {WireFault::cut_before, WireFault::cut_after,
                                      WireFault::cut_inside, WireFault::ended};
    switch (trouble) {
      case Trouble::fails:
        // Most that can be lost is lost with the answer to a COMMIT.
        return the_wire().arm(failures[call % 4], call,
                              call / 4 % 2 == 0 ? Strikes::commit : Strikes::anything);
      case Trouble::full:
        return the_wire().arm(WireFault::no_room, call);
      case Trouble::kills:
        return the_wire().arm(WireFault::killed, call);
      case Trouble::cuts_power:
        return the_wire().arm(WireFault::power_cut, call);
      default:
        return the_wire().arm(WireFault::none, 0);
    }
  }
  long calls() const override { return the_wire().requests(); }
  long refused() const override { return the_wire().refused(); }
  bool is_dead() const override { return the_wire().is_dead(); }
  long changes() const override { return the_wire().changes(); }
  /// The server comes up again by itself; what its log holds is there.
  void lose_power(std::uint64_t /*seed*/) override {
    host_.reset();
    host_store_.reset();
    Server::instance().start();
    arm(Trouble::none, 0);
    open_host();
  }

private:
  static constexpr const char* name = "world";

  [[nodiscard]] std::unique_ptr<PostgresStore> opened(const std::string& url,
                                                      std::string* detail) const {
    auto store = PostgresStore::open(url, MissingTables::make, zones_, detail);
    if (!store) return nullptr;
    store.value()->wait_for_others(lock_wait);
    return std::move(store).value();
  }
  /// The tables are made once.
  void make_database() const {
    const Server& server = Server::instance();
    static const std::string tables = [&] {
      std::string detail;
      if (!opened(server.make_database("world_tables"), &detail)) throw std::runtime_error(detail);
      return "world_tables";
    }();
    (void)server.make_database(name, tables);
  }
  void open_host() {
    const std::string url = Server::instance().url(name);
    std::string detail;
    host_store_ = opened(url, &detail);
    if (!host_store_) throw std::runtime_error(detail);
    host_ = std::make_unique<PostgresHost>(url);
  }

  const TimeZoneSource& zones_;
  std::unique_ptr<PostgresStore> host_store_;
  std::unique_ptr<PostgresHost> host_;
};

}  // namespace

std::unique_ptr<SqlWorldStore> make_postgres_world_store(const TimeZoneSource& zones,
                                                         Governor governor) {
  return make_sql_world_store(std::make_unique<PostgresWorld>(zones), governor);
}

std::vector<std::pair<std::string, long>> postgres_troubles() {
  const auto struck = the_wire().struck();
  std::vector<std::pair<std::string, long>> out;
  for (std::size_t i = 1; i < struck.size(); ++i) {
    out.emplace_back(to_string(static_cast<WireFault>(i)), struck[i]);
  }
  return out;
}

}  // namespace simulation_test
