// core/cpu/parallel.h with std::thread in place of OpenMP, for ThreadSanitizer alone: it sees what std::thread synchronises, but
// nothing of an OpenMP runtime. What it then checks is that items share nothing.
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

#include "core/cpu/parallel.h"

namespace xsift {

bool hasOpenMP() { return false; }

bool parallelFor(int64_t n, int threads, Control* control, const std::function<void(int64_t, int)>& body) {
  std::exception_ptr failure;
  std::mutex failureLock;
  std::atomic<int64_t> next{0}, failedAt{n};
  const auto work = [&](int thread) {
    for (int64_t item = next++; item < n && item <= failedAt; item = next++) {
      if (control && control->cancelled.load()) return;
      try {
        body(item, thread);
      } catch (...) {
        const std::lock_guard<std::mutex> lock(failureLock);
        if (item < failedAt) {
          failure = std::current_exception();
          failedAt = item;
        }
      }
      if (control) control->done.fetch_add(1, std::memory_order_relaxed);
    }
  };
  std::vector<std::thread> others;
  for (int thread = 1; thread < threads && thread < n; ++thread) others.emplace_back(work, thread);
  work(0);
  for (std::thread& other : others) other.join();
  if (failure) std::rethrow_exception(failure);
  return !(control && control->cancelled.load());
}

}  // namespace xsift
