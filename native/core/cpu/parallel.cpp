// The only file with OpenMP pragmas (docs/design.md, decision 2): the number of threads is a clause of each loop, never
// omp_set_num_threads, whose effect would outlive the call.
#include "core/cpu/parallel.h"

#include <exception>
#include <mutex>

namespace xsift {

bool hasOpenMP() {
#ifdef _OPENMP
  return true;
#else
  return false;
#endif
}

#ifdef _OPENMP
extern "C" int omp_get_thread_num(void);
#endif

bool parallelFor(int64_t n, int threads, Control* control, const std::function<void(int64_t, int)>& body) {
  std::exception_ptr failure;
  std::mutex failureLock;
  // Items below the first that failed still run, so that the failure reported does not depend on who was faster.
  std::atomic<int64_t> failedAt{n};
  if (threads > n) threads = static_cast<int>(n);
  if (threads < 1) threads = 1;
#ifdef _OPENMP
#pragma omp parallel for schedule(dynamic, 1) num_threads(threads) if (threads > 1)
#endif
  for (int64_t item = 0; item < n; ++item) {
    // OpenMP has no break: the rest of the items fall through.
    if (item > failedAt.load(std::memory_order_relaxed)) continue;
    if (control && control->cancelled.load(std::memory_order_relaxed)) continue;
#ifdef _OPENMP
    const int thread = omp_get_thread_num();
#else
    const int thread = 0;
#endif
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
  if (failure) std::rethrow_exception(failure);
  return !(control && control->cancelled.load());
}

}  // namespace xsift
