// The kernels of spectral models: every variant that this machine can run gives the bits of `serial`, and that one the
// closed forms in long double, at sizes that leave every number of bins over.
#include <array>
#include <cstring>
#include <functional>
#include <vector>

#include "check.h"
#include "core/cpu/elementary.h"
#include "core/spectral/absorption.h"
#include "core/spectral/kernels.h"

using namespace xsift;

namespace {

const size_t kSizes[] = {1, 2, 3, 7, 8, 9, 15, 16, 33, 127, 128, 129, 1078};
constexpr size_t kMost = 1078;

// Numbers from `low` to `high` that repeat after a long time (a linear congruence).
std::vector<double> spread(size_t n, double low, double high) {
  std::vector<double> x;
  uint64_t state = 1;
  for (size_t i = 0; i < n; ++i) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    x.push_back(low + (high - low) * static_cast<double>(state >> 11) * 0x1p-53);
  }
  return x;
}

const std::vector<double> a = spread(kMost, -800, 50), b = spread(kMost, 0, 3), widths = spread(kMost, 1e-4, 0.1);
std::vector<float> rows() {
  const std::vector<double> values = spread(4 * kMost, 0, 1e-3);
  return std::vector<float>(values.begin(), values.end());
}

Absorber wilmLike() {
  std::array<double, 30> abundances{};
  for (int z : {1, 2, 6, 7, 8, 10, 12, 14, 16, 20, 26, 28}) abundances[z - 1] = z == 1 ? 1 : z == 2 ? 0.1 : 3e-4 / z;
  return Absorber(abundances);
}

std::vector<double> edgePlaces() {
  std::vector<double> places;
  for (size_t i = 0; i <= kMost + SpectralKernels::kPadding; ++i) {
    places.push_back(StepTable::place(logOf(0.22 + 0.01 * static_cast<double>(i))));
  }
  return places;
}

// What each kernel makes of the same input, one after the other.
std::vector<double> everything(const SpectralKernels& kernels, size_t n) {
  static const std::vector<float> plasma = rows();
  static const Absorber absorber = wilmLike();
  static const std::vector<double> places = edgePlaces();
  std::vector<double> all;
  const auto keep = [&](const std::function<void(double*)>& kernel) {
    std::vector<double> out(b.begin(), b.begin() + static_cast<std::ptrdiff_t>(n));
    out.push_back(-1);
    kernel(out.data());
    CHECK(out[n] == -1);
    all.insert(all.end(), out.begin(), out.end());
  };
  const Term terms[] = {{a.data(), 1}, {b.data(), -0.7}, {widths.data(), 3}};
  for (size_t count : {1, 2, 3}) {
    keep([&](double* out) { kernels.multiplyByExp(terms, count, n, out); });
  }
  keep([&](double* out) { kernels.add(a.data(), n, out); });
  keep([&](double* out) { kernels.scale(1.7, n, out); });
  keep([&](double* out) { out[0] = kernels.dot(a.data(), b.data(), n); });
  for (double shift : {0.0, 700.3, 4000.0, 9000.0, -9000.0}) {
    keep([&](double* out) { kernels.stepSums(absorber.gasSteps(), places.data(), n, shift, out); });
  }
  for (double power : {-0.8, 1e-12, 0.0, 8.0}) {
    keep([&](double* out) { kernels.powerFactors(widths.data(), n, 0.1, power, 2, out); });
  }
  keep([&](double* out) { kernels.powerFactors(a.data(), n, 800, 0.3, 2, out); });
  keep([&](double* out) { kernels.mixRows(plasma.data(), plasma.data() + 2 * n, n, n, 0.3, 0.7, 0.4, out); });
  keep([&](double* out) {
    std::fill_n(out, n, 1.0);
    kernels.addRow(plasma.data(), n, 0.3, out);
  });
  return all;
}

void testSameBits() {
  for (size_t n : kSizes) {
    const std::vector<double> serial = everything(*spectralKernels(Isa::Serial), n);
    for (Isa isa : kIsas) {
      const SpectralKernels* kernels = spectralKernels(isa);
      if (!kernels || isa == Isa::Serial) continue;
      const std::vector<double> out = everything(*kernels, n);
      CHECK(out.size() == serial.size() && std::memcmp(out.data(), serial.data(), out.size() * sizeof(double)) == 0);
    }
  }
}

// Every function of the loops against its formula.
void testFormulas() {
  const SpectralKernels& kernels = spectralKernels();
  std::vector<double> out(kMost, 2);
  const Term terms[] = {{b.data(), 1}, {widths.data(), -3}};
  kernels.multiplyByExp(terms, 2, kMost, out.data());
  for (size_t i = 0; i < kMost; ++i) CHECK(out[i] == 2 * expOf(b[i] + -3 * widths[i]));
  kernels.scale(0.5, kMost, out.data());
  kernels.add(a.data(), kMost, out.data());
  for (size_t i = 0; i < kMost; ++i) CHECK(out[i] == expOf(b[i] + -3 * widths[i]) + a[i]);
  long double sum = 0;
  for (size_t i = 0; i < kMost; ++i) sum += static_cast<long double>(widths[i]) * b[i];
  CHECK_CLOSE(kernels.dot(widths.data(), b.data(), kMost), static_cast<double>(sum), 1e-15);
  const std::vector<float> plasma = rows();
  kernels.mixRows(plasma.data(), plasma.data() + 2 * kMost, kMost, kMost, 0.25, 0.75, 2, out.data());
  for (size_t i = 0; i < kMost; ++i) {
    const double x = plasma[i], xm = plasma[kMost + i], y = plasma[2 * kMost + i], ym = plasma[3 * kMost + i];
    CHECK_CLOSE(out[i], 0.25 * x + 0.5 * xm + 0.75 * y + 1.5 * ym, 1e-15);
  }
}

void testPowerFactors() {
  // Bins of every width, and powers on both sides of 0: narrow bins take the series, wide ones the closed form.
  std::vector<double> bins;
  for (double width = 1e-6; width < 9; width *= 1.1) bins.push_back(width);
  for (double power : {-4.0, -0.8, -1e-9, 0.0, 1e-5, 2.0, 9.0}) {
    std::vector<double> out(bins.size());
    spectralKernels().powerFactors(bins.data(), bins.size(), bins.back(), power, 3, out.data());
    for (size_t i = 0; i < bins.size(); ++i) {
      const long double u = 0.5L * power * bins[i];
      CHECK_CLOSE(out[i], static_cast<double>(3 * bins[i] * (u == 0 ? 1 : std::sinh(u) / u)), 1e-13);
    }
  }
}

void testSteps() {
  // Straight lines in steps of 0.1 % and single precision; an edge stays where it is and as sharp.
  const Absorber absorber = wilmLike();
  const StepTable table = absorber.gasSteps(), iron = absorber.ironSteps();
  const auto at = [](const StepTable& steps, double keV) { return steps.at(StepTable::place(logOf(keV))); };
  double worst = 0;
  for (double keV = 0.0101; keV < 900; keV *= 1.000137) {
    if (keV > 0.05 && keV < 0.08) continue;  // helium's resonances are narrower than a step
    worst = std::fmax(worst, std::fabs(at(table, keV) / (1e22 * absorber.gas(keV)) - 1));
  }
  CHECK(worst < 3e-6);
  const double edge = 7.124;  // Fe K
  for (double relative : {1e-9, 1e-6, 1e-4, 3e-4}) {
    for (double keV : {edge * (1 - relative), edge * (1 + relative)}) {
      CHECK_CLOSE(at(iron, keV), 1e22 * absorber.iron(keV), 3e-6);
    }
  }
  CHECK(at(iron, edge * (1 + 1e-9)) > 5 * at(iron, edge * (1 - 1e-9)));
  CHECK(at(table, 1e-9) == at(table, 0.01) && at(table, 1e9) == at(table, 1000.1));
  const std::vector<double> places = edgePlaces();
  std::vector<double> out(kMost);
  spectralKernels().stepSums(table, places.data(), kMost, 500, out.data());
  for (size_t i = 0; i < kMost; ++i) CHECK(out[i] == table.at(places[i] + 500) + table.at(places[i + 1] + 500));
}

}  // namespace

int main() {
  testSameBits();
  testFormulas();
  testPowerFactors();
  testSteps();
  return xsift_test::report();
}
