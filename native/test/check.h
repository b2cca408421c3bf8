// A test here is a program: CHECK counts, report() prints and gives the exit code.
#pragma once
#include <cmath>
#include <cstdio>

namespace xsift_test {
inline int passed = 0, failed = 0;
inline int report() {
  std::printf("%d passed, %d failed\n", passed, failed);
  return failed == 0 ? 0 : 1;
}
inline bool close(double a, double b, double relative, double absolute = 0) {
  return std::fabs(a - b) <= absolute + relative * std::fmax(std::fabs(a), std::fabs(b));
}
}  // namespace xsift_test

#define CHECK(condition)                                                  \
  do {                                                                    \
    if (condition) {                                                      \
      ++xsift_test::passed;                                               \
    } else {                                                              \
      ++xsift_test::failed;                                               \
      std::printf("%s:%d: failed: %s\n", __FILE__, __LINE__, #condition); \
    }                                                                     \
  } while (0)
#define CHECK_CLOSE(a, b, relative)                                                       \
  do {                                                                                    \
    const double a_ = (a), b_ = (b);                                                      \
    if (xsift_test::close(a_, b_, relative)) {                                            \
      ++xsift_test::passed;                                                               \
    } else {                                                                              \
      ++xsift_test::failed;                                                               \
      std::printf("%s:%d: %s = %.17g, %s = %.17g\n", __FILE__, __LINE__, #a, a_, #b, b_); \
    }                                                                                     \
  } while (0)
