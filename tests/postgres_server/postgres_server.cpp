#include "postgres_server.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <grp.h>
#include <netinet/in.h>
#include <pwd.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <stdexcept>
#include <thread>

namespace postgres_test {
namespace {

int free_port() {
  const int socket_of_ours = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  const bool is_bound =
      bind(socket_of_ours, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0 &&
      getsockname(socket_of_ours, reinterpret_cast<sockaddr*>(&address), &size) == 0;
  close(socket_of_ours);
  if (!is_bound) throw std::runtime_error("no free port");
  return ntohs(address.sin_port);
}

/// Where Debian keeps the newest server.
std::filesystem::path server_programs() {
  std::filesystem::path newest;
  for (const auto& version : std::filesystem::directory_iterator("/usr/lib/postgresql")) {
    if (std::filesystem::exists(version.path() / "bin" / "initdb")) {
      newest = std::max(newest, version.path() / "bin");
    }
  }
  if (newest.empty()) throw std::runtime_error("no PostgreSQL server; install postgresql");
  return newest;
}

/// Runs the program as a user that PostgreSQL accepts; it ends with this process.
pid_t run_program(const std::vector<std::string>& words, const std::filesystem::path& log) {
  const passwd* user = geteuid() == 0 ? getpwnam("postgres") : nullptr;
  const pid_t child = fork();
  if (child != 0) return child;
  const int file = open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0666);
  dup2(file, STDOUT_FILENO);
  dup2(file, STDERR_FILENO);
  if (user != nullptr) {
    const bool is_changed = initgroups(user->pw_name, user->pw_gid) == 0 &&
                            setgid(user->pw_gid) == 0 && setuid(user->pw_uid) == 0;
    if (!is_changed) _exit(126);
  }
  prctl(PR_SET_PDEATHSIG, SIGQUIT);
  std::vector<char*> arguments;
  for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  execv(arguments.front(), arguments.data());
  _exit(127);
}

}  // namespace

Sql::Sql(const std::string& url) : connection_(PQconnectdb(url.c_str())) {
  PQsetNoticeProcessor(
      connection_, [](void*, const char*) {}, nullptr);
  if (PQstatus(connection_) != CONNECTION_OK) {
    throw std::runtime_error(PQerrorMessage(connection_));
  }
}

void Sql::run(const std::string& sql) const { (void)rows(sql); }

std::vector<std::string> Sql::rows(const std::string& sql) const {
  PGresult* answer = PQexec(connection_, sql.c_str());
  const ExecStatusType status = PQresultStatus(answer);
  std::vector<std::string> out;
  if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
    PQclear(answer);
    throw std::runtime_error(PQerrorMessage(connection_) + std::string{" in "} + sql);
  }
  for (int row = 0; row < PQntuples(answer); ++row) {
    std::string line;
    for (int column = 0; column < PQnfields(answer); ++column) {
      const bool is_null = PQgetisnull(answer, row, column) != 0;
      line +=
          (column > 0 ? "|" : "") + std::string{is_null ? "NULL" : PQgetvalue(answer, row, column)};
    }
    out.push_back(std::move(line));
  }
  PQclear(answer);
  return out;
}

std::string Sql::one(const std::string& sql) const {
  const auto all = rows(sql);
  return all.empty() ? "" : all.front();
}

Server& Server::instance() {
  static Server server;
  return server;
}

Server::Server() : programs_(server_programs()), port_(free_port()) {
  std::string name = (std::filesystem::temp_directory_path() / "reactivation-pg-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
  folder_ = name;
  if (const passwd* user = geteuid() == 0 ? getpwnam("postgres") : nullptr) {
    if (chown(name.c_str(), user->pw_uid, user->pw_gid) != 0) throw std::runtime_error("chown");
  }
  const pid_t child = run_program({programs_ / "initdb", "-D", folder_ / "data", "-U", "tests",
                                   "-E", "UTF8", "--locale=C.UTF-8", "--auth=trust", "-N"},
                                  folder_ / "log");
  int status = 0;
  waitpid(child, &status, 0);
  if (status != 0) throw std::runtime_error("initdb failed; see " + (folder_ / "log").string());
  start();
}

void Server::start() {
  process_ = run_program(
      {programs_ / "postgres", "-D", folder_ / "data", "-p", std::to_string(port_), "-c",
       "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=" + folder_.string(), "-c",
       "fsync=off", "-c", "full_page_writes=off", "-c", "max_connections=200", "-c",
       "shared_buffers=64MB", "-c", "autovacuum=off"},
      folder_ / "log");
  for (int i = 0; i < 300; ++i) {
    if (PQping(url().c_str()) == PQPING_OK) return;
    std::this_thread::sleep_for(std::chrono::milliseconds{50});
  }
  throw std::runtime_error("the server does not start; see " + (folder_ / "log").string());
}

void Server::kill() {
  ::kill(process_, SIGQUIT);
  waitpid(process_, nullptr, 0);
  process_ = 0;
}

Server::~Server() {
  if (process_ != 0) kill();
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

std::string Server::url(const std::string& database) const {
  return "postgresql://tests@127.0.0.1:" + std::to_string(port_) + "/" + database;
}

std::string Server::make_database(const std::string& name, const std::string& from) const {
  const Sql sql{url()};
  sql.run("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)");
  sql.run("CREATE DATABASE " + name + " TEMPLATE " + from + " STRATEGY wal_log");
  return url(name);
}

}  // namespace postgres_test
