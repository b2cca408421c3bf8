// srcut   synchrotron light of electrons N(W) ~ W^-p exp(-W / Wmax) in a homogeneous field: Reynolds & Keohane 1999,
// ApJ
//         525, 368; Reynolds 1998, ApJ 493, 375
//   K (nu / 1 GHz)^-alpha R(nu / break) Jy, break in Hz the critical frequency of electrons of energy Wmax
//   R(f) ~ f^((p - 1) / 2) integral of w^-p exp(-w) F(f / w^2) dw, F(x) = x integral of K_5/3 from x to infinity,
//   1 at f = 1e-4 and below
// As in XSPEC R is that of p = 2.1 (alpha 0.55) for every alpha; with p = 2 alpha + 1 it would be 6 % lower at the
// break for alpha 0.5.
//
// With w = exp(j h) and f = exp(2 i h) all x are nodes of one table of F, and the integrals are sums: those of smooth
// functions that fall off on both sides converge exponentially.
#include <array>
#include <cmath>

#include "core/cpu/elementary.h"
#include "core/spectral/components.h"
#include "core/spectral/continuum.h"

namespace xsift {

namespace {

constexpr double kHertzPerKeV = 2.417989242e17,
                 kPhotonsPerJy = 1509.190311;  // 1e-23 erg / h, photons/cm2/s/keV at 1 keV

// F(x) with integral of K_5/3 = integral over u >= 0 of exp(-x cosh u) cosh(5 u / 3) / cosh u.
double emissivityAt(double x) {
  constexpr double kStep = 0.1;
  double sum = 0.5 * expOf(-x);
  for (double u = kStep;; u += kStep) {
    const double grown = expOf(u), cosh = 0.5 * (grown + 1 / grown), power = expOf(5.0 / 3 * u);
    if (x * cosh > 60) return x * kStep * sum;
    sum += expOf(-x * cosh) * 0.5 * (power + 1 / power) / cosh;
  }
}

class RollOff {
 public:
  RollOff() {
    constexpr int kLowest = kFirst - kMostElectron, kHighest = kFirst + kNodes - kLeastElectron;
    std::array<double, kHighest - kLowest> emissivity;
    for (int k = kLowest; k < kHighest; ++k) {
      emissivity[static_cast<size_t>(k - kLowest)] = k * 2 * kStep > 4.5 ? 0 : emissivityAt(expOf(k * 2 * kStep));
    }
    for (int i = kFirst; i < kFirst + kNodes; ++i) {
      double sum = 0;
      for (int j = kLeastElectron; j < kMostElectron; ++j) {
        const double w = expOf(j * kStep);
        sum += expOf((1 - kIndex) * j * kStep - w) * emissivity[static_cast<size_t>(i - j - kLowest)];
      }
      values_[static_cast<size_t>(i - kFirst)] = logOf(sum) + (kIndex - 1) * i * kStep;
    }
    const double first = cubic(kLogLeast);
    for (double& value : values_) value -= first;
  }
  double at(double logF) const {
    if (logF <= kLogLeast) return 1;
    return logF < kLogMost ? expOf(cubic(logF)) : 0;
  }

 private:
  static constexpr double kIndex = 2.1, kStep = 0.05, kLogLeast = -9.210340371976182, kLogMost = 10;
  static constexpr int kFirst = -94, kNodes = 197;                 // f from exp(-9.4) to exp(10.2)
  static constexpr int kLeastElectron = -240, kMostElectron = 90;  // w from exp(-12) to exp(4.5)

  double cubic(double logF) const {
    const double place = logF / (2 * kStep) - kFirst;
    const size_t k = static_cast<size_t>(place);
    const double t = place - static_cast<double>(k), *v = values_.data() + k;
    return -t * (t - 1) * (t - 2) / 6 * v[-1] + (t + 1) * (t - 1) * (t - 2) / 2 * v[0] -
           (t + 1) * t * (t - 2) / 2 * v[1] + (t + 1) * t * (t - 1) / 6 * v[2];
  }
  std::array<double, kNodes> values_;
};

void srcut(const Tables& tables, const double* p, double* spectrum, Work&) {
  static const RollOff rollOff;
  const EnergyGrid& grid = tables.grid;
  const double alpha = p[0], perBreak = kHertzPerKeV / p[1], logPerBreak = logOf(perBreak);
  const double scale = p[2] * kPhotonsPerJy * powOf(kHertzPerKeV / 1e9, -alpha);
  const auto f = [&](double x) { return expOf(-alpha * x) * rollOff.at(x + logPerBreak); };
  for (size_t i = 0; i < grid.bins(); ++i) {
    // d ln R / d ln f is below 0.5 + sqrt(f).
    const double rate = alpha + 0.5 + 1.5 * std::sqrt(grid.edges[i + 1] * perBreak);
    const bool isNothing = grid.logEdges[i] + logPerBreak > 10;
    spectrum[i] = isNothing ? 0 : scale * integrate(grid.logEdges[i], grid.logEdges[i + 1], rate, f);
  }
}

}  // namespace

const Component kSynchrotron[] = {
    {"srcut", Kind::Additive, 3, srcut},
    {nullptr, Kind::Additive, 0, nullptr},
};

}  // namespace xsift
