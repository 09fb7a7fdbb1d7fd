#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <filesystem>
#include <optional>
#include <string_view>
#include <system_error>

#include "reactivation/adapters/yclients_hints.hpp"

namespace reactivation {
namespace {

constexpr std::string_view waiting = ".hint";
constexpr std::string_view taken = ".taken";

std::string name_of(const YclientsHint& hint) {
  const bool is_client = hint.kind == YclientsHint::Kind::client;
  return (is_client ? "client-" : "record-") + std::to_string(hint.id) + "-" +
         std::to_string(hint.client_id);
}

std::optional<YclientsHint> hint_of(std::string_view name) {
  YclientsHint hint;
  if (name.starts_with("client-")) hint.kind = YclientsHint::Kind::client;
  if (!name.starts_with("client-") && !name.starts_with("record-")) return std::nullopt;
  name.remove_prefix(7);
  const char* const end = name.data() + name.size();
  const auto id = std::from_chars(name.data(), end, hint.id);
  if (id.ec != std::errc{} || id.ptr == end || *id.ptr != '-') return std::nullopt;
  const auto client = std::from_chars(id.ptr + 1, end, hint.client_id);
  if (client.ec != std::errc{} || client.ptr != end || hint.id <= 0) return std::nullopt;
  return hint;
}

/// Opens, makes durable and closes.
bool sync(const std::string& path, int flags) {
  const int file = ::open(path.c_str(), flags | O_CLOEXEC, 0600);
  if (file < 0) return false;
  const bool is_done = ::fsync(file) == 0 || errno == EINVAL;
  return (::close(file) == 0) && is_done;
}

}  // namespace

result<void> YclientsHintFolder::keep(const YclientsHint& hint) {
  if (::mkdir(folder_.c_str(), 0700) == 0) {
    const std::string parent = std::filesystem::absolute(folder_).parent_path().string();
    if (!sync(parent, O_RDONLY | O_DIRECTORY)) return errc::io_failed;
  } else if (errno != EEXIST) {
    return errc::io_failed;
  }
  // A file that is there already was not taken yet: whoever takes it reads what this one is about.
  const std::string path = folder_ + "/" + name_of(hint) + std::string(waiting);
  if (!sync(path, O_WRONLY | O_CREAT)) return errc::io_failed;
  if (!sync(folder_, O_RDONLY | O_DIRECTORY)) return errc::io_failed;
  return boost::outcome_v2::success();
}

result<std::vector<YclientsHint>> YclientsHintFolder::take() {
  std::vector<YclientsHint> hints;
  std::error_code error;
  std::filesystem::directory_iterator files(folder_, error);
  if (error == std::errc::no_such_file_or_directory) return hints;
  if (error) return errc::io_failed;
  std::vector<std::string> names;
  for (; files != std::filesystem::directory_iterator(); files.increment(error)) {
    names.push_back(files->path().filename().string());
    if (error) return errc::io_failed;
  }
  taken_.clear();
  for (const std::string& name : names) {
    const std::size_t dot = name.find('.');
    const std::string_view ending = std::string_view(name).substr(std::min(dot, name.size()));
    const std::string stem = name.substr(0, dot);
    const auto hint = hint_of(stem);
    if (!hint || (ending != waiting && ending != taken)) continue;
    const std::string path = folder_ + "/" + stem + std::string(taken);
    const bool is_ours =
        ending == taken || std::rename((folder_ + "/" + name).c_str(), path.c_str()) == 0;
    if (!is_ours && errno == ENOENT) continue;  // somebody else takes them at the same time
    if (!is_ours) return errc::io_failed;
    hints.push_back(*hint);
    taken_.push_back(path);
  }
  return hints;
}

void YclientsHintFolder::forget() noexcept {
  for (const std::string& path : taken_) ::unlink(path.c_str());
  taken_.clear();
}

}  // namespace reactivation
