// Poisson log-likelihoods against plain sums in double, on every width of block.
#include <cstring>
#include <stdexcept>

#include "check.h"
#include "core/likelihood/poisson.h"
#include "core/random/philox.h"

using namespace xsift;

static void againstSums(size_t rows, size_t templates, size_t channels) {
  std::vector<double> u(rows * channels), mu(templates * channels);
  fillUniforms(1, 255, 0, u.size(), 1, u.data());
  fillUniforms(2, 255, 0, mu.size(), 1, mu.data());
  CountRows counts(channels, rows);
  std::vector<uint16_t> k(rows * channels);
  for (size_t i = 0; i < k.size(); ++i) k[i] = static_cast<uint16_t>(u[i] * u[i] * (i % 53 == 0 ? 3000 : 9));
  for (size_t i = 0; i < mu.size(); ++i) mu[i] = 0.01 + 8 * mu[i];
  mu[channels - 1] = 0;  // the first template allows nothing in the last channel
  for (size_t r = 0; r < rows; ++r) counts.append(&k[r * channels], static_cast<const uint16_t*>(nullptr), 0);
  const Templates all(mu.data(), templates, channels);
  std::vector<double> one(rows * templates), two(one.size());
  Control control;
  CHECK(all.logLikelihood(counts, one.data(), 1, &control) && all.logLikelihood(counts, two.data(), 2, nullptr));
  CHECK(control.done.load() == static_cast<int64_t>(rows));
  CHECK(std::memcmp(one.data(), two.data(), one.size() * sizeof(double)) == 0);
  double worst = 0;
  int impossible = 0;
  for (size_t r = 0; r < rows; ++r) {
    for (size_t t = 0; t < templates; ++t) {
      double sum = 0, size = 0;
      for (size_t c = 0; c < channels; ++c) {
        const double n = k[r * channels + c], mean = mu[t * channels + c];
        const double term = (n > 0 ? n * std::log(mean) : 0) - mean - std::lgamma(n + 1);
        sum += term;
        size += std::fabs(term);
      }
      if (std::isinf(sum)) ++impossible;
      if (std::isinf(sum)) CHECK(one[r * templates + t] == sum);
      else worst = std::fmax(worst, std::fabs(one[r * templates + t] - sum) / size);
    }
  }
  std::printf("%zu spectra x %zu templates x %zu channels: within %.2g of the sum of magnitudes, %d impossible\n", rows,
              templates, channels, worst, impossible);
  CHECK(worst < 5e-7);
  CHECK(rows < 50 || impossible > 0);
}

int main() {
  againstSums(1, 1, 1);
  againstSums(3, 17, 527);
  againstSums(150, 130, 300);
  againstSums(129, 300, 40);
  const double bad[] = {1, -1};
  bool thrown = false;
  try {
    Templates(bad, 1, 2);
  } catch (const std::domain_error& error) {
    thrown = std::strstr(error.what(), "expected[1]") != nullptr;
  }
  CHECK(thrown);
  return xsift_test::report();
}
