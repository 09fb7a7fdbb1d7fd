// Private: the copy of a salon in a file, written page by page.
//
// One JSON list a line: ["h", …] begins it; ["r" record | "c" client | "s" service | "m" member of
// staff, id, …] are rows, of which the last one of an id counts; ["p", …] says that everything
// before it is whole, and what is asked next; ["e"] ends it.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

#include "reactivation/adapters/yclients.hpp"
#include "values.hpp"

namespace reactivation::yclients {

inline constexpr std::array<char, 4> row_kinds{'r', 'c', 's', 'm'};
/// The place of a kind among them, or their number.
[[nodiscard]] inline std::size_t index_of(char kind) noexcept {
  std::size_t at = 0;
  while (at < row_kinds.size() && row_kinds[at] != kind) ++at;
  return at;
}
inline constexpr std::size_t line_bytes_max = std::size_t{1} << 20;

enum class Stage : std::uint8_t { records, clients, services, staff, changes, done };

/// What is asked next.
struct Place {
  Stage stage = Stage::records;
  int pass = 0;
  std::int64_t page = 1;
  std::int64_t page_rows = 0;
};

struct CopyHeader {
  std::string base_url;
  std::int64_t salon_id = 0;
  Instant began_at;
  std::optional<Instant> changed_since;
};

class Copy {
public:
  /// Goes on with the file where `header` fits it and it is no older than a day, else begins anew.
  [[nodiscard]] static result<std::unique_ptr<Copy>> open(const std::string& file,
                                                          const CopyHeader& header);
  /// Always anew.
  [[nodiscard]] static result<std::unique_ptr<Copy>> begin(const std::string& file,
                                                           const CopyHeader& header);
  ~Copy();
  Copy(const Copy&) = delete;
  Copy& operator=(const Copy&) = delete;

  /// The header of the file, which is the older one when it is gone on with.
  [[nodiscard]] const CopyHeader& header() const noexcept { return header_; }
  [[nodiscard]] const Place& place() const noexcept { return place_; }
  [[nodiscard]] YclientsCounts& counts() noexcept { return counts_; }
  /// How many ids of that kind this stage has brought.
  [[nodiscard]] std::int64_t seen(char kind) const;
  /// Whether any stage has brought it.
  [[nodiscard]] bool knows(char kind, std::int64_t id) const;

  void add_row(char kind, std::int64_t id, Json cells);
  /// Writes what was added; `errc::io_failed` when that cannot be.
  [[nodiscard]] result<void> commit(const Place& next);

private:
  Copy(int file, CopyHeader header);
  [[nodiscard]] static result<std::unique_ptr<Copy>> make(const std::string& file, int flags,
                                                          const CopyHeader& header);
  [[nodiscard]] result<void> write_all();
  /// Reads what is whole and cuts off the rest. False: it does not fit.
  [[nodiscard]] bool resume(const std::string& path, const CopyHeader& wanted);
  [[nodiscard]] bool take_line(const Json& line, bool is_first);
  void enter(Stage stage);
  void note(char kind, std::int64_t id);

  int file_;
  CopyHeader header_;
  Place place_;
  YclientsCounts counts_;
  std::string pending_;
  using Ids = std::array<std::unordered_set<std::int64_t>, row_kinds.size()>;
  Ids seen_;                                           ///< in this stage
  Ids known_;                                          ///< in all
  std::vector<std::pair<char, std::int64_t>> unsure_;  ///< read again, not known to be whole
};

}  // namespace reactivation::yclients
