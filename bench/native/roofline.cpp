// What this machine can do at most, as JSON: fused multiply-adds in single precision, and reading from memory.
//
//   fma    GFLOP/s   twelve independent chains of a = a x + y in vector registers; an fma is two operations
//   L1, L2, DRAM  GB/s    a sum over 24 KiB, over half of the second-level cache, over 512 MiB
//
// with 1 thread, and with as many as the argument says (each its own memory). The fastest of several repetitions each.
#include <omp.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <vector>

#if defined(__AVX512F__)
constexpr int kBytes = 64;
#define KEEP(x) asm volatile("" : "+v"(x))
#elif defined(__AVX__)
constexpr int kBytes = 32;
#define KEEP(x) asm volatile("" : "+x"(x))
#elif defined(__aarch64__)
constexpr int kBytes = 16;
#define KEEP(x) asm volatile("" : "+w"(x))
#else
constexpr int kBytes = 16;
#define KEEP(x) asm volatile("" : "+x"(x))
#endif
typedef float Vector __attribute__((vector_size(kBytes)));
constexpr size_t kLanes = kBytes / sizeof(float);

static double now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

// Seconds of work(thread) on all threads together, the least of `repetitions`.
template <typename Work>
static double fastest(int threads, int repetitions, Work work) {
  double least = 1e300;
  for (int k = 0; k < repetitions; ++k) {
    const double start = now();
#pragma omp parallel num_threads(threads)
    work(omp_get_thread_num());
    least = std::min(least, now() - start);
  }
  return least;
}

static void multiplyAdd(long steps) {
  const Vector x = Vector{} + 0.999f, y = Vector{} + 1e-3f;
  Vector a[12] = {};
  for (long i = 0; i < steps; ++i) {
    for (Vector& sum : a) {
      sum = sum * x + y;
      KEEP(sum);
    }
  }
}

static double multiplyAdds(int threads) {
  constexpr long kSteps = 4000000;
  const double seconds = fastest(threads, 8, [](int) { multiplyAdd(kSteps); });
  return threads * (2.0 * 12 * kLanes * kSteps) / seconds / 1e9;
}

static void readAll(const float* from, size_t length, size_t times) {
  for (size_t t = 0; t < times; ++t) {
    Vector sum[8] = {};
    for (size_t i = 0; i + 8 * kLanes <= length; i += 8 * kLanes) {
      for (size_t j = 0; j < 8; ++j) sum[j] += *reinterpret_cast<const Vector*>(from + i + j * kLanes);
    }
    for (Vector& each : sum) KEEP(each);
  }
}

// GB/s over `bytes` of memory a thread.
static double reads(int threads, size_t bytes) {
  const size_t length = bytes / sizeof(float) / (8 * kLanes) * (8 * kLanes);
  std::vector<float*> memory(static_cast<size_t>(threads));
#pragma omp parallel num_threads(threads)
  {
    float* own = static_cast<float*>(std::aligned_alloc(4096, (length * sizeof(float) + 4095) / 4096 * 4096));
    std::fill_n(own, length, 1.0f);  // by the thread that reads it, so that it lies near
    memory[static_cast<size_t>(omp_get_thread_num())] = own;
  }
  const size_t times = std::max<size_t>(1, (size_t{512} << 20) / bytes);
  const double seconds =
      fastest(threads, 8, [&](int thread) { readAll(memory[static_cast<size_t>(thread)], length, times); });
  for (float* own : memory) std::free(own);
  return threads * static_cast<double>(length * sizeof(float) * times) / seconds / 1e9;
}

int main(int count, char** values) {
  const int most = count > 1 ? std::atoi(values[1]) : omp_get_max_threads();
  const long known = sysconf(_SC_LEVEL2_CACHE_SIZE);
  const size_t l2 = (known > 0 ? static_cast<size_t>(known) : size_t{1} << 20) / 2;
  std::printf("{\"vectorBytes\": %d, \"l2Bytes\": %zu, \"threads\": {", kBytes, 2 * l2);
  for (int threads = 1; threads <= most; threads += std::max(most - 1, 1)) {
    std::printf("%s\"%d\": {\"fma\": %.1f, \"L1\": %.1f, \"L2\": %.1f, \"DRAM\": %.2f}", threads > 1 ? ", " : "",
                threads, multiplyAdds(threads), reads(threads, 24 << 10), reads(threads, l2),
                reads(threads, (size_t{512} << 20) / static_cast<size_t>(threads)));
  }
  std::printf("}}\n");
}
