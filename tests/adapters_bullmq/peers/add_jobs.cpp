// Adds jobs for the comparison with BullMQ's own workers: a line each, of tabs:
// id, name, data, due (seconds since 1970, 0: at once), priority, 1 to keep it when it is done.
//   add_jobs URL QUEUE < JOBS        prints how many were added and known
//   add_jobs URL QUEUE time          beside that the seconds it took
#include <chrono>
#include <cstdio>
#include <iostream>
#include <sstream>
#include <string>
#include <vector>

#include "reactivation/adapters/bullmq.hpp"

using namespace reactivation;

int main(int argc, char** argv) {
  if (argc < 3) return 2;
  const auto queue = BullMqQueue::make({.url = argv[1], .times = {}});
  if (!queue) return 2;
  std::vector<QueueJob> jobs;
  for (std::string line; std::getline(std::cin, line);) {
    std::istringstream in{line};
    std::string due, priority, is_kept;
    QueueJob job;
    std::getline(in, job.id, '\t');
    std::getline(in, job.name, '\t');
    std::getline(in, job.data, '\t');
    std::getline(in, due, '\t');
    std::getline(in, priority, '\t');
    std::getline(in, is_kept, '\t');
    if (due != "0") job.due = Instant{Seconds{std::stoll(due)}};
    job.priority = std::stoi(priority);
    job.is_removed = is_kept != "1";
    jobs.push_back(std::move(job));
  }
  const auto now =
      std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()).time_since_epoch();
  const auto begun = std::chrono::steady_clock::now();
  const auto added = queue.value()->add(argv[2], jobs, Instant{Seconds{now.count()}});
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begun;
  if (!added) {
    std::cerr << queue.value()->detail() << '\n';
    return 1;
  }
  std::printf("%lld %lld", static_cast<long long>(added.value().added),
              static_cast<long long>(added.value().known));
  if (argc > 3) std::printf(" %.6f", took.count());
  std::printf("\n");
  return 0;
}
