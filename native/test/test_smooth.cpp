// Smoothed backgrounds against the definition, channel by channel: a channel's counts become a Gaussian whose width is
// half the distance that takes in 50 counts, or half the resolution, cut at 4 widths and normalised within the
// channels.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <vector>

#include "check.h"
#include "core/random/poisson.h"
#include "core/simulation/smooth.h"

namespace xsift {
namespace {

std::vector<double> bySum(const std::vector<double>& counts, const std::vector<double>& resolution) {
  const auto n = static_cast<long>(counts.size());
  std::vector<double> smooth(counts.size(), 0);
  for (long c = 0; c < n; ++c) {
    long reach = 0;
    const auto inside = [&] {
      double sum = 0;
      for (long i = std::max(0L, c - reach); i <= std::min(n - 1, c + reach); ++i) {
        sum += counts[static_cast<size_t>(i)];
      }
      return sum;
    };
    while (reach < n && inside() < 50) ++reach;
    const double width = std::max(static_cast<double>(reach), resolution[static_cast<size_t>(c)]) / 2;
    const long last = static_cast<long>(std::min(4 * width, static_cast<double>(n)));
    std::vector<double> shape(counts.size(), 0);
    double total = 0;
    for (long i = std::max(0L, c - last); i <= std::min(n - 1, c + last); ++i) {
      const double x = i == c ? 0 : static_cast<double>(i - c) / width;
      total += shape[static_cast<size_t>(i)] = std::exp(-x * x / 2);
    }
    for (size_t i = 0; i < shape.size(); ++i) smooth[i] += counts[static_cast<size_t>(c)] * shape[i] / total;
  }
  return smooth;
}

// Counts per channel that fall, rise steeply, and are nothing over long stretches.
double meanAt(int kind, size_t c, size_t n) {
  const double x = static_cast<double>(c) / static_cast<double>(n);
  if (kind == 0) return 0.2;
  if (kind == 1) return 60 * std::exp(-8 * x);
  if (kind == 2) return c % 97 == 3 ? 120 : 0;
  return x < 0.5 ? 0.01 : 20;
}

void againstDefinition() {
  for (const size_t n : {1, 2, 3, 5, 37, 256, 1000}) {
    for (int kind = 0; kind < 4; ++kind) {
      std::vector<double> counts(n), resolution(n), mean(n);
      for (size_t c = 0; c < n; ++c) {
        counts[c] = poissonAt(meanAt(kind, c, n), 7, 1, c, static_cast<uint32_t>(kind));
        resolution[c] = 1 + 6 * static_cast<double>(c) / static_cast<double>(n);
      }
      const Smoother smoother(resolution, {});
      Smoother::Scratch scratch;
      const auto expected = bySum(counts, resolution);
      for (int turn = 0; turn < 2; ++turn) {  // with kernels that are made, and with those that are kept
        smoother.smooth(counts.data(), mean.data(), scratch);
        for (size_t c = 0; c < n; ++c) CHECK(xsift_test::close(mean[c], expected[c], 1e-9, 1e-12));
      }
    }
  }
}

}  // namespace
}  // namespace xsift

int main() {
  xsift::againstDefinition();
  std::printf("smoothing: as the definition says\n");
  return xsift_test::report();
}
