// Work over independent items (spectra, models), on a given number of threads.
//
// parallelFor(n, threads, control, body) calls body(item, thread) once for every item in [0, n), in any order, with
// thread in [0, threads) so that a caller can keep one scratch buffer a thread. Items must not depend on each other;
// then results are the same for any number of threads. It returns false when control->cancelled became true. An
// exception of body stops the loop; the one of the first item that fails is rethrown to the caller. There are never
// more threads than items, and fewer than given where other loops of the process run: together they keep to the budget,
// but each has one.
#pragma once
#include <atomic>
#include <cstdint>
#include <functional>

namespace xsift {

// Shared between a running computation and whoever watches it: counts what is done, asks it to stop.
struct Control {
  std::atomic<int64_t> done{0};
  std::atomic<bool> cancelled{false};
};

bool parallelFor(int64_t n, int threads, Control* control, const std::function<void(int64_t item, int thread)>& body);

// The same over blocks [begin, end) of at most `size` consecutive items; control->done counts items.
bool parallelBlocks(int64_t n, int64_t size, int threads, Control* control,
                    const std::function<void(int64_t begin, int64_t end, int thread)>& body);

// Whether this build has OpenMP; without it threads are made for each call.
bool hasOpenMP();

}  // namespace xsift
