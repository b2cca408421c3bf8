// elementary.h against the C library (which is within 1 ulp on the machines we test on), parallelFor against a sum.
#include <atomic>
#include <chrono>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "check.h"
#include "core/cpu/elementary.h"
#include "core/cpu/parallel.h"

using namespace xsift;

static double worstUlps(double (*ours)(double), double (*theirs)(double), double from, double to, bool geometric) {
  double worst = 0;
  const int n = 200000;
  for (int i = 0; i <= n; ++i) {
    const double u = static_cast<double>(i) / n;
    const double x = geometric ? from * std::pow(to / from, u) : from + (to - from) * u;
    const double a = ours(x), b = theirs(x), ulp = std::nextafter(std::fabs(b), INFINITY) - std::fabs(b);
    worst = std::fmax(worst, std::fabs(a - b) / ulp);
  }
  return worst;
}

int main() {
  CHECK(worstUlps(expOf, std::exp, -740, 709, false) <= 1.0);
  CHECK(worstUlps(expOf, std::exp, -1, 1, false) <= 1.0);
  CHECK(worstUlps(logOf, std::log, 1e-310, 1e300, true) <= 1.0);
  CHECK(worstUlps(logOf, std::log, 0.5, 2, false) <= 1.0);
  CHECK(expOf(0) == 1 && expOf(-800) == 0 && std::isinf(expOf(710)));
  CHECK(std::isinf(logOf(0)) && std::isnan(logOf(-1)) && logOf(1) == 0);
  CHECK_CLOSE(powOf(3.7, -1.782), std::pow(3.7, -1.782), 1e-15);

  for (int threads : {1, 2, 5}) {
    std::vector<int> seen(1000, 0);
    Control control;
    CHECK(parallelFor(1000, threads, &control, [&](int64_t i, int thread) { seen[i] += thread < threads ? 1 : 100; }));
    int ones = 0;
    for (int s : seen) ones += s == 1;
    CHECK(ones == 1000 && control.done.load() == 1000);

    Control stop;
    CHECK(!parallelFor(1000, threads, &stop, [&](int64_t, int) { stop.cancelled = true; }));
    CHECK(stop.done.load() <= threads);

    bool thrown = false;
    try {
      parallelFor(10, threads, nullptr, [](int64_t i, int) {
        if (i == 3) throw std::runtime_error("three");
      });
    } catch (const std::runtime_error&) {
      thrown = true;
    }
    CHECK(thrown);

    // Item 2 fails long after item 3 has.
    std::string first;
    try {
      parallelFor(100, threads, nullptr, [](int64_t i, int) {
        if (i == 2) std::this_thread::sleep_for(std::chrono::milliseconds(30));
        if (i >= 2) throw std::runtime_error(std::to_string(i));
      });
    } catch (const std::runtime_error& error) {
      first = error.what();
    }
    CHECK(first == "2");
  }
  // While a loop has all four threads, another has its own alone; afterwards four again.
  {
    std::atomic<bool> begun{false}, over{false};
    std::thread first([&] {
      parallelFor(4, 4, nullptr, [&](int64_t, int) {
        begun = true;
        while (!over) std::this_thread::yield();
      });
    });
    while (!begun) std::this_thread::yield();
    int most = -1;
    CHECK(parallelFor(100, 4, nullptr, [&](int64_t, int thread) { most = thread > most ? thread : most; }));
    CHECK(most == 0);
    // A larger budget than the other loop's leaves something over: two threads meet.
    std::atomic<int> met{0};
    CHECK(parallelFor(2, 6, nullptr, [&](int64_t, int) {
      ++met;
      for (int wait = 0; met < 2 && wait < 20000; ++wait) std::this_thread::sleep_for(std::chrono::microseconds(100));
    }));
    CHECK(met == 2);
    over = true;
    first.join();
    met = 0;
    CHECK(parallelFor(4, 4, nullptr, [&](int64_t, int) {
      ++met;
      for (int wait = 0; met < 4 && wait < 20000; ++wait) std::this_thread::sleep_for(std::chrono::microseconds(100));
    }));
    CHECK(met == 4);
  }
  // A loop of one item leaves its whole budget to the loop within: two threads meet. One of two threads leaves each its
  // own.
  std::atomic<int> within{0}, metWithin{0};
  CHECK(parallelFor(1, 2, nullptr, [&](int64_t, int) {
    parallelFor(2, 2, nullptr, [&](int64_t item, int) {
      ++within;
      for (int wait = 0; within < 2 && wait < 2000; ++wait) std::this_thread::sleep_for(std::chrono::microseconds(100));
      if (item == 0) metWithin = within.load();
    });
  }));
  CHECK(metWithin == 2);
  std::atomic<int> highestWithin{0};
  within = 0;
  CHECK(parallelFor(2, 2, nullptr, [&](int64_t, int) {
    ++within;
    for (int wait = 0; within < 2 && wait < 2000; ++wait) std::this_thread::sleep_for(std::chrono::microseconds(100));
    parallelFor(100, 2, nullptr, [&](int64_t, int thread) {
      if (thread > 0) highestWithin = thread;
    });
  }));
  CHECK(highestWithin == 0);
  // A thousand threads for two items would be a thousand stacks, and scratch memory for as many.
  int highest = 0;
  parallelFor(2, 1000, nullptr, [&](int64_t i, int thread) {
    if (i == 1) highest = thread;
  });
  CHECK(highest < 2);
  CHECK(parallelFor(0, 4, nullptr, [](int64_t, int) { throw std::runtime_error("no item"); }));
  return xsift_test::report();
}
