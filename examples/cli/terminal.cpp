#include "terminal.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>

namespace cli {
namespace {

volatile std::sig_atomic_t stop_asked = 0;

extern "C" void ask_to_stop(int signal) {
  stop_asked = 1;
  std::signal(signal, SIG_DFL);  // the second Ctrl-C ends the program at once
}

bool has_colours() {
  const char* no_color = std::getenv("NO_COLOR");
  if (no_color && *no_color) return false;
  const char* term = std::getenv("TERM");
  return ::isatty(STDOUT_FILENO) == 1 && term && std::string_view(term) != "dumb";
}

std::string_view code_of(Style style) {
  switch (style) {
    case Style::plain:
      return "";
    case Style::bold:
      return "1";
    case Style::dim:
      return "2";
    case Style::good:
      return "32";
    case Style::warning:
      return "33";
    case Style::bad:
      return "31";
  }
  return "";
}

}  // namespace

std::string styled(std::string_view text, Style style) {
  static const bool colours = has_colours();
  if (!colours || style == Style::plain || text.empty()) return std::string(text);
  return "\x1b[" + std::string(code_of(style)) + "m" + std::string(text) + "\x1b[0m";
}

std::optional<int> terminal_width() {
  winsize size{};
  if (::isatty(STDOUT_FILENO) != 1 || ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0) {
    return std::nullopt;
  }
  return size.ws_col > 0 ? std::optional<int>(size.ws_col) : std::nullopt;
}

ProgressLine::ProgressLine() {
  std::signal(SIGINT, ask_to_stop);
  std::signal(SIGTERM, ask_to_stop);
}

ProgressLine::~ProgressLine() {
  clear();
  std::signal(SIGINT, SIG_DFL);
  std::signal(SIGTERM, SIG_DFL);
}

void ProgressLine::clear() {
  if (is_drawn_) std::fputs("\r\x1b[K", stderr);
  is_drawn_ = false;
}

reactivation::Progress ProgressLine::callback() {
  const bool is_shown = ::isatty(STDERR_FILENO) == 1;
  return [this, is_shown](std::string_view what, std::int64_t done, std::int64_t total) {
    if (is_shown) {
      const std::string text(what);
      if (total > 0) {
        std::fprintf(
            stderr, "\r%s … %d %%\x1b[K", text.c_str(),
            static_cast<int>(static_cast<double>(done) * 100.0 / static_cast<double>(total)));
      } else {
        std::fprintf(stderr, "\r%s … %lld\x1b[K", text.c_str(), static_cast<long long>(done));
      }
      std::fflush(stderr);
      is_drawn_ = true;
    }
    return stop_asked == 0;
  };
}

}  // namespace cli
