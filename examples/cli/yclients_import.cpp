#include "yclients_import.hpp"

#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <optional>
#include <utility>

#include "failure.hpp"
#include "reactivation/adapters/phone.hpp"
#include "reactivation/adapters/yclients_hints.hpp"
#include "reactivation/engine/importer.hpp"
#include "run_lock.hpp"
#include "table.hpp"
#include "terminal.hpp"
#include "words.hpp"
#include "yclients_choice.hpp"

namespace cli {

using namespace reactivation;

namespace {

constexpr std::size_t hook_bytes_max = std::size_t{1} << 20;

/// When the last whole reading began, kept beside the database.
class Since {
public:
  explicit Since(std::string path) : path_(std::move(path)) {}

  [[nodiscard]] std::optional<Instant> read() const {
    std::ifstream in(path_);
    std::string text;
    if (!std::getline(in, text)) return std::nullopt;
    const auto time = parse_time(text);
    if (!time || !time->utc_offset) return std::nullopt;
    return time->instant_in(TimeZone::utc());
  }
  void write(Instant at) const {
    const std::string fresh = path_ + ".new";
    std::ofstream out(fresh);
    out << to_rfc3339(at) << "\n";
    out.close();
    // Without it the next refresh reads everything: slower, and as right.
    if (!out || std::rename(fresh.c_str(), path_.c_str()) != 0) {
      std::cerr << "notice: " << path_ << " cannot be written; the next --refresh reads all\n";
    }
  }

private:
  std::string path_;
};

/// Gone when the command is done with it, but kept when the reading was cut.
class CopyFile {
public:
  explicit CopyFile(std::string path) : path_(std::move(path)) {}
  ~CopyFile() {
    std::error_code ignored;
    if (!is_kept_) std::filesystem::remove(path_, ignored);
  }
  CopyFile(const CopyFile&) = delete;
  CopyFile& operator=(const CopyFile&) = delete;
  void keep() noexcept { is_kept_ = true; }
  [[nodiscard]] const std::string& path() const noexcept { return path_; }

private:
  std::string path_;
  bool is_kept_ = false;
};

/// What webhooks named, and the folders that it comes from.
struct Hints {
  std::vector<YclientsHint> hints;
  std::vector<YclientsHintFolder> folders;
};

void add_folder(const std::string& path, Hints& out) {
  YclientsHintFolder& folder = out.folders.emplace_back(path);
  const auto taken = folder.take();
  if (!taken) fail_run(harmless(path) + " cannot be read; nothing was stored");
  out.hints.insert(out.hints.end(), taken.value().begin(), taken.value().end());
}

Hints hints_of(const std::vector<std::string>& files, std::int64_t salon_id) {
  Hints out;
  std::vector<YclientsHint>& hints = out.hints;
  std::int64_t left_out = 0;
  for (const std::string& file : files) {
    if (std::error_code ignored; std::filesystem::is_directory(file, ignored)) {
      add_folder(file, out);
      continue;
    }
    const YclientsHook hook = read_yclients_hook(read_file(file, hook_bytes_max), salon_id);
    if (hook.meaning == YclientsHookMeaning::hint) hints.push_back(hook.hint);
    if (hook.meaning == YclientsHookMeaning::unreadable) {
      std::cerr << "left out: " << harmless(file) << " is no webhook of YClients\n";
    }
    if (hook.meaning == YclientsHookMeaning::other_salon) {
      std::cerr << "left out: " << harmless(file) << " is about another salon\n";
    }
    if (hook.meaning == YclientsHookMeaning::not_needed) ++left_out;
  }
  if (left_out > 0) {
    std::cerr << "left out: " << count_text(left_out, "webhook") << " about other things\n";
  }
  return out;
}

YclientsCounts read_salon(Yclients& yclients, const YclientsImport& from, const Hints& hints,
                          const YclientsReading& reading, CopyFile& copy) {
  ProgressLine line;
  auto counts = from.hooks.empty() ? yclients.read(reading, line.callback())
                                   : yclients.reread(hints.hints, reading, line.callback());
  line.clear();
  if (counts) return counts.value();
  if (from.hooks.empty() && std::filesystem::exists(copy.path())) copy.keep();
  const std::string goes_on =
      from.hooks.empty() ? "; nothing was stored, and the same command goes on where this one ended"
                         : "; nothing was stored";
  if (counts.error() == make_error_code(errc::invalid_argument)) {
    fail_usage(yclients.detail() +
               "; look at YCLIENTS_PARTNER_TOKEN, YCLIENTS_USER_TOKEN and the salon's number");
  }
  fail_run(yclients.detail() + goes_on);
}

/// Names of staff: the tables have none for them.
void put_staff(Database& database, const ImportPlan& plan, const YclientsTables& tables) {
  if (plan.mode == ImportMode::dry_run || tables.staff().empty()) return;
  SqlStore& store = database.store();
  const auto put_all = [&]() -> result<void> {
    if (auto begun = store.begin(plan.company_id); !begun) return begun;
    for (const ImportedStaff& member : tables.staff()) {
      if (auto put = store.put_staff(member); !put) return put.as_failure();
    }
    return store.commit();
  };
  auto done = put_all();
  if (!done) store.rollback();
  database.get(std::move(done), database.path());
}

std::string line_of(const YclientsCounts& counts) {
  std::string out = "YClients: " + count_text(counts.records, "record") + " (" +
                    number_text(counts.deleted) + " deleted, " + number_text(counts.walk_ins) +
                    " of nobody), " + count_text(counts.clients, "client") + ", " +
                    count_text(counts.services, "service") + ", " + number_text(counts.staff) +
                    " staff, in " + count_text(counts.calls, "call") + "\n";
  if (counts.was_resumed) out += "  gone on with what an earlier call had read\n";
  if (counts.unreadable > 0)
    out += "  " + number_text(counts.unreadable) + " that cannot be read\n";
  if (counts.missing > 0) {
    out += "  " + number_text(counts.missing) + " fewer than YClients counts: import again\n";
  }
  if (counts.gone > 0) {
    out += "  " + number_text(counts.gone) + " that webhooks named are not there any more\n";
  }
  if (!counts.knows_exclusions) {
    out +=
        "  YClients does not say here who is excluded from mailings, nor which categories "
        "clients have:\n  mark them with `reactivation optout`\n";
  }
  return out;
}

}  // namespace

YclientsResult import_from_yclients(Database& database, const std::string& db_path,
                                    const YclientsImport& from, ImportPlan plan, bool is_new) {
  YclientsOptions options = yclients_options("--from", from.spec, plan.zone);
  auto yclients = Yclients::make(options);
  if (!yclients) {
    fail_usage("--from yclients: the address is none (https, or http to this machine)");
  }
  const std::string beside = db_path + ".yclients-" + std::to_string(options.salon_id);
  // A whole reading has the copy to itself; each hint's has one of its own.
  std::optional<FileLock> lock;
  if (from.hooks.empty()) {
    lock.emplace(beside + ".lock", "another import of salon " + std::to_string(options.salon_id) +
                                       " is going on in " + db_path +
                                       "; wait until it has ended and try again");
  }
  CopyFile copy(beside + (from.hooks.empty() ? "" : ".hooks-" + std::to_string(::getpid())));
  const Since since(beside + ".since");
  YclientsReading reading{copy.path(), read_now({}, plan.zone), {}};
  if (from.is_refresh && !is_new) reading.changed_since = since.read();
  Hints hints = hints_of(from.hooks, options.salon_id);
  const YclientsCounts counts = read_salon(*yclients.value(), from, hints, reading, copy);

  auto tables = YclientsTables::open(copy.path());
  if (!tables) fail_run("the copy of YClients cannot be read again; run the command again");
  put_staff(database, plan, *tables.value());
  plan.group_by = {"record"};
  const auto phones = make_phone_reader();
  ProgressLine line;
  auto imported = import_tables(
      plan, {&tables.value()->services(), &tables.value()->clients(), &tables.value()->visits()},
      *phones, database.store(), line.callback());
  line.clear();
  if (!imported && imported.error() == make_error_code(errc::cancelled)) {
    fail_run("stopped; nothing was stored");
  }
  YclientsResult out;
  out.summary = database.get(std::move(imported), database.path());
  out.told = line_of(counts);
  if (plan.mode == ImportMode::commit && !out.summary.is_refused()) {
    for (YclientsHintFolder& folder : hints.folders) folder.forget();
  }
  const bool is_whole = from.hooks.empty() && !out.summary.is_refused() && counts.missing == 0;
  if (is_whole && plan.mode == ImportMode::commit) since.write(counts.began_at);
  return out;
}

}  // namespace cli
