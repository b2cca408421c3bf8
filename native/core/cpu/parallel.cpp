// The only file with OpenMP pragmas (docs/design.md, decision 2): the number of threads is a clause of each loop, never
// omp_set_num_threads, whose effect would outlive the call. Without OpenMP the threads are std::thread's, made for the
// call: some 20 us each, and none of them waits for more work afterwards.
#include "core/cpu/parallel.h"

#include <algorithm>
#include <exception>
#include <mutex>
#include <system_error>
#include <thread>
#include <vector>

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

namespace {

// Loops that this thread is in: it counts as busy already when it begins another.
thread_local int depth = 0;

class Loop {
 public:
  using Body = std::function<void(int64_t, int64_t, int)>;
  Loop(int64_t n, int64_t size, Control* control, const Body& body)
      : n_(n), size_(size), control_(control), body_(body), failedAt_(blocks()) {}

  int64_t blocks() const { return (n_ + size_ - 1) / size_; }

  // Blocks below the first that failed still run, so that the failure reported does not depend on who was faster.
  void run(int64_t block, int thread) {
    if (block > failedAt_.load(std::memory_order_relaxed)) return;
    if (control_ && control_->cancelled.load(std::memory_order_relaxed)) return;
    const int64_t begin = block * size_, end = std::min(n_, begin + size_);
    ++depth;
    try {
      body_(begin, end, thread);
    } catch (...) {
      const std::lock_guard<std::mutex> lock(failureLock_);
      if (block < failedAt_) {
        failure_ = std::current_exception();
        failedAt_ = block;
      }
    }
    --depth;
    if (control_) control_->done.fetch_add(end - begin, std::memory_order_relaxed);
  }

  bool finish() const {
    if (failure_) std::rethrow_exception(failure_);
    return !(control_ && control_->cancelled.load());
  }

 private:
  int64_t n_, size_;
  Control* control_;
  const Body& body_;
  std::atomic<int64_t> failedAt_;
  std::exception_ptr failure_;
  std::mutex failureLock_;
};

// Threads of this process that work in loops now, those that called them included; shared by all worker_threads, as the
// addon is loaded once.
std::atomic<int> busy{0};

// A loop's share of its budget: what running loops leave of it, and always the thread that called. So calls in flight
// together have one budget and not one each, none waits for another, and a loop within a loop of one thread has the
// whole budget.
class Share {
 public:
  explicit Share(int wanted) : own_(depth > 0 ? 1 : 0) {
    int now = busy.load();
    do threads_ = std::max(1, wanted - (now - own_));
    while (!busy.compare_exchange_weak(now, now + threads_ - own_));
  }
  ~Share() { busy -= threads_ - own_; }
  Share(const Share&) = delete;
  Share& operator=(const Share&) = delete;
  int threads() const { return threads_; }

 private:
  int own_, threads_ = 1;
};

}  // namespace

bool parallelBlocks(int64_t n, int64_t size, int threads, Control* control,
                    const std::function<void(int64_t, int64_t, int)>& body) {
  Loop loop(n, size, control, body);
  const int64_t blocks = loop.blocks();
  const Share share(static_cast<int>(std::max<int64_t>(1, std::min<int64_t>(threads, blocks))));
  threads = share.threads();
  if (threads == 1) {  // to ask OpenMP for one thread takes a microsecond
    for (int64_t block = 0; block < blocks; ++block) loop.run(block, 0);
    return loop.finish();
  }
#ifdef _OPENMP
  // OpenMP has no break: once something failed or was cancelled, the rest of the blocks fall through.
#pragma omp parallel for schedule(dynamic, 1) num_threads(threads)
  for (int64_t block = 0; block < blocks; ++block) loop.run(block, omp_get_thread_num());
#else
  std::atomic<int64_t> next{0};
  const auto work = [&](int thread) {
    for (int64_t block = next++; block < blocks; block = next++) loop.run(block, thread);
  };
  std::vector<std::thread> others;
  try {
    for (int thread = 1; thread < threads; ++thread) others.emplace_back(work, thread);
  } catch (const std::system_error&) {
    // The system has no more threads: those that it gave do the work.
  }
  work(0);
  for (std::thread& other : others) other.join();
#endif
  return loop.finish();
}

bool parallelFor(int64_t n, int threads, Control* control, const std::function<void(int64_t, int)>& body) {
  return parallelBlocks(n, 1, threads, control, [&body](int64_t item, int64_t, int thread) { body(item, thread); });
}

}  // namespace xsift
