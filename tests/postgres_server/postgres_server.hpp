// A PostgreSQL of the tests' own: in a temporary folder, on a socket in it and a free port of
// loopback, gone with the process.
#pragma once

#include <libpq-fe.h>
#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace postgres_test {

/// SQL past the store, as another program does it.
class Sql {
public:
  explicit Sql(const std::string& url);
  ~Sql() { PQfinish(connection_); }
  Sql(const Sql&) = delete;
  Sql& operator=(const Sql&) = delete;

  /// Any number of statements; what fails is thrown.
  void run(const std::string& sql) const;
  /// All rows as texts, columns joined by `|`.
  [[nodiscard]] std::vector<std::string> rows(const std::string& sql) const;
  [[nodiscard]] std::string one(const std::string& sql) const;
  [[nodiscard]] std::int64_t number(const std::string& sql) const { return std::stoll(one(sql)); }

private:
  PGconn* connection_;
};

class Server {
public:
  /// The one of this process, started when it is asked for first.
  static Server& instance();
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  /// Where it listens besides the port of `url`.
  [[nodiscard]] std::string socket() const {
    return (folder_ / (".s.PGSQL." + std::to_string(port_))).string();
  }
  [[nodiscard]] std::string url(const std::string& database = "postgres") const;
  /// An empty database of that name; one that is there goes.
  [[nodiscard]] std::string make_database(const std::string& name,
                                          const std::string& from = "template0") const;
  /// As a crash of the machine does it: nobody is asked to finish.
  void kill();
  void start();

private:
  Server();
  std::filesystem::path folder_;
  std::filesystem::path programs_;
  int port_ = 0;
  pid_t process_ = 0;
};

}  // namespace postgres_test
