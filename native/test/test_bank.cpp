// The template bank against integrals by brute force, in double; the same bits on every instruction set and number of
// threads.
#include <algorithm>
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
const double kMeans[] = {3.5, 4, 4.6};  // of ln A, where a case has a prior

bool close(double a, double b, double tolerance) { return std::fabs(a - b) < tolerance; }

template <typename Make>
bool refuses(const Make& make, const char* words) {
  try {
    make();
  } catch (const std::domain_error& error) {
    return std::string(error.what()).find(words) != std::string::npos;
  }
  return false;
}

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
      const double y = isHump ? std::exp(-0.5 * std::pow((x - 0.2 - 0.3 * a) / (0.1 + 0.1 * b), 2)) + 0.01
                              : std::exp(-(1 + 4 * a) * x) * (1 - std::exp(-20 * x * (0.1 + b)));
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
double bruteForce(const uint32_t* k, const float* u, const float* b, const Case& c, double mean) {
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
      for (size_t g = 0; g < kGroups; ++g)
        if (k[g] > 0) sum += k[g] * std::log(A * u[g] + level * b[g] + 1e-8 * k[g]);
      if (c.hasPrior) sum -= std::pow(x - mean, 2) / (2 * 0.8 * 0.8);
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
  std::vector<float> background(rows * kGroups), error(rows, static_cast<float>(c.error));
  std::vector<double> prior;
  for (size_t r = 0; r < rows; ++r) {
    for (const double mean : kMeans) prior.insert(prior.end(), {mean, 0.8});
  }
  for (size_t r = 0; r < rows; ++r) {
    const float* u = all.data() + (r * 41) % kClassEnd.back() * kGroups;
    for (size_t g = 0; g < kGroups; ++g) {
      background[r * kGroups + g] =
          static_cast<float>(c.background * (0.5 + static_cast<double>(g) / kGroups) / kGroups);
      counts[r * kGroups + g] = static_cast<uint32_t>(
          poissonAt(c.counts * u[g] + background[r * kGroups + g], 3, 1, r, static_cast<uint32_t>(g)));
    }
  }
  const size_t n = rows * kClassEnd.size();
  std::vector<double> evidence(n), likelihood(n), normalisation(n);
  std::vector<uint32_t> best(n);
  const BankSpectra spectra = {rows, counts.data(), c.background > 0 ? background.data() : nullptr,
                               c.error > 0 ? error.data() : nullptr, c.hasPrior ? prior.data() : nullptr};
  CHECK(bank.classify(spectra, {evidence.data(), best.data(), likelihood.data(), normalisation.data(), nullptr}, 1,
                      nullptr));
  double worst = 0;
  for (size_t r = 0; r < rows; ++r) {
    double expected[3];
    size_t begin = 0;
    for (size_t k = 0; k < kClassEnd.size(); begin = kClassEnd[k++]) {
      double total = -INFINITY, most = -INFINITY;
      size_t argument = 0;
      for (size_t t = begin; t < kClassEnd[k]; ++t) {
        const double one = bruteForce(counts.data() + r * kGroups, all.data() + t * kGroups,
                                      background.data() + r * kGroups, c, kMeans[k]);
        if (one > most) most = one, argument = t;
        total = logAdd(total, one);
      }
      expected[k] = total - std::log(static_cast<double>(kClassEnd[k] - begin));
      CHECK(best[r * 3 + k] >= begin && best[r * 3 + k] < kClassEnd[k]);
      // Templates as good as the best but for the integral's precision may win.
      const double ours = bruteForce(counts.data() + r * kGroups, all.data() + best[r * 3 + k] * kGroups,
                                     background.data() + r * kGroups, c, kMeans[k]);
      CHECK(best[r * 3 + k] == argument || ours > most - 0.02);
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

// The likeliest normalisation A of one template: the sum of k u / (A u + b) is 1.
void brightnessByHand() {
  const float shape[] = {0.8F, 0.2F};
  Bank bank(shape, 2, {1});
  struct {
    uint32_t counts[2];
    float background[2];
    double A;
  } const cases[] = {
      {{2, 4}, {0, 4}, 2.4339811320566},  // 0.2 A^2 + 2.8 A = 8
      {{5, 0}, {1, 50}, 3.75},            // 4 / (0.8 A + 1) = 1
      {{0, 1}, {5, 5}, 0},                // 0.2 / 5 < 1: less than nothing
      {{90, 7}, {0, 0}, 97},
      {{0, 0}, {1, 1}, 0},
  };
  for (const auto& [counts, background, A] : cases) {
    double evidence, likelihood, normalisation;
    uint32_t best;
    CHECK(bank.classify({1, counts, background, nullptr, nullptr},
                        {&evidence, &best, &likelihood, &normalisation, nullptr}, 1, nullptr));
    CHECK(std::fabs(normalisation - A) <= 1e-6 * A);  // 0.8 and 0.2 are in single precision
  }
}

// A bank of three templates in two groups whose results are known on paper.
void byHand() {
  const float three[] = {0.5F, 0.5F, 0.8F, 0.2F, 2, 6};  // the last is 1/4, 3/4 once normalised
  Bank bank(three, 2, {1, 3});
  const double parameters[] = {1, NAN, 2, 5, 4, 7};
  bank.setParameters(parameters, 2);
  const uint32_t counts[] = {1, 2, 0, 0};
  const float background[] = {0, 0, 1, 3};
  double evidence[4], likelihood[4], normalisation[4], posterior[24];
  uint32_t best[4];
  const BankResults results = {evidence, best, likelihood, normalisation, posterior};
  CHECK(bank.classify({2, counts, background, nullptr, nullptr}, results, 1, nullptr));
  // The integral over ln A of A^3 e^-A is Gamma(3), for all: u0 u1^2 is left.
  const double one = 0.125, two = 0.8 * 0.04, last = 0.25 * 0.5625;
  CHECK(close(evidence[1] - evidence[0], std::log((two + last) / 2 / one), 1e-6));
  CHECK(best[0] == 0 && best[1] == 2);
  CHECK(close(normalisation[1], 3, 1e-7));
  CHECK(close(likelihood[1], std::log(0.75) + 2 * std::log(2.25) - 3, 1e-6));
  const double share = last / (two + last);
  CHECK(close(posterior[6], 2 * (1 - share) + 4 * share, 1e-6));
  CHECK(posterior[7] == 2 && posterior[8] == 4);         // 0.185 and 1 of the posterior are at 2 and 4
  CHECK(posterior[0] == 1 && std::isnan(posterior[3]));  // class 0 has no second parameter
  CHECK(close(posterior[9], 5 * (1 - share) + 7 * share, 1e-6));
  // Without counts nothing tells the classes apart.
  CHECK(close(evidence[3], evidence[2], 1e-6));
  CHECK(normalisation[3] == 0);
  CHECK(close(likelihood[3], -4, 1e-9));
  brightnessByHand();
  for (const float wrong : {-1.0F, NAN}) {
    const float shapes[] = {1, 1, wrong, 1};
    CHECK(refuses([&] { Bank(shapes, 2, {1, 2}); }, "template 1, group 0"));
  }
  const float none[] = {0, 0};
  CHECK(refuses([&] { Bank(none, 2, {1}); }, "no counts in any group"));
}

// The same bits for any number of threads and on every instruction set.
void sameBits() {
  const auto all = shapes();
  Bank bank(all.data(), kGroups, kClassEnd);
  const size_t rows = 70, n = rows * kClassEnd.size();
  std::vector<uint32_t> counts(rows * kGroups);
  std::vector<float> background(rows * kGroups), error(rows);
  for (size_t i = 0; i < counts.size(); ++i) {
    counts[i] = static_cast<uint32_t>(poissonAt(std::pow(10.0, 2.5 * uniform(i / kGroups, 6) - 1), 4, 1, i, 0));
    background[i] = static_cast<float>(0.1 * uniform(i, 7));
  }
  for (size_t r = 0; r < rows; ++r) error[r] = r % 3 == 0 ? 0.4F : 0;
  std::vector<double> evidence[2], likelihood[2], normalisation[2];
  std::vector<uint32_t> best[2];
  for (int i = 0; i < 2; ++i) {
    for (auto* list : {&evidence[i], &likelihood[i], &normalisation[i]}) list->resize(n);
    best[i].resize(n);
    const BankResults results = {evidence[i].data(), best[i].data(), likelihood[i].data(), normalisation[i].data(),
                                 nullptr};
    Control control;
    CHECK(bank.classify({rows, counts.data(), background.data(), error.data(), nullptr}, results, 1 + 2 * i, &control));
    CHECK(control.done.load() == static_cast<int64_t>(rows));
  }
  CHECK(std::memcmp(evidence[0].data(), evidence[1].data(), n * sizeof(double)) == 0);
  CHECK(std::memcmp(likelihood[0].data(), likelihood[1].data(), n * sizeof(double)) == 0 && best[0] == best[1]);

  constexpr size_t kEntries = 30;
  AlignedVector<float> strip(kGroups * kBankStrip), a(kEntries), b(kEntries), number(kEntries);
  std::vector<uint32_t> group(kEntries);
  for (size_t i = 0; i < strip.size(); ++i) strip[i] = static_cast<float>(uniform(i, 1) / kGroups);
  for (size_t i = 0; i < kEntries; ++i) {
    group[i] = static_cast<uint32_t>(i + 3), a[i] = 40, b[i] = 1e-3F;
    number[i] = static_cast<float>(i < 9 ? 1 : i < 15 ? 2 : i < 20 ? 3 : i < 25 ? 4 : 5 + i);
  }
  const BankEntries entries = {group.data(), a.data(), b.data(), number.data(), {9, 15, 20, 25, kEntries}};
  AlignedVector<float> first(kBankStrip), added(kBankStrip);
  float largest = 0;
  double total = 0;
  bankKernels(Isa::Serial)->logLikelihoods(strip.data(), entries, first.data());
  added = first;
  bankKernels(Isa::Serial)->logAdd(added.data(), first.data(), -0.3F);
  bankKernels(Isa::Serial)->logSumExp(first.data(), &largest, &total);
  for (size_t t = 0; t < kBankStrip; ++t) {
    double sum = 0;
    for (size_t i = 0; i < kEntries; ++i) {
      sum += number[i] * std::log(strip[group[i] * kBankStrip + t] * a[i] + b[i]);
    }
    CHECK(std::fabs(first[t] - sum) < 2e-6 * (100 + std::fabs(sum)));
    CHECK(std::fabs(added[t] - (sum + std::log1p(std::exp(-0.3)))) < 2e-6 * (100 + std::fabs(sum)));
  }
  CHECK(largest == *std::max_element(first.begin(), first.end()));
  AlignedVector<float> shares(kBankStrip);
  bankKernels(Isa::Serial)->shares(first.data(), largest, shares.data());
  for (size_t t = 0; t < kBankStrip; ++t) {
    const double x = static_cast<double>(first[t]) - static_cast<double>(largest), share = x > -20 ? std::exp(x) : 0;
    CHECK(std::fabs(shares[t] - share) <= 1e-6 * share);
  }
  const float sum64 = bankKernels(Isa::Serial)->dot(strip.data(), strip.data() + kBankStrip);
  double exact = 0;
  for (size_t t = 0; t < kBankStrip; ++t) exact += static_cast<double>(strip[t]) * strip[t + kBankStrip];
  CHECK(close(sum64, exact, 1e-6));
  for (const Isa isa : kIsas) {
    if (!isSupported(isa)) continue;
    CHECK(bankKernels(isa)->dot(strip.data(), strip.data() + kBankStrip) == sum64);
    AlignedVector<float> out(kBankStrip), sum(first);
    float most;
    double share;
    bankKernels(isa)->logLikelihoods(strip.data(), entries, out.data());
    CHECK(std::memcmp(out.data(), first.data(), kBankStrip * sizeof(float)) == 0);
    bankKernels(isa)->logAdd(sum.data(), first.data(), -0.3F);
    CHECK(std::memcmp(sum.data(), added.data(), kBankStrip * sizeof(float)) == 0);
    bankKernels(isa)->logSumExp(first.data(), &most, &share);
    CHECK(most == largest && share == total && bankKernels(isa)->largest(first.data()) == largest);
    bankKernels(isa)->shares(first.data(), largest, out.data());
    CHECK(std::memcmp(out.data(), shares.data(), kBankStrip * sizeof(float)) == 0);
  }
}

}  // namespace

int main() {
  byHand();
  sameBits();
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
