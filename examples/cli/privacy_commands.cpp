// reactivation export-person and erase-person: what the law gives a client a right to.
#include <fcntl.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cerrno>
#include <cstring>
#include <iostream>
#include <nlohmann/json.hpp>

#include "commands.hpp"
#include "desk.hpp"
#include "failure.hpp"
#include "table.hpp"

namespace cli {

using namespace reactivation;

namespace {

struct PrivacyArguments {
  Place place;
  Who who;
  std::string out;
  bool is_sure = false;
  bool is_json = false;
};

/// A new file that only its owner reads, gone again unless it was written whole. The command ends
/// when the name is taken.
class PrivateFile {
public:
  explicit PrivateFile(std::string path)
      : path_(std::move(path)),
        file_(::open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600)) {
    if (file_ >= 0) return;
    fail_run("--out " + path_ + ": " + std::strerror(errno) +
             (errno == EEXIST ? "; choose another name" : "; choose another place"));
  }
  ~PrivateFile() {
    ::close(file_);
    if (!is_whole_) ::unlink(path_.c_str());
  }
  PrivateFile(const PrivateFile&) = delete;
  PrivateFile& operator=(const PrivateFile&) = delete;

  void write(std::string_view rest) {
    while (!rest.empty()) {
      const ssize_t written = ::write(file_, rest.data(), rest.size());
      if (written < 0 && errno != EINTR) fail();
      if (written > 0) rest.remove_prefix(static_cast<std::size_t>(written));
    }
    if (::fsync(file_) != 0 && errno != EINVAL) fail();
    is_whole_ = true;
  }

private:
  [[noreturn]] void fail() const { fail_run("--out " + path_ + ": " + std::strerror(errno)); }

  std::string path_;
  int file_;
  bool is_whole_ = false;
};

void print_json(const nlohmann::ordered_json& document) {
  std::cout << document.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace)
            << "\n";
}

void run_export(const PrivacyArguments& arguments) {
  Desk desk(arguments.place);
  const PersonKey who = find_who(desk, arguments.who);
  // Nothing is told, and no event says so, when the file cannot be made.
  std::optional<PrivateFile> file;
  if (!arguments.out.empty()) file.emplace(arguments.out);
  std::string document = desk.get(desk.engine().export_person(who));
  if (!document.ends_with('\n')) document += '\n';
  if (!file) {
    std::cout << document;
    return;
  }
  file->write(document);
  if (arguments.is_json) {
    print_json({{"schema", "reactivation.export/1"},
                {"company_id", who.company_id.value},
                {"client_id", who.client_id.value},
                {"file", arguments.out}});
    return;
  }
  std::cout << "Everything stored about client " << who.client_id.value << " is in "
            << harmless(arguments.out) << "; only you can read it.\n";
}

void run_erase(const PrivacyArguments& arguments) {
  Desk desk(arguments.place);
  const PersonKey who = find_who(desk, arguments.who);
  if (!arguments.is_sure) {
    fail_usage("this cannot be undone; add --yes to erase client " +
               std::to_string(who.client_id.value));
  }
  desk.get(desk.engine().erase_person(who));
  if (arguments.is_json) {
    print_json({{"schema", "reactivation.erasure/1"},
                {"company_id", who.company_id.value},
                {"client_id", who.client_id.value},
                {"erased", true}});
    return;
  }
  std::cout << "Client " << who.client_id.value
            << " is erased: name, numbers, texts and messages are gone. Counts stay, without a "
               "name;\nan opt-out stays as a hash, so that it holds if they come back.\n";
}

CLI::App* add_privacy_command(CLI::App& program, const CommandHelp& help,
                              PrivacyArguments& arguments) {
  CLI::App* command = add_command(program, help);
  add_db_option(*command, arguments.place);
  add_company_option(*command, arguments.place);
  add_who_options(*command, arguments.who, WhoForm::client_or_phone);
  add_now_option(*command, arguments.place);
  add_json_option(*command, arguments.is_json);
  return command;
}

}  // namespace

void add_export_person(CLI::App& program, Action& chosen) {
  auto arguments = std::make_shared<PrivacyArguments>();
  CLI::App* command = add_privacy_command(
      program,
      {"export-person", "Print everything that is stored about a client",
       "One JSON document, with or without --json. With --out it goes into a new file that only "
       "you\n"
       "can read.",
       "  reactivation export-person --db salon.db --client 17 --out client-17.json"},
      *arguments);
  command->add_option("--out", arguments->out, "A new file")->type_name("FILE");
  command->callback([arguments, &chosen] { chosen = [arguments] { run_export(*arguments); }; });
}

void add_erase_person(CLI::App& program, Action& chosen) {
  auto arguments = std::make_shared<PrivacyArguments>();
  CLI::App* command =
      add_privacy_command(program,
                          {"erase-person", "Remove everything that names a client",
                           "Name, numbers, texts and messages go. Counts stay without a name, and "
                           "an opt-out as a hash,\n"
                           "so that it holds if the client comes back.",
                           "  reactivation erase-person --db salon.db --client 17 --yes"},
                          *arguments);
  command->add_flag("--yes", arguments->is_sure, "It cannot be undone");
  command->callback([arguments, &chosen] { chosen = [arguments] { run_erase(*arguments); }; });
}

}  // namespace cli
