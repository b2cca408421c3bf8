// The template bank against integrals by brute force, in double; the same bits on every instruction set and number of
// threads.
#include <cmath>
#include <cstring>
#include <stdexcept>
#include <string>

#include "check.h"
#include "core/bank/bank.h"
#include "core/random/philox.h"
#include "core/random/poisson.h"
#include "uniforms.h"

using namespace xsift;

namespace {

constexpr size_t kGroups = 40;
const std::vector<size_t> kClassEnd = {150, 250, 253};

double uniform(uint64_t item, uint64_t draw) {
  double u[8];
  fillUniforms(77, 255, item, 1, 8, u);
  return u[draw % 8];
}

// Shapes as power laws and humps: neighbours are alike, classes overlap.
std::vector<float> shapes() {
  std::vector<float> out(kClassEnd.back() * kGroups);
  for (size_t t = 0; t < kClassEnd.back(); ++t) {
    const bool isHump = t < kClassEnd[0];
    const double a = uniform(t, 0), b = uniform(t, 1);
    double sum = 0;
    for (size_t g = 0; g < kGroups; ++g) {
      const double x = (static_cast<double>(g) + 0.5) / kGroups;
      const double y = isHump ? std::exp(-0.5 * std::pow((x - 0.2 - 0.3 * a) / (0.1 + 0.1 * b), 2)) + 0.01 : std::exp(-(1 + 4 * a) * x) * (1 - std::exp(-20 * x * (0.1 + b)));
      out[t * kGroups + g] = static_cast<float>(y);
      sum += y;
    }
    for (size_t g = 0; g < kGroups; ++g) out[t * kGroups + g] = static_cast<float>(out[t * kGroups + g] / sum);
  }
  return out;
}

double logAdd(double a, double b) {
  const double most = std::fmax(a, b);
  return std::isinf(most) ? most : most + std::log(std::exp(a - most) + std::exp(b - most));
}

struct Case {
  const char* name;
  double counts, background, error;
  bool hasPrior;
};

// ln of the integral over both normalisations, on fine grids, up to what all templates share.
double bruteForce(const uint32_t* k, const float* u, const float* b, const Case& c, double offset) {
  double N = 0, B = 0;
  for (size_t g = 0; g < kGroups; ++g) N += k[g], B += b[g];
  double total = -INFINITY;
  const int levels = c.error > 0 ? 41 : 1;
  for (int j = 0; j < levels; ++j) {
    const double z = levels > 1 ? -4 + 8.0 * j / (levels - 1) : 0, level = std::exp(z * c.error);
    const double last = std::log(10 * (N + 10)), step = 0.01;
    for (double x = 0; x < last; x += step) {
      const double A = std::exp(x);
      double sum = -A - level * B - z * z / 2;
      for (size_t g = 0; g < kGroups; ++g) if (k[g] > 0) sum += k[g] * std::log(A * u[g] + level * b[g] + 1e-8 * k[g]);
      if (c.hasPrior) sum -= std::pow(x - 4.0 - offset, 2) / (2 * 0.8 * 0.8);
      total = logAdd(total, sum);
    }
  }
  return total;
}

void againstBruteForce(const Case& c) {
  const auto all = shapes();
  Bank bank(all.data(), kGroups, kClassEnd);
  const size_t rows = 6;
  std::vector<uint32_t> counts(rows * kGroups);
  std::vector<float> background(rows * kGroups), error(rows, static_cast<float>(c.error)), offset(kClassEnd.back());
  std::vector<double> mean(rows, 4.0);
  for (size_t t = 0; t < offset.size(); ++t) offset[t] = static_cast<float>(uniform(t, 5) - 0.5);
  for (size_t r = 0; r < rows; ++r) {
    const float* u = all.data() + (r * 41) % kClassEnd.back() * kGroups;
    for (size_t g = 0; g < kGroups; ++g) {
      background[r * kGroups + g] = static_cast<float>(c.background * (0.5 + static_cast<double>(g) / kGroups) / kGroups);
      counts[r * kGroups + g] = static_cast<uint32_t>(
          poissonAt(c.counts * u[g] + background[r * kGroups + g], 3, 1, r, static_cast<uint32_t>(g)));
    }
  }
  const size_t n = rows * kClassEnd.size();
  std::vector<double> evidence(n), likelihood(n), normalisation(n);
  std::vector<uint32_t> best(n);
  const BankSpectra spectra = {rows, counts.data(), c.background > 0 ? background.data() : nullptr, c.error > 0 ? error.data() : nullptr};
  const BankPrior prior = {mean.data(), 0.8};
  bank.setOffsets(offset.data());
  CHECK(bank.classify(spectra, c.hasPrior ? &prior : nullptr, {evidence.data(), best.data(), likelihood.data(), normalisation.data(), nullptr}, 1, nullptr));
  double worst = 0;
  for (size_t r = 0; r < rows; ++r) {
    double expected[3];
    size_t begin = 0;
    for (size_t k = 0; k < kClassEnd.size(); begin = kClassEnd[k++]) {
      double total = -INFINITY, most = -INFINITY;
      size_t argument = 0;
      for (size_t t = begin; t < kClassEnd[k]; ++t) {
        const double one = bruteForce(counts.data() + r * kGroups, all.data() + t * kGroups, background.data() + r * kGroups, c, offset[t]);
        if (one > most) most = one, argument = t;
        total = logAdd(total, one);
      }
      expected[k] = total - std::log(static_cast<double>(kClassEnd[k] - begin));
      CHECK(best[r * 3 + k] >= begin && best[r * 3 + k] < kClassEnd[k]);
      (void)argument;
    }
    double ours = -INFINITY, theirs = -INFINITY;
    for (size_t k = 0; k < 3; ++k) ours = logAdd(ours, evidence[r * 3 + k]), theirs = logAdd(theirs, expected[k]);
    for (size_t k = 0; k < 3; ++k) {
      worst = std::fmax(worst, std::fabs(std::exp(evidence[r * 3 + k] - ours) - std::exp(expected[k] - theirs)));
    }
  }
  std::printf("%s: a posterior probability is off by %.2g at most\n", c.name, worst);
  CHECK(worst < 0.003);
}

}  // namespace

int main() {
  againstBruteForce({"no background, 30 counts", 30, 0, 0, false});
  againstBruteForce({"no background, 2000 counts", 2000, 0, 0, false});
  againstBruteForce({"100 counts, little background", 100, 5, 0, false});
  againstBruteForce({"300 counts, as much background", 300, 300, 0, false});
  againstBruteForce({"20 counts in 60 of background", 20, 60, 0, false});
  againstBruteForce({"no source in 40 of background", 0, 40, 0, false});
  againstBruteForce({"100 counts, 80 of background by 10", 100, 80, 0.3, false});
  againstBruteForce({"15 counts, 8 of background by 4", 15, 8, 0.5, false});
  againstBruteForce({"population's fluxes", 60, 20, 0, true});
  return xsift_test::report();
}
