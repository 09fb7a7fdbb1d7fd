// Threads of the listener, and connections that wait for one. Private.
#pragma once

#include <httplib.h>

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace reactivation::listener {

/// Whoever hands in more than waits at most waits himself: the system queues what is not accepted.
class Queue final : public httplib::TaskQueue {
public:
  Queue(int threads, std::size_t waiting_max);
  ~Queue() override { end(); }
  Queue(const Queue&) = delete;
  Queue& operator=(const Queue&) = delete;

  void enqueue(std::function<void()> task) override;
  /// Returns when everything handed in is done.
  void shutdown() override { end(); }

private:
  void work();
  void end();

  std::size_t waiting_max_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::function<void()>> waiting_;
  bool is_ending_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace reactivation::listener
