// Poisson draws against the distribution itself, computed here from the C library's lgamma in long double: chi-square
// over several seeds and means (p-values must also look uniform), moments, tails, the ends of the range, bad means.
#include <algorithm>
#include <stdexcept>
#include <string>
#include <vector>

#include "check.h"
#include "core/random/philox.h"
#include "core/random/poisson.h"

using namespace xsift;

static double exactProbability(double k, double mean) {
  return static_cast<double>(expl(k * logl(mean) - static_cast<long double>(mean) - lgammal(k + 1.0L)));
}

// Upper tail of chi-square with `dof` degrees of freedom, Q(dof / 2, x / 2): series below, continued fraction above.
static double chiSquareTail(double x, double dof) {
  const double a = dof / 2, y = x / 2, scale = std::exp(a * std::log(y) - y - std::lgamma(a));
  if (y < a + 1) {
    double term = 1 / a, sum = term;
    for (int n = 1; term > sum * 1e-16; ++n) sum += term *= y / (a + n);
    return 1 - scale * sum;
  }
  double b = y + 1 - a, c = 1e300, d = 1 / b, h = d;
  for (int i = 1; i < 10000; ++i) {
    const double an = -i * (i - a);
    b += 2;
    d = 1 / (an * d + b);
    c = b + an / c;
    h *= d * c;
    if (std::fabs(d * c - 1) < 1e-15) break;
  }
  return scale * h;
}

// Bins of about 1/40 of the probability each, the last one open: upper ends (inclusive) and probabilities.
struct Bins {
  std::vector<double> upper, probability;
};
static Bins binsOf(double mean) {
  const double sd = std::sqrt(mean), low = std::floor(std::fmax(0, mean - 12 * sd - 5)), high = mean + 12 * sd + 40;
  Bins bins;
  double sum = 0, total = 0;
  for (double k = low; k <= high; ++k) {
    sum += exactProbability(k, mean);
    if (sum > 1.0 / 40 || (bins.upper.empty() && sum > 1e-3 && mean < 1)) {
      bins.upper.push_back(k);
      bins.probability.push_back(sum);
      total += sum;
      sum = 0;
    }
  }
  bins.upper.push_back(INFINITY);
  bins.probability.push_back(1 - total);
  if (bins.probability.back() < 1e-3) {  // too thin for chi-square: joined to its neighbour
    bins.probability[bins.probability.size() - 2] += bins.probability.back();
    bins.probability.pop_back();
    bins.upper.pop_back();
    bins.upper.back() = INFINITY;
  }
  return bins;
}

static double chiSquareP(double mean, const Bins& bins, uint64_t seed, int n) {
  std::vector<int> seen(bins.upper.size(), 0);
  for (int i = 0; i < n; ++i) {
    UniformSequence uniforms(seed, 0, static_cast<uint64_t>(i), 17);
    const double k = static_cast<double>(poisson(mean, uniforms));
    ++seen[std::lower_bound(bins.upper.begin(), bins.upper.end(), k) - bins.upper.begin()];
  }
  double x = 0;
  for (size_t j = 0; j < seen.size(); ++j) {
    const double expected = n * bins.probability[j];
    x += (seen[j] - expected) * (seen[j] - expected) / expected;
  }
  return chiSquareTail(x, static_cast<double>(seen.size() - 1));
}

static void distribution() {
  std::vector<double> pValues;
  for (double mean : {0.02, 0.5, 1.0, 3.7, 9.99, 10.0, 11.3, 30.0, 100.0, 1234.5, 1e5, 1e7}) {
    const Bins bins = binsOf(mean);
    for (uint64_t seed = 1; seed <= 12; ++seed) {
      const double p = chiSquareP(mean, bins, seed, 20000);
      if (p < 1e-5) std::printf("mean %g, seed %d: p = %g\n", mean, static_cast<int>(seed), p);
      CHECK(p > 1e-5);
      pValues.push_back(p);
    }
  }
  // Kolmogorov-Smirnov of the p-values against uniform: 1.95 is the 0.1 % point.
  std::sort(pValues.begin(), pValues.end());
  const double n = static_cast<double>(pValues.size());
  double worst = 0;
  for (size_t i = 0; i < pValues.size(); ++i) {
    worst = std::fmax(worst, std::fmax((i + 1) / n - pValues[i], pValues[i] - i / n));
  }
  CHECK(worst * std::sqrt(n) < 1.95);
}

static void momentsAndTails() {
  const int n = 400000;
  for (double mean : {1e-3, 0.3, 5.0, 9.9, 10.1, 50.0, 3e4, 1e9}) {
    // The counts beyond which 1 % and 1e-4 lie, upwards and, where there is room, downwards.
    const double sd = std::sqrt(mean);
    double sum = 0, square = 0, above = 0, below = 0;
    const double high = std::ceil(mean + 3.2 * sd), low = std::floor(mean - 3.2 * sd);
    for (int i = 0; i < n; ++i) {
      UniformSequence uniforms(77, 0, static_cast<uint64_t>(i), 3);
      const double k = static_cast<double>(poisson(mean, uniforms));
      sum += k - mean;
      square += (k - mean) * (k - mean);
      above += k > high;
      below += k < low;
    }
    CHECK(std::fabs(sum / n) < 5 * sd / std::sqrt(n));
    // Var of the squared deviation is mean + 2 mean^2.
    CHECK(std::fabs(square / n - mean) < 5 * std::sqrt((mean + 2 * mean * mean) / n));
    if (mean > 1e8) continue;  // tails are summed term by term
    double tailAbove = 0, tailBelow = 0;
    for (double k = high + 1; k < mean + 12 * sd + 40; ++k) tailAbove += exactProbability(k, mean);
    for (double k = std::fmax(0, mean - 12 * sd - 5); k < low; k = std::floor(k) + 1) tailBelow += exactProbability(std::floor(k), mean);
    CHECK(std::fabs(above - n * tailAbove) < 5 * std::sqrt(n * tailAbove) + 3);
    CHECK(std::fabs(below - n * tailBelow) < 5 * std::sqrt(n * tailBelow) + 3);
  }
}

// Hands out given uniforms, to reach what chance does not.
struct Fixed {
  std::vector<double> values;
  size_t used = 0;
  double next() { return values.at(used++); }
};

static void ends() {
  const double largest = 1 - 1.1102230246251565e-16, smallest = 1.1102230246251565e-16;
  // The largest uniform reaches the k whose upper tail is about 1e-16: nothing is cut off earlier.
  for (double mean : {0.01, 1.0, 9.99}) {
    Fixed top{{largest}}, bottom{{smallest}};
    const int64_t k = poisson(mean, top);
    double tail = 0;
    for (int64_t j = k; j < k + 60; ++j) tail += exactProbability(static_cast<double>(j), mean);
    CHECK(tail < 1e-14 && tail > 1e-20);
    CHECK(poisson(mean, bottom) == 0);
  }
  Fixed tiny{{largest}};
  CHECK(poisson(1e-300, tiny) == 0);
  Fixed none{{}};
  CHECK(poisson(0, none) == 0 && none.used == 0);
  // A trial far out (u at its very edge) must be rejected without converting an enormous number.
  Fixed edge{{largest, 0.5, smallest, 0.5, 0.5, 0.5}};
  CHECK(poisson(1e9, edge) == 1000000000 && edge.used == 6);

  // Seven standard deviations out, both ways: kept when v is small enough, rejected when not.
  Fixed far{{0.99, 1e-9}}, tooFar{{0.99, 1e-3, 0.5, 0.5}};
  CHECK(poisson(100, far) > 160 && far.used == 2);
  CHECK(poisson(100, tooFar) == 100 && tooFar.used == 4);

  for (double bad : {-1.0, -1e-300, static_cast<double>(NAN), static_cast<double>(INFINITY), 1.0000001e9}) {
    bool thrown = false;
    try {
      poisson(bad, none);
    } catch (const std::domain_error& error) {
      thrown = std::string(error.what()).find("from 0 to 1e9") != std::string::npos;
    }
    CHECK(thrown);
  }
}

static void logProbability() {
  for (double mean : {1e-3, 0.7, 10.0, 333.3, 1e5}) {
    const double sd = std::sqrt(mean);
    double total = 0;
    for (double k = std::floor(std::fmax(0, mean - 15 * sd)); k < mean + 15 * sd + 60; ++k) {
      const double p = std::exp(poissonLogProbability(k, mean));
      CHECK(std::fabs(p - exactProbability(k, mean)) < 1e-11 * p + 1e-300);
      total += p;
    }
    CHECK_CLOSE(total, 1, 1e-13);
  }
  for (double k = 1; k < 40; ++k) {
    const long double exact = lgammal(k + 1) - 0.5L * logl(2 * 3.14159265358979323846L * k) - k * logl(k) + k;
    CHECK_CLOSE(stirlingError(k), static_cast<double>(exact), 1e-13);
  }
}

int main() {
  CHECK_CLOSE(chiSquareTail(3.841458820694124, 1), 0.05, 1e-9);
  CHECK_CLOSE(chiSquareTail(60, 40), 0.0218734684413909, 1e-12);
  distribution();
  momentsAndTails();
  ends();
  logProbability();
  return xsift_test::report();
}
