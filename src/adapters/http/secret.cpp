#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>

#include "reactivation/adapters/http_secret.hpp"

namespace reactivation::http {
namespace {

constexpr std::string_view mask = "***";
constexpr off_t key_file_max = 65'536;

bool is_letter_or_digit(char c) noexcept {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
bool is_of_token(char c) noexcept {
  return is_letter_or_digit(c) || c == '-' || c == '_' || c == '.' || c == '~' || c == '+' ||
         c == '/' || c == '=' || c == ':';
}
char lower(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

bool begins_at(std::string_view text, std::size_t at, std::string_view word) {
  return text.size() - at >= word.size() &&
         std::equal(word.begin(), word.end(), text.begin() + static_cast<std::ptrdiff_t>(at),
                    [](char a, char b) { return a == lower(b); });
}

void mask_secrets(std::string& text, std::span<const SharedSecret> secrets) {
  for (const SharedSecret& secret : secrets) {
    if (!secret || secret->is_empty()) continue;
    const std::string_view word = secret->reveal();
    for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at)) {
      text.replace(at, word.size(), mask);
      at += mask.size();
    }
  }
}

/// What follows these words is a key, up to the first character that no key has.
constexpr std::array<std::string_view, 12> key_words = {
    "bearer ",  "basic ", "x-goog-api-key: ", "x-api-key: ", "apikey: ", "authorization: ",
    "api_key=", "key=",   "token=",           "apikey=",     "secret=",  "password="};

/// The end of a bot's token (`bot123:abc`) in a path, or `at`.
std::size_t end_of_bot_token(std::string_view text, std::size_t at) {
  if (!begins_at(text, at, "bot")) return at;
  std::size_t end = at + 3;
  while (end < text.size() && is_digit(text[end])) ++end;
  if (end == at + 3) return at;
  while (end < text.size() && text[end] != '/' && is_of_token(text[end])) ++end;
  return end;
}

/// The end of a run of digits as phones are written (blanks, brackets and dashes between), or `at`
/// when there are fewer than seven.
std::size_t end_of_phone(std::string_view text, std::size_t at) {
  std::size_t end = at;
  int digits = 0;
  for (std::size_t i = at; i < text.size(); ++i) {
    if (is_digit(text[i])) {
      ++digits;
      end = i + 1;
    } else if (text[i] != ' ' && text[i] != '-' && text[i] != '(' && text[i] != ')') {
      break;
    }
  }
  return digits >= 7 ? end : at;
}

/// The end of a word of at least 20 letters and digits with both in it, or `at`.
std::size_t end_of_key_like(std::string_view text, std::size_t at) {
  std::size_t end = at;
  bool has_digit = false;
  bool has_letter = false;
  while (end < text.size() &&
         (is_letter_or_digit(text[end]) || text[end] == '-' || text[end] == '_')) {
    (is_digit(text[end]) ? has_digit : has_letter) = true;
    ++end;
  }
  return end - at >= 20 && has_digit && has_letter ? end : at;
}

/// Copies one piece of `text` from `at` on, masked where it must be, and gives its end.
std::size_t copy_piece(std::string_view text, std::size_t at, std::string& out) {
  for (const std::string_view word : key_words) {
    if (!begins_at(text, at, word)) continue;
    std::size_t end = at + word.size();
    out.append(text.substr(at, word.size()));
    if (begins_at(text, end, "bearer ")) end += 7;
    while (end < text.size() && is_of_token(text[end])) ++end;
    out.append(mask);
    return end;
  }
  const bool is_word_begin = at == 0 || !is_letter_or_digit(text[at - 1]);
  if (is_word_begin) {
    if (const std::size_t end = end_of_bot_token(text, at); end != at) {
      out.append("bot").append(mask);
      return end;
    }
    if (const std::size_t end = end_of_key_like(text, at); end != at) {
      out.append(mask);
      return end;
    }
  }
  if (is_digit(text[at])) {
    if (const std::size_t end = end_of_phone(text, at); end != at) {
      out.append(mask);
      return end;
    }
  }
  out.push_back(text[at]);
  return at + 1;
}

}  // namespace

void wipe(std::string& text) noexcept {
  volatile char* bytes = text.data();
  for (std::size_t i = 0; i < text.capacity(); ++i) bytes[i] = 0;
  text.clear();
}

Secret::Secret(std::string&& text) {
  const auto is_blank = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; };
  std::size_t begin = 0;
  std::size_t end = text.size();
  while (begin < end && is_blank(text[begin])) ++begin;
  while (end > begin && is_blank(text[end - 1])) --end;
  text_.reserve(std::max<std::size_t>(end - begin, 32));  // never in the object's own small buffer
  text_.assign(text, begin, end - begin);
  wipe(text);
}

bool Secret::is_printable() const noexcept {
  return std::all_of(text_.begin(), text_.end(), [](char c) { return c >= 0x20 && c < 0x7F; });
}

KeySource key_from_environment(std::string name) {
  return [name = std::move(name)] {
    const char* const value = std::getenv(name.c_str());
    return std::string(value == nullptr ? "" : value);
  };
}

KeySource key_from_file(std::string path) {
  return [path = std::move(path)] {
    std::string out;
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (file < 0) return out;
    struct stat status {};
    const bool is_own = ::fstat(file, &status) == 0 && S_ISREG(status.st_mode) &&
                        (status.st_mode & (S_IRWXG | S_IRWXO)) == 0 && status.st_size > 0 &&
                        status.st_size <= key_file_max;
    if (is_own) {
      out.resize(static_cast<std::size_t>(status.st_size));
      const ssize_t got = ::read(file, out.data(), out.size());
      out.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
    }
    ::close(file);
    return out;
  };
}

SharedSecret make_secret(std::string&& text) {
  return std::make_shared<const Secret>(std::move(text));
}

std::string redacted(std::string_view text, std::span<const SharedSecret> secrets) {
  std::string cleared(text);
  mask_secrets(cleared, secrets);
  std::string out;
  out.reserve(cleared.size());
  for (std::size_t at = 0; at < cleared.size();) at = copy_piece(cleared, at, out);
  wipe(cleared);
  return out;
}

}  // namespace reactivation::http
