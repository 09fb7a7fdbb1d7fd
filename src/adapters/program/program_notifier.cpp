#include "reactivation/adapters/program_notifier.hpp"

#include <time.h>

#include <algorithm>
#include <deque>
#include <list>
#include <new>
#include <utility>

#include "child_process.hpp"
#include "program_file.hpp"
#include "reactivation/json/notice_json.hpp"

namespace reactivation {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t running_max = 4;
constexpr std::size_t waiting_max = 1000;
constexpr timespec tick{0, 10'000'000};

struct Running {
  program::ChildProcess child;
  Clock::time_point deadline;
};

}  // namespace

struct ProgramNotifier::Parts {
  ProgramNotifierOptions options;
  std::list<Running> running;
  std::deque<std::string> waiting;
  std::int64_t lost = 0;
  std::string detail;

  void start(const std::string& document) {
    Running& started = running.emplace_back();
    started.deadline = Clock::now() + options.longest;
    const int error_number = started.child.start(
        {options.program, options.arguments, false, program::ChildOutput::discarded});
    if (error_number != 0 || !started.child.feed(document)) {
      running.pop_back();
      ++lost;
    }
  }

  void tend() {
    for (auto at = running.begin(); at != running.end();) {
      const bool is_over = at->child.is_over();
      if (!is_over && Clock::now() < at->deadline) {
        ++at;
        continue;
      }
      if (!is_over || at->child.exit_code() != 0) ++lost;
      at = running.erase(at);  // one whose time is over is killed
    }
    while (!waiting.empty() && running.size() < running_max) {
      const std::string next = std::move(waiting.front());
      waiting.pop_front();
      start(next);
    }
  }
};

ProgramNotifier::ProgramNotifier(ProgramNotifierOptions options)
    : parts_(std::make_unique<Parts>()) {
  parts_->options = std::move(options);
  parts_->options.longest = std::clamp(parts_->options.longest, Seconds{1}, Seconds{600});
  if (!parts_->options.document) {
    parts_->options.document = [](const Alert& alert) { return write_notice(alert); };
  }
}

ProgramNotifier::~ProgramNotifier() { finish(); }

const std::string& ProgramNotifier::detail() const noexcept { return parts_->detail; }
std::int64_t ProgramNotifier::lost() const noexcept { return parts_->lost; }

result<void> ProgramNotifier::prepare() {
  const int error_number = program::why_not_startable(parts_->options.program);
  if (error_number == 0) return boost::outcome_v2::success();
  parts_->detail = program::sentence_of(parts_->options.program, error_number);
  return make_error_code(errc::invalid_argument);
}

void ProgramNotifier::notify(const Alert& alert) noexcept {
  try {
    if (parts_->waiting.size() < waiting_max) {
      parts_->waiting.push_back(parts_->options.document(alert));
    } else {
      ++parts_->lost;
    }
    parts_->tend();
  } catch (const std::bad_alloc&) {
    ++parts_->lost;
  }
}

void ProgramNotifier::tend() noexcept {
  try {
    parts_->tend();
  } catch (const std::bad_alloc&) {
    ++parts_->lost;
  }
}

void ProgramNotifier::finish() noexcept {
  const auto deadline = Clock::now() + parts_->options.longest;
  tend();
  while (!parts_->running.empty() && Clock::now() < deadline) {
    ::nanosleep(&tick, nullptr);
    tend();
  }
  parts_->lost += static_cast<std::int64_t>(parts_->running.size() + parts_->waiting.size());
  parts_->running.clear();
  parts_->waiting.clear();
}

}  // namespace reactivation
