// Adapter: rows out of CSV exports as salons really have them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "reactivation/core/error.hpp"
#include "reactivation/ports/row_source.hpp"

namespace reactivation {

enum class CsvEncoding : std::uint8_t {
  automatic,  ///< a byte order mark, else UTF-8, UTF-16 or windows-1251 by looking at all bytes
  utf8,
  utf16le,
  utf16be,
  windows1251,
  windows1252,  ///< never guessed: it has to be said
};

struct CsvOptions {
  std::string name;  ///< what places are named by; empty: the file's name without its folder
  CsvEncoding encoding = CsvEncoding::automatic;
  std::optional<char> delimiter;  ///< absent: `,` `;` tab or `|`, whichever fits the first rows
  std::size_t row_bytes_max = std::size_t{1} << 20;
  std::size_t columns_max = 1000;
};

/// Opens an export. What is wrong with the file as a whole (no such file, an unknown encoding, no
/// header, a workbook instead of text) is an error whose issue is added to `issues`, with a remedy.
///
/// Quotation marks as in RFC 4180, with line breaks inside; lines end with LF, CRLF or CR; a first
/// line `sep=;` names the delimiter. A damaged row is handed out with its problem and reading goes
/// on at the next line. A file is streamed: memory does not grow with it.
[[nodiscard]] result<std::unique_ptr<RowSource>> open_csv_file(const std::string& path,
                                                               const CsvOptions& options,
                                                               std::vector<Issue>& issues);
/// The same for bytes in memory.
[[nodiscard]] result<std::unique_ptr<RowSource>> open_csv_text(std::string bytes,
                                                               const CsvOptions& options,
                                                               std::vector<Issue>& issues);

/// `auto`, `utf-8`, `utf-16le`, `utf-16be`, `windows-1251` (`cp1251`), `windows-1252` (`cp1252`,
/// `latin1`), in any case.
[[nodiscard]] std::optional<CsvEncoding> parse_csv_encoding(std::string_view text) noexcept;

}  // namespace reactivation
