// Times the bulk planner over columns. One line a measurement: `name value unit`.
//   plan_bench --clients N --runs K            every measurement
//   plan_bench --clients N --export FOLDER     also the columns and our rows, for the peers
#include <malloc.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <functional>
#include <new>
#include <string>
#include <vector>

#include "bench_data.hpp"

namespace {

std::size_t live_bytes = 0;
std::size_t peak_bytes = 0;

void* counted(void* block) {
  if (block == nullptr) throw std::bad_alloc{};
  live_bytes += malloc_usable_size(block);
  peak_bytes = std::max(peak_bytes, live_bytes);
  return block;
}
void release(void* block) noexcept {
  live_bytes -= malloc_usable_size(block);
  std::free(block);
}

}  // namespace

void* operator new(std::size_t size) { return counted(std::malloc(size)); }
void* operator new(std::size_t size, std::align_val_t alignment) {
  const auto step = static_cast<std::size_t>(alignment);
  return counted(std::aligned_alloc(step, (size + step - 1) / step * step));
}
void operator delete(void* block) noexcept { release(block); }
void operator delete(void* block, std::size_t) noexcept { release(block); }
void operator delete(void* block, std::align_val_t) noexcept { release(block); }
void operator delete(void* block, std::size_t, std::align_val_t) noexcept { release(block); }

namespace {

using namespace reactivation;
using bench::Data;

volatile std::uint64_t sink = 0;

double median_ms(int runs, const std::function<void()>& work) {
  std::vector<double> times;
  for (int i = 0; i < runs; ++i) {
    const auto start = std::chrono::steady_clock::now();
    work();
    const std::chrono::duration<double, std::milli> taken =
        std::chrono::steady_clock::now() - start;
    times.push_back(taken.count());
  }
  std::sort(times.begin(), times.end());
  return times[times.size() / 2];
}

template <class T>
std::uint64_t column_sum(std::span<const T> column) {
  std::uint64_t sum = 0;
  for (const T& value : column) {
    if constexpr (std::is_same_v<T, Instant>) {
      sum += static_cast<std::uint64_t>(value.time_since_epoch().count());
    } else {
      sum += static_cast<std::uint64_t>(value);
    }
  }
  return sum;
}

// The least that anybody who looks at every value can do.
std::uint64_t sum_of_columns(const PlanInput& in) {
  const auto& c = in.clients;
  const auto& v = in.visits;
  return column_sum(c.id) + column_sum(c.phone) + column_sum(c.phone_status) +
         column_sum(c.loyalty_level) + column_sum(c.visit_count) + column_sum(c.total_spent_minor) +
         column_sum(c.opt_out) + column_sum(c.consent) + column_sum(c.last_reactivation_sent) +
         column_sum(c.paused_until) + column_sum(c.needs_person) + column_sum(c.has_chat_history) +
         column_sum(c.zone) + column_sum(v.client_id) + column_sum(v.service_id) +
         column_sum(v.starts_at) + column_sum(v.status) + column_sum(v.cost_minor);
}

void report(const std::string& name, double value, const char* unit) {
  std::printf("%s %.3f %s\n", name.c_str(), value, unit);
  std::fflush(stdout);
}

void write_rows(const PlanInput& input, const Selection& selection, const std::string& path) {
  std::ofstream out(path, std::ios::binary);
  for (std::size_t i = 0; i < selection.rows.size(); ++i) {
    const ClientRow& row = selection.rows[i];
    const std::int64_t service =
        row.service == ClientRow::no_service ? 0 : input.services[row.service].id.value;
    const std::int64_t cells[] = {input.clients.id[i], service, row.rank,
                                  static_cast<std::int64_t>(row.reason)};
    out.write(reinterpret_cast<const char*>(cells), sizeof cells);
  }
}

struct Options {
  std::int64_t clients = 1'000'000;
  int runs = 7;
  std::string folder;
};

void measure(const std::string& name, const bench::Shape& shape, const Options& options) {
  const Data data = bench::make_data(shape);
  const PlanInput input = data.input();
  const auto clients = static_cast<double>(input.clients.size());
  const auto visits = static_cast<double>(input.visits.size());
  const auto before = live_bytes;
  peak_bytes = live_bytes;
  std::size_t working = 0;
  {
    const Selection selection = select_clients(input);
    const auto output = live_bytes - before;
    working = peak_bytes - before - std::min(output, peak_bytes - before);
    report(name + ".planned", static_cast<double>(selection.turns.size()), "clients");
    if (!options.folder.empty()) {
      bench::write_columns(data, options.folder + "/" + name);
      write_rows(input, selection, options.folder + "/" + name + "/ours.rows.i64");
    }
  }
  report(name + ".time",
         median_ms(options.runs, [&] { sink = sink + select_clients(input).rows.size(); }), "ms");
  report(name + ".sum", median_ms(options.runs, [&] { sink = sink + sum_of_columns(input); }),
         "ms");
  report(name + ".memory", static_cast<double>(working), "bytes");
  report(name + ".memory_allowed", 64 * clients + 4 * visits, "bytes");
}

Options parsed(int count, char** words) {
  Options options;
  for (int i = 1; i + 1 < count; i += 2) {
    const std::string word = words[i];
    if (word == "--clients") options.clients = std::atoll(words[i + 1]);
    if (word == "--runs") options.runs = std::max(1, std::atoi(words[i + 1]));
    if (word == "--export") options.folder = words[i + 1];
  }
  return options;
}

}  // namespace

int main(int count, char** words) {
  using bench::Clock, bench::IdShape, bench::Totals, bench::VisitOrder;
  const Options options = parsed(count, words);
  const auto n = options.clients;
  measure("any", {.clients = n, .order = VisitOrder::any}, options);
  measure("grouped", {.clients = n, .order = VisitOrder::grouped}, options);
  Options plain = options;
  plain.folder.clear();
  if (!options.folder.empty()) return 0;
  measure("any_scattered_ids", {.clients = n, .ids = IdShape::scattered}, plain);
  measure("grouped_scattered_ids",
          {.clients = n, .order = VisitOrder::grouped, .ids = IdShape::scattered}, plain);
  measure("any_totals_from_visits", {.clients = n, .totals = Totals::from_visits}, plain);
  measure("grouped_totals_from_visits",
          {.clients = n, .order = VisitOrder::grouped, .totals = Totals::from_visits}, plain);
  measure("grouped_changing_clock",
          {.clients = n, .order = VisitOrder::grouped, .clock = Clock::changing}, plain);
  return 0;
}
