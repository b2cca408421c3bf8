// Poisson draws against the distribution itself, computed here from the C library's lgamma in long double: chi-square
// over many seeds and means (p-values must be uniform), moments, tails, independence, the ends of the range, bad means;
// and the kernels of every ISA against the scalar definition, draw by draw.
#include <algorithm>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <vector>

#include "check.h"
#include "core/cpu/isa.h"
#include "core/random/philox.h"
#include "core/random/poisson.h"

using namespace xsift;

// A tenth of the draws for the tails and the rare, where an emulator runs the test.
static const int kLess = std::getenv("XSIFT_TEST_QUICK") ? 10 : 1;

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

// Draws of one mean, by the kernels: `rows` items of 1024 channels.
template <typename Use>
static void drawRows(double mean, uint64_t seed, uint32_t stream, uint64_t first, int rows, Use use) {
  const std::vector<double> means(1024, mean);
  std::vector<uint32_t> counts(1024), scratch;
  for (int i = 0; i < rows; ++i) {
    poissonRow(randomKernels(), seed, stream, first + static_cast<uint64_t>(i), means.data(), 1024, counts.data(),
               scratch);
    for (uint32_t k : counts) use(static_cast<double>(k));
  }
}

static double chiSquareP(double mean, const Bins& bins, uint64_t seed) {
  const int rows = 20, n = rows * 1024;
  std::vector<int> seen(bins.upper.size(), 0);
  drawRows(mean, seed, 0, 0, rows,
           [&](double k) { ++seen[std::lower_bound(bins.upper.begin(), bins.upper.end(), k) - bins.upper.begin()]; });
  double x = 0;
  for (size_t j = 0; j < seen.size(); ++j) {
    const double expected = n * bins.probability[j];
    x += (seen[j] - expected) * (seen[j] - expected) / expected;
  }
  return chiSquareTail(x, static_cast<double>(seen.size() - 1));
}

// Kolmogorov-Smirnov against uniform: 1.95 is the 0.1 % point.
static double distanceFromUniform(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const double n = static_cast<double>(values.size());
  double worst = 0;
  for (size_t i = 0; i < values.size(); ++i) {
    worst = std::fmax(worst,
                      std::fmax((static_cast<double>(i) + 1) / n - values[i], values[i] - static_cast<double>(i) / n));
  }
  return worst * std::sqrt(n);
}

static void distribution() {
  std::vector<double> pValues;
  for (double mean : {0.02, 0.5, 1.0, 3.7, 9.99, 10.0, 30.0, 49.999, 50.0, 51.3, 100.0, 1234.5, 1e5, 1e7, 1e9}) {
    const Bins bins = binsOf(mean);
    std::vector<double> own;
    for (uint64_t seed = 1; seed <= static_cast<uint64_t>(60 / kLess); ++seed) {
      const double p = chiSquareP(mean, bins, seed);
      if (p < 1e-6) std::printf("mean %g, seed %d: p = %g\n", mean, static_cast<int>(seed), p);
      CHECK(p > 1e-6);
      own.push_back(p);
    }
    CHECK(distanceFromUniform(own) < 1.95);
    pValues.insert(pValues.end(), own.begin(), own.end());
  }
  CHECK(distanceFromUniform(pValues) < 1.95);
}

static void momentsAndTails() {
  const int rows = 2000 / kLess, n = rows * 1024;
  for (double mean : {1e-3, 0.3, 5.0, 9.9, 30.0, 49.9, 50.1, 200.0, 3e4, 1e9}) {
    // The counts beyond which 1e-3, 1e-5 and, upwards, 1e-7 or so lie.
    const double sd = std::sqrt(mean);
    const double high[] = {std::ceil(mean + 3.2 * sd), std::ceil(mean + 4.4 * sd), std::ceil(mean + 5.4 * sd)};
    const double low[] = {std::floor(mean - 3.2 * sd), std::floor(mean - 4.2 * sd)};
    double sum = 0, square = 0, above[3] = {}, below[2] = {};
    drawRows(mean, 77, 0, 0, rows, [&](double k) {
      sum += k - mean;
      square += (k - mean) * (k - mean);
      for (int i = 0; i < 3; ++i) above[i] += k > high[i];
      for (int i = 0; i < 2; ++i) below[i] += k < low[i];
    });
    CHECK(std::fabs(sum / n) < 5 * sd / std::sqrt(n));
    // Var of the squared deviation is mean + 2 mean^2.
    CHECK(std::fabs(square / n - mean) < 5 * std::sqrt((mean + 2 * mean * mean) / n));
    if (mean > 1e8) continue;  // tails are summed term by term
    for (int i = 0; i < 3; ++i) {
      double tail = 0;
      for (double k = high[i] + 1; k < mean + 12 * sd + 40; ++k) tail += exactProbability(k, mean);
      CHECK(std::fabs(above[i] - n * tail) < 5 * std::sqrt(n * tail) + 3);
    }
    for (int i = 0; i < 2; ++i) {
      double tail = 0;
      for (double k = std::fmax(0, std::floor(mean - 12 * sd - 5)); k < low[i]; ++k) tail += exactProbability(k, mean);
      CHECK(std::fabs(below[i] - n * tail) < 5 * std::sqrt(n * tail) + 3);
    }
  }
  // Where hardly anything is drawn: how often one is, and two.
  for (double mean : {0.0, 1e-6, 1e-4, 3e-3}) {
    double one = 0, more = 0;
    const int some = 20000 / kLess, all = some * 1024;
    drawRows(mean, 5, 3, 1ULL << 33, some, [&](double k) { one += k == 1, more += k > 1; });
    CHECK(std::fabs(one - all * mean * std::exp(-mean)) <= 5 * std::sqrt(all * mean));
    const double pairs = all * (1 - std::exp(-mean) * (1 + mean));
    CHECK(std::fabs(more - pairs) <= 5 * std::sqrt(pairs) + (mean > 0 ? 1 : 0));
  }
}

// Counts of one mean, of which neighbours in any address must know nothing of each other.
static void independence() {
  const int rows = 200, n = rows * 1024;
  for (double mean : {0.05, 4.0, 300.0}) {
    const auto draw = [&](uint64_t seed, uint32_t stream, uint64_t first) {
      std::vector<double> out;
      drawRows(mean, seed, stream, first, rows, [&](double k) { out.push_back((k - mean) / std::sqrt(mean)); });
      return out;
    };
    const auto correlation = [&](const std::vector<double>& a, const std::vector<double>& b, size_t shift) {
      double sum = 0;
      for (size_t i = shift; i < a.size(); ++i) sum += a[i] * b[i - shift];
      return std::fabs(sum) / std::sqrt(static_cast<double>(n));
    };
    const std::vector<double> base = draw(9, 0, 0);
    for (size_t shift : {1, 4, 16, 32, 64, 1024, 5 * 1024}) CHECK(correlation(base, base, shift) < 4.5);
    CHECK(correlation(base, draw(10, 0, 0), 0) < 4.5 && correlation(base, draw(9 + (1ULL << 32), 0, 0), 0) < 4.5);
    CHECK(correlation(base, draw(9, 1, 0), 0) < 4.5 && correlation(base, draw(9, 0, 1ULL << 32), 0) < 4.5);
    CHECK(correlation(base, draw(8, 0, 1), 0) < 4.5);
    // The same item is the same item.
    CHECK(correlation(base, draw(9, 0, 1), 1024) > 0.9 * std::sqrt(n));
  }
}

// The kernels' draws are the scalar ones, whatever the width of the row and wherever it is.
static void variants() {
  UniformSequence u(6, 0, 0, 0);
  for (Isa isa : kIsas) {
    const RandomKernels* kernels = randomKernels(isa);
    CHECK((kernels != nullptr) == isSupported(isa));
    if (!kernels) continue;
    std::vector<uint32_t> scratch;
    size_t undecided = 0, all = 0;
    for (size_t n : {1, 7, 63, 64, 100, 1024, 1025, 2500}) {
      for (double most : {1e-3, 1.0, 60.0, 1e9}) {
        for (uint64_t item : {3ULL, 1ULL << 40}) {
          std::vector<double> means(n);
          for (double& mean : means) {
            mean = u.next() < 0.05 ? 0 : most * (most > 100 ? std::exp(-20 * u.next()) : u.next());
          }
          std::vector<uint32_t> counts(n + 1, 7);
          poissonRow(*kernels, item + n, 4, item, means.data(), n, counts.data(), scratch);
          size_t wrong = 0;
          for (size_t c = 0; c < n; ++c) {
            wrong += counts[c] != poissonAt(means[c], item + n, 4, item, static_cast<uint32_t>(c));
          }
          CHECK(wrong == 0 && counts[n] == 7);
        }
      }
    }
    // Near every step of a distribution, and far up its tail, where single precision must not decide.
    std::vector<double> means(1024);
    std::vector<uint32_t> counts(1024);
    for (uint64_t item = 0; item < 300; ++item) {
      for (double& mean : means) mean = 50 * u.next();
      scratch.resize(1024);
      undecided += kernels->poisson(1, 0, item, means.data(), 1024, counts.data(), scratch.data());
      all += 1024;
      poissonRow(*kernels, 1, 0, item, means.data(), 1024, counts.data(), scratch);
      size_t wrong = 0;
      for (uint32_t c = 0; c < 1024; ++c) wrong += counts[c] != poissonAt(means[c], 1, 0, item, c);
      CHECK(wrong == 0);
    }
    CHECK(undecided > 10 && undecided < all / 100);
    for (double bad : {-1.0, static_cast<double>(NAN), static_cast<double>(INFINITY), 1.0000001e9}) {
      means[77] = bad;
      bool thrown = false;
      try {
        poissonRow(*kernels, 1, 0, 0, means.data(), 1024, counts.data(), scratch);
      } catch (const std::domain_error&) {
        thrown = true;
      }
      CHECK(thrown);
    }
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
      const double p =
          k == 0 ? std::exp(-mean)
                 : std::exp(-stirlingError(k) - poissonDeviance(k, mean) - 0.5 * std::log(6.283185307179586 * k));
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
  independence();
  variants();
  ends();
  logProbability();
  return xsift_test::report();
}
