#include "copy.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <utility>

namespace reactivation::yclients {
namespace {

using boost::outcome_v2::success;

constexpr const char* format_name = "reactivation.yclients_copy/1";
constexpr Seconds kept_for{std::chrono::hours{24}};

std::int64_t seconds_of(Instant at) { return at.time_since_epoch().count(); }

Json line_of(const CopyHeader& header) {
  Json line = {"h", format_name, header.base_url, header.salon_id, seconds_of(header.began_at)};
  line.push_back(header.changed_since ? Json(seconds_of(*header.changed_since)) : Json());
  return line;
}

Json line_of(const Place& place, const YclientsCounts& counts) {
  return {"p",
          static_cast<int>(place.stage),
          place.pass,
          place.page,
          place.page_rows,
          {counts.unreadable, counts.missing, counts.gone, counts.knows_exclusions ? 1 : 0}};
}

std::int64_t at(const Json& line, std::size_t place) {
  return line.size() > place ? integer_of(line[place]).value_or(0) : 0;
}

std::optional<CopyHeader> header_of(const Json& line) {
  if (line.size() != 6 || line[0] != "h" || line[1] != format_name || !line[2].is_string()) {
    return std::nullopt;
  }
  CopyHeader out;
  out.base_url = line[2].get<std::string>();
  out.salon_id = at(line, 3);
  out.began_at = Instant{Seconds{at(line, 4)}};
  if (!line[5].is_null()) out.changed_since = Instant{Seconds{at(line, 5)}};
  return out;
}

/// A full reading goes on with a full one; one of changes with one that asked for as much or more.
bool fits(const CopyHeader& found, const CopyHeader& wanted) {
  const Seconds age = wanted.began_at - found.began_at;
  const bool is_as_wide = !found.changed_since ||
                          (wanted.changed_since && *found.changed_since <= *wanted.changed_since);
  return found.base_url == wanted.base_url && found.salon_id == wanted.salon_id &&
         age >= Seconds{0} && age <= kept_for && is_as_wide &&
         found.changed_since.has_value() == wanted.changed_since.has_value();
}

}  // namespace

Copy::Copy(int file, CopyHeader header) : file_(file), header_(std::move(header)) {}

Copy::~Copy() { ::close(file_); }

result<std::unique_ptr<Copy>> Copy::make(const std::string& file, int flags,
                                         const CopyHeader& header) {
  const int descriptor =
      ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | flags, 0600);
  if (descriptor < 0) return make_error_code(errc::io_failed);
  (void)::fchmod(descriptor, 0600);
  return std::unique_ptr<Copy>(new Copy(descriptor, header));
}

result<std::unique_ptr<Copy>> Copy::begin(const std::string& file, const CopyHeader& header) {
  (void)::unlink(file.c_str());  // so that the mode is ours
  auto copy = make(file, O_EXCL, header);
  if (!copy) return copy;
  copy.value()->pending_ = line_of(header).dump() + "\n";
  if (auto written = copy.value()->commit({}); !written) return written.as_failure();
  return copy;
}

result<std::unique_ptr<Copy>> Copy::open(const std::string& file, const CopyHeader& header) {
  auto copy = make(file, 0, header);
  if (copy && copy.value()->resume(file, header)) {
    copy.value()->counts_.was_resumed = true;
    return copy;
  }
  return begin(file, header);
}

void Copy::note(char kind, std::int64_t id) {
  seen_.at(index_of(kind)).insert(id);
  known_.at(index_of(kind)).insert(id);
}

std::int64_t Copy::seen(char kind) const {
  return static_cast<std::int64_t>(seen_.at(index_of(kind)).size());
}

bool Copy::knows(char kind, std::int64_t id) const {
  return known_.at(index_of(kind)).contains(id);
}

void Copy::enter(Stage stage) {
  if (stage == place_.stage) return;
  for (auto& ids : seen_) ids.clear();
}

void Copy::add_row(char kind, std::int64_t id, Json cells) {
  Json line = Json::array({std::string(1, kind), id});
  for (Json& cell : cells) line.push_back(std::move(cell));
  const std::string text = line.dump(-1, ' ', false, Json::error_handler_t::replace);
  if (text.size() >= line_bytes_max) {
    ++counts_.unreadable;
    return;
  }
  note(kind, id);
  pending_ += text;
  pending_ += '\n';
}

result<void> Copy::write_all() {
  for (std::size_t done = 0; done < pending_.size();) {
    const ssize_t wrote = ::write(file_, pending_.data() + done, pending_.size() - done);
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote <= 0) return make_error_code(errc::io_failed);
    done += static_cast<std::size_t>(wrote);
  }
  pending_.clear();
  return success();
}

result<void> Copy::commit(const Place& next) {
  pending_ += line_of(next, counts_).dump() + "\n";
  if (next.stage == Stage::done) pending_ += "[\"e\"]\n";
  if (auto written = write_all(); !written) return written;
  enter(next.stage);
  place_ = next;
  return success();
}

bool Copy::take_line(const Json& line, bool is_first) {
  if (!line.is_array() || line.empty() || !line[0].is_string()) return false;
  const auto& word = line[0].get_ref<const std::string&>();
  if (is_first) {
    const auto header = header_of(line);
    if (header) header_ = *header;
    return header.has_value();
  }
  if (word == "p") {
    const Place place{static_cast<Stage>(std::clamp<std::int64_t>(at(line, 1), 0, 5)),
                      static_cast<int>(at(line, 2)), at(line, 3), at(line, 4)};
    for (const auto& [kind, id] : unsure_) note(kind, id);
    unsure_.clear();
    enter(place.stage);
    place_ = place;
    const Json counts = line.size() > 5 ? line[5] : Json();
    counts_.unreadable = at(counts, 0);
    counts_.missing = at(counts, 1);
    counts_.gone = at(counts, 2);
    counts_.knows_exclusions = at(counts, 3) != 0;
    return true;
  }
  if (word.size() == 1 && index_of(word[0]) < row_kinds.size()) {
    unsure_.emplace_back(word[0], at(line, 1));
    return true;
  }
  return word == "e";
}

bool Copy::resume(const std::string& path, const CopyHeader& wanted) {
  std::ifstream in(path, std::ios::binary);
  std::string text;
  std::int64_t bytes = 0;
  std::int64_t whole = 0;
  bool is_first = true;
  while (std::getline(in, text) && !in.eof() && text.size() <= line_bytes_max) {
    bytes += static_cast<std::int64_t>(text.size()) + 1;
    const Json line = parsed(text);
    if (line.is_discarded() || !take_line(line, is_first)) break;
    if (is_first && !fits(header_, wanted)) return false;
    is_first = false;
    if (line[0] == "p") whole = bytes;
  }
  unsure_.clear();
  // A whole one is of an earlier hour: what is wanted now is what there is now.
  if (is_first || whole == 0 || place_.stage == Stage::done) return false;
  // What came after the last whole page is asked again.
  return ::ftruncate(file_, whole) == 0 && ::lseek(file_, whole, SEEK_SET) == whole;
}

}  // namespace reactivation::yclients
