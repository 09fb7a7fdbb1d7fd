// Adapters: a table, phone numbers and time zones that the host already has in memory.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "reactivation/ports/phone.hpp"
#include "reactivation/ports/row_source.hpp"
#include "reactivation/ports/time_zone.hpp"

namespace reactivation {

/// Rows as they came from a host's own interface. A row of another width than the header has a
/// problem and no cells. Cells must be UTF-8 without outer blanks.
class MemoryRows final : public RowSource {
public:
  using Row = std::vector<std::string>;

  MemoryRows(std::string name, Row header, std::vector<Row> rows);
  MemoryRows(const MemoryRows&) = delete;
  MemoryRows& operator=(const MemoryRows&) = delete;

  [[nodiscard]] std::string_view name() const noexcept override { return name_; }
  [[nodiscard]] TableFormat format() const override { return {"UTF-8", {}}; }
  [[nodiscard]] std::span<const std::string> header() const noexcept override { return header_; }
  [[nodiscard]] result<std::optional<TableRow>> next() override;
  [[nodiscard]] result<void> rewind() override;
  [[nodiscard]] std::int64_t bytes_done() const noexcept override { return bytes_done_; }
  [[nodiscard]] std::int64_t bytes_total() const noexcept override { return bytes_total_; }

private:
  std::string name_;
  Row header_;
  std::vector<Row> rows_;
  std::size_t at_ = 0;
  std::int64_t bytes_done_ = 0;
  std::int64_t bytes_total_ = 0;
  std::vector<std::string_view> cells_;
};

/// Takes E.164 everywhere, and what it has been told of a country's own forms; anything else is no
/// number.
class MemoryPhones final : public PhoneReader {
public:
  /// From now on `text` is `phone` in `country` (ISO 3166-1 alpha-2, in capitals).
  void put(std::string text, std::string country, PhoneNumber phone);
  [[nodiscard]] PhoneReading read(std::string_view text, std::string_view country) const override;

private:
  std::map<std::pair<std::string, std::string>, PhoneNumber, std::less<>> known_;
};

/// The zones that it was given, and no other.
class MemoryZones final : public TimeZoneSource {
public:
  /// Under its own name, and from now on under these old ones.
  void put(const TimeZone& zone, const std::vector<std::string>& old_names = {});
  [[nodiscard]] result<TimeZone> find(std::string_view iana_name) const override;

private:
  std::map<std::string, TimeZone, std::less<>> zones_;
};

}  // namespace reactivation
