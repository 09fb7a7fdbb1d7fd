#include "packing.hpp"

#include <zlib.h>

#include <algorithm>
#include <string>
#include <string_view>

#include "api.hpp"

namespace service {

using namespace reactivation;

namespace {

constexpr std::size_t bytes_min = 1024;
/// Fast: most of the gain comes at once.
constexpr int level = 3;
constexpr int gzip_window = 15 + 16;
constexpr int memory_level = 8;

/// Of `gzip, deflate;q=0.5`: whether gzip is named, and not with q=0.
bool takes_gzip(std::string_view header) {
  while (!header.empty()) {
    std::string_view part = header.substr(0, header.find(','));
    header.remove_prefix(std::min(part.size() + 1, header.size()));
    std::string word;
    for (const char c : part) {
      if (c != ' ' && c != '\t') word += c;
    }
    if (word == "gzip") return true;
    constexpr std::string_view weighed = "gzip;q=";
    if (word.starts_with(weighed)) {
      return word.find_first_not_of("0.", weighed.size()) != std::string::npos;
    }
  }
  return false;
}

bool is_text(const WebAnswer& answer) {
  return std::any_of(answer.headers.begin(), answer.headers.end(), [](const WebHeader& header) {
    return header.name == "Content-Type" &&
           (header.value.starts_with("text/") || header.value.starts_with("application/json"));
  });
}

/// Empty: it could not be packed.
std::string packed(std::string& body) {
  z_stream stream{};
  if (deflateInit2(&stream, level, Z_DEFLATED, gzip_window, memory_level, Z_DEFAULT_STRATEGY) !=
      Z_OK) {
    return {};
  }
  std::string out(deflateBound(&stream, static_cast<uLong>(body.size())), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(body.data());
  stream.avail_in = static_cast<uInt>(body.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  const bool is_whole = deflate(&stream, Z_FINISH) == Z_STREAM_END;
  out.resize(is_whole ? stream.total_out : 0);
  deflateEnd(&stream);
  return out;
}

}  // namespace

void pack(const WebRequest& request, WebAnswer& answer) {
  constexpr std::size_t bytes_max = std::size_t{1} << 30;
  const std::size_t size = answer.body.size();
  if (size < bytes_min || size > bytes_max || !is_text(answer)) return;
  answer.headers.push_back({"Vary", "Accept-Encoding"});
  if (!takes_gzip(header_of(request, "accept-encoding"))) return;
  std::string out = packed(answer.body);
  if (out.empty()) return;
  answer.body = std::move(out);
  answer.headers.push_back({"Content-Encoding", "gzip"});
}

}  // namespace service
