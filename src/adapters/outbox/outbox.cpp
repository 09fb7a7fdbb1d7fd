#include "reactivation/adapters/outbox.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <filesystem>
#include <string_view>
#include <system_error>
#include <utility>

#include "reactivation/json/message_json.hpp"

namespace reactivation {
namespace {

constexpr std::string_view part_suffix = ".part";

/// A descriptor that is closed on every way out.
class File {
public:
  explicit File(int descriptor) noexcept : descriptor_(descriptor) {}
  ~File() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  [[nodiscard]] bool is_open() const noexcept { return descriptor_ >= 0; }
  [[nodiscard]] bool sync() const noexcept { return ::fsync(descriptor_) == 0; }
  [[nodiscard]] bool write_all(std::string_view bytes) const noexcept {
    while (!bytes.empty()) {
      const ssize_t written = ::write(descriptor_, bytes.data(), bytes.size());
      if (written < 0 && errno == EINTR) continue;
      if (written <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
  }

private:
  int descriptor_;
};

/// What a killed process left half written: `.<attempt>.<process>.part`.
void remove_abandoned_parts(const std::string& folder) {
  DIR* directory = ::opendir(folder.c_str());
  if (!directory) return;
  while (const dirent* entry = ::readdir(directory)) {
    const std::string_view name = entry->d_name;
    if (!name.starts_with('.') || !name.ends_with(part_suffix)) continue;
    const std::string_view stem = name.substr(0, name.size() - part_suffix.size());
    const std::size_t dot = stem.rfind('.');
    const long process = std::strtol(std::string(stem.substr(dot + 1)).c_str(), nullptr, 10);
    const bool is_gone = process > 0 && ::kill(static_cast<pid_t>(process), 0) != 0;
    if (is_gone && errno == ESRCH) ::unlink((folder + "/" + std::string(name)).c_str());
  }
  ::closedir(directory);
}

/// Gives the finished file its name, unless a file of that name stands already. 0 or an errno.
int publish(const std::string& part, const std::string& path) {
  if (::link(part.c_str(), path.c_str()) == 0) {
    ::unlink(part.c_str());
    return 0;
  }
  const int link_error = errno;
  if (link_error == EEXIST) {
    ::unlink(part.c_str());
    return 0;
  }
  // Some file systems have no hard links: there a rename has to do.
  if (::access(path.c_str(), F_OK) == 0) {
    ::unlink(part.c_str());
    return 0;
  }
  return ::rename(part.c_str(), path.c_str()) == 0 ? 0 : errno;
}

bool sync_folder(const std::string& folder) {
  const File directory(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  // EINVAL: a file system that has no such thing as syncing a folder.
  return directory.is_open() && (directory.sync() || errno == EINVAL);
}

}  // namespace

Outbox::Outbox(OutboxOptions options) : options_(std::move(options)) {}

std::string Outbox::path_of(const AttemptId& attempt) const {
  return options_.folder + "/" + to_string(attempt) + ".json";
}

result<SendReceipt> Outbox::failed(const std::string& path, int error_number) {
  detail_ = "cannot write " + path + ": " + std::system_category().message(error_number) +
            "; choose a folder that you may write to with --outbox";
  return make_error_code(errc::messenger_failed);
}

result<void> Outbox::make_folder() {
  std::error_code error;
  std::filesystem::create_directories(options_.folder, error);
  std::error_code looked;
  if (!std::filesystem::is_directory(options_.folder, looked)) {
    return failed(options_.folder, error ? error.value() : ENOTDIR).as_failure();
  }
  if (::access(options_.folder.c_str(), W_OK | X_OK) != 0) {
    return failed(options_.folder, errno).as_failure();
  }
  return boost::outcome_v2::success();
}

result<void> Outbox::prepare() try {
  if (const auto made = make_folder(); !made) return made.as_failure();
  remove_abandoned_parts(options_.folder);
  return boost::outcome_v2::success();
} catch (const std::exception& error) {
  detail_ = std::string("cannot use the outbox: ") + error.what();
  return make_error_code(errc::messenger_failed);
}

result<SendReceipt> Outbox::send(const OutgoingMessage& message, LastLook& look) try {
  if (const auto ready = make_folder(); !ready) return ready.as_failure();
  const std::string path = path_of(message.attempt_id);
  if (::access(path.c_str(), F_OK) == 0) return SendReceipt{SendOutcome::accepted};
  const std::string part = options_.folder + "/." + to_string(message.attempt_id) + "." +
                           std::to_string(::getpid()) + std::string(part_suffix);
  {
    const File file(::open(part.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
    if (!file.is_open()) return failed(part, errno);
    const MessageMark mark =
        options_.mark == OutboxMark::dry_run ? MessageMark::dry_run : MessageMark::none;
    if (!file.write_all(write_message(message, {options_.time_zone, mark})) || !file.sync()) {
      const int error_number = errno;
      ::unlink(part.c_str());
      return failed(part, error_number);
    }
  }
  // Until it has its name it is no message: the last look is made here.
  if (!look.still_allowed()) {
    ::unlink(part.c_str());
    return SendReceipt{SendOutcome::not_started};
  }
  if (const int error_number = publish(part, path); error_number != 0) {
    ::unlink(part.c_str());
    return failed(path, error_number);
  }
  return SendReceipt{sync_folder(options_.folder) ? SendOutcome::accepted : SendOutcome::uncertain};
} catch (const std::exception& error) {
  detail_ = std::string("cannot write a message: ") + error.what();
  return make_error_code(errc::messenger_failed);
}

result<std::optional<SendReceipt>> Outbox::find_outcome(const AttemptId& attempt) {
  if (::access(path_of(attempt).c_str(), F_OK) != 0) return std::optional<SendReceipt>{};
  return std::optional<SendReceipt>{SendOutcome::accepted};
}

}  // namespace reactivation
