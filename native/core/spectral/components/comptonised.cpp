// Thermal Comptonisation: soft photons scattered by hot electrons.
//
// compTT   Titarchuk 1994, ApJ 434, 570; Hua & Titarchuk 1995, ApJ 449, 188; Titarchuk & Lyubarskij 1995, ApJ 450, 876.
//   Seeds are a Wien law of T0. With x = E (1 + z) / kT, y = E (1 + z) / T0, theta = kT / 511 keV:
//   A(E) = K a (a + 3) / (2 (2 a + 3)) kT / T0
//            * [(2 a + 3) y^(-a - 1) exp(-x) gamma(a + 3, y) Y(x r) + y^2 exp(-y) / (a + 3)]
//   Y(x) = 1 / Gamma(2 a + 4) integral over t >= 0 of exp(-t) (x + t)^(a + 3) t^(a - 1), gamma the incomplete gamma
//   a = beta / ln(1 + (a + 3) theta / (1 + theta) + 4 d0(a)^(1/a) theta^2), the spectral index
//   d0(a) = 3 ((a + 3) a + 4) Gamma(2 a + 2) / ((a + 3) (a + 2)^2)
//   beta is the geometry's at optical depth taup (betaOf below); r^(a + 3) the share of seeds that are scattered, at
//   the depth taup / (1 + (kT / 39.2)^0.86) (relativistic Klein-Nishina). As XSPEC's, norm is A's factor K, without a
//   unit. XSPEC takes Y by a sum of ten points, here it is the integral.
//
// nthComp  Zdziarski, Johnson & Magdziarz 1996, MNRAS 283, 193; Zycki, Done & Smith 1999, MNRAS 309, 561: the
//   Kompaneets equation with relativistic corrections and escape by Lightman & Zdziarski 1987, ApJ 319, 643,
//   tau d/dlnx [x^4 / (1 + 4.6 x + 1.1 x^2) (theta du/dx + u)] + x q(x) = x^3 tau beta(x) u,
//   for the occupation u of photons of x = E / 511 keV from a sphere of depth tau in which seeds q arise everywhere;
//   photons escape as x^2 tau beta u. tau is that of the asymptotic index Gamma. Seeds are a black body (inp_type 0) or
//   a disk of black bodies (1, then kT_bb is its inner temperature). norm is photons/keV/cm2/s at 1 keV.
#include <algorithm>
#include <cmath>

#include "core/cpu/elementary.h"
#include "core/cpu/gamma.h"
#include "core/spectral/components.h"
#include "core/spectral/continuum.h"
#include "core/spectral/disk.h"

namespace xsift {

namespace {

constexpr double kElectron = 511, kPi = 3.14159265358979324;

// The integral over bins of exp of a function that is known at `values`, in steps of ln E from logFirst on.
void integrateTable(const EnergyGrid& grid, const AlignedVector<double>& values, double logFirst, double step,
                    double scale, double* spectrum) {
  const size_t count = values.size();
  const auto f = [&](double x) {
    const double place = std::max((x - logFirst) / step, 1.0);
    const size_t k = std::min(static_cast<size_t>(place), count - 3);
    const double t = place - static_cast<double>(k), *v = values.data() + k;
    return expOf(x - t * (t - 1) * (t - 2) / 6 * v[-1] + (t + 1) * (t - 1) * (t - 2) / 2 * v[0] -
                 (t + 1) * t * (t - 2) / 2 * v[1] + (t + 1) * t * (t - 1) / 6 * v[2]);
  };
  for (size_t i = 0; i < grid.bins(); ++i) {
    const double low = grid.logEdges[i], high = grid.logEdges[i + 1];
    const double logLast = logFirst + step * static_cast<double>(count - 2);
    if (low < logFirst + step || low >= logLast) {
      spectrum[i] = 0;
      continue;
    }
    const double top = std::min(high, logLast), rate = 1 + std::fabs(logOf(f(top) / f(low))) / (top - low);
    spectrum[i] = scale * integrate(low, top, std::isfinite(rate) ? rate : 700 / (top - low), f);
  }
}

// Titarchuk 1994, eqs 27 and 28, with their limits of thin media.
double betaOf(double tau, bool isSphere) {
  const double t = tau + 2.0 / 3;
  if (isSphere) {
    if (tau <= 0.1) return logOf(4 / (3 * tau));
    return kPi * kPi / (3 * t * t) * (1 - expOf(-0.7 * tau)) + expOf(-1.4 * tau) * logOf(4 / (3 * tau));
  }
  if (tau <= 0.1) return logOf(1 / (tau * logOf(1.53 / tau)));
  return kPi * kPi / (12 * t * t) * (1 - expOf(-1.35 * tau)) + 0.45 * expOf(-3.7 * tau) * logOf(10 / (3 * tau));
}

double scatteredShare(double tau, bool isSphere) {
  if (tau < 0.01) return tau / 2;
  if (!isSphere) return 1 - (1 - expOf(-tau)) / tau;
  return 1 - 3 / tau * (1 - 2 / tau + 2 / (tau * tau) * (1 - expOf(-tau)));
}

double spectralIndex(double beta, double theta) {
  constexpr double kMost = 10;
  double a = std::min(std::sqrt(2.25 + beta / theta) - 1.5, kMost);
  for (int k = 0; k < 200; ++k) {
    const double d0 = logOf(3 * ((a + 3) * a + 4) / ((a + 3) * (a + 2) * (a + 2))) + logGammaOf(2 * a + 2);
    const double next = beta / logOf(1 + (a + 3) * theta / (1 + theta) + 4 * expOf(d0 / a) * theta * theta);
    const bool isFound = std::fabs(next - a) < 1e-12 * a;
    a = 0.5 * (a + next);
    if (isFound) break;
  }
  return std::min(a, kMost);
}

// ln Y(x), integrated by parts once so that t^(a - 1) does not diverge, over ln t.
double logGreen(double x, double a) {
  constexpr double kStep = 0.2;
  double sum = 0;
  for (double s = -36; s < 6; s += kStep) {
    const double t = expOf(s);
    sum += expOf((a + 1) * s - t + (a + 2) * logOf(x + t)) * (x + t - a - 3);
  }
  return logOf(sum * kStep / a) - logGammaOf(2 * a + 4);
}

void compTT(const Tables& tables, const double* p, double* spectrum, Work& work) {
  const EnergyGrid& grid = tables.grid;
  const double z1 = 1 + p[0], seed = p[1], kT = p[2], tau = p[3], theta = kT / kElectron;
  const bool isSphere = p[4] > 1;
  const double a = spectralIndex(betaOf(tau, isSphere), theta);
  const double share = scatteredShare(tau / (1 + powOf(kT / 39.2, 0.86)), isSphere), r = powOf(share, 1 / (a + 3));
  constexpr double kStep = 0.05;
  const double logFirst = grid.logEdges.front() - 2 * kStep;
  const size_t count = static_cast<size_t>((grid.logEdges.back() - logFirst) / kStep) + 5;
  work.values.resize(count);
  for (size_t k = 0; k < count; ++k) {
    const double energy = expOf(logFirst + static_cast<double>(k) * kStep) * z1, x = energy / kT, y = energy / seed;
    // y^(-a - 1) gamma(a + 3, y) = y^2 exp(-y) times what scaledLowerGamma gives.
    const double scattered = expOf(logOf((2 * a + 3) * scaledLowerGamma(a + 3, y)) - x + logGreen(x * r, a));
    work.values[k] = 2 * logOf(y) - y + logOf(scattered + 1 / (a + 3));
  }
  integrateTable(grid, work.values, logFirst, kStep, p[5] * a * (a + 3) / (2 * (2 * a + 3)) * kT / seed, spectrum);
}

// Scattering by the cross-section of Klein & Nishina over Thomson's.
double kleinNishina(double x) {
  if (x < 0.05) return 1 - 2 * x + 5.2 * x * x;
  const double b = 1 + 2 * x, logB = logOf(b);
  return 0.75 * ((1 + x) / (x * x * x) * (2 * x * (1 + x) / b - logB) + logB / (2 * x) - (1 + 3 * x) / (b * b));
}

// tau beta, the chance to escape for each scattering: diffusion ends between 51 and 511 keV.
double escape(double x, double tau) {
  const double diffusing = x <= 0.1 ? 1 : x < 1 ? (1 - x) / 0.9 : 0;
  return 1 / (1 + tau * kleinNishina(x) / 3 * diffusing);
}

// x q(x), in any unit, of seeds of a temperature in units of the electron's rest energy.
double seedAt(double x, double kT, bool isDisk) {
  const double y = x / kT;
  if (y > 500) return 0;
  if (isDisk) return x * powOf(y, -2.0 / 3) * diskIntegral(logOf(y));
  return x * y * y / (y < 1e-4 ? y * (1 + y / 2) : expOf(y) - 1);
}

// ln of the photons/keV that escape, in steps of ln E from 1e-4 kT_bb on, 0.02 dex as the published code has.
void solveKompaneets(double index, double theta, double kT, bool isDisk, AlignedVector<double>& work,
                     AlignedVector<double>& photons) {
  constexpr double kStep = 0.02 * 2.302585092994045684;
  const double tau = std::sqrt(2.25 + 3 / (theta * ((index + 0.5) * (index + 0.5) - 2.25))) - 1.5;
  const double logFirst = logOf(1e-4 * kT);
  const size_t n = static_cast<size_t>((logOf(40 * theta) - logFirst) / kStep) + 1;
  work.resize(2 * n);
  photons.assign(n, 0);
  double *gain = work.data(), *loss = gain + n;
  // x^4 / (1 + 4.6 x + 1.1 x^2) times (theta du/dx + u) between nodes k and k + 1 is up * u[k + 1] - down * u[k].
  const auto between = [&](size_t k, double* up, double* down) {
    const double x = expOf(logFirst + (static_cast<double>(k) + 0.5) * kStep), square = x * x;
    const double rate = tau / kStep * square * square / (1 + 4.6 * x + 1.1 * square), diffusion = theta / (kStep * x);
    *up = rate * (diffusion + 0.5);
    *down = rate * (diffusion - 0.5);
  };
  // Downwards, with no flow through the lowest energy: u[k] = gain[k] u[k + 1] + loss[k].
  double up, down, upBefore, downBefore;
  between(0, &upBefore, &downBefore);
  gain[0] = upBefore / downBefore;
  loss[0] = 0;
  for (size_t k = 1; k + 1 < n; ++k) {
    const double x = expOf(logFirst + static_cast<double>(k) * kStep);
    between(k, &up, &down);
    const double self = x * x * x * escape(x, tau) + down + upBefore - downBefore * gain[k - 1];
    gain[k] = up / self;
    loss[k] = (seedAt(x, kT, isDisk) + downBefore * loss[k - 1]) / self;
    upBefore = up;
    downBefore = down;
  }
  for (size_t k = n - 1; k-- > 0;) photons[k] = gain[k] * photons[k + 1] + loss[k];
  for (size_t k = 0; k < n; ++k) {
    const double logX = logFirst + static_cast<double>(k) * kStep, x = expOf(logX);
    photons[k] = photons[k] > 1e-300 ? logOf(photons[k] * escape(x, tau)) + 2 * logX : -700;
  }
  photons.resize(n - 1);  // the last one is 0
}

void nthComp(const Tables& tables, const double* p, double* spectrum, Work& work) {
  constexpr double kStep = 0.02 * 2.302585092994045684;
  const double z1 = 1 + p[4], kT = p[2] / kElectron;
  solveKompaneets(p[0], p[1] / kElectron, kT, p[3] > 0.5, work.more, work.values);
  const double logFirst = logOf(1e-4 * p[2] / z1);  // keV, as observed
  const size_t last = work.values.size() - 4;
  const double place = std::min(std::max(-logFirst / kStep, 0.0), static_cast<double>(last));
  const size_t k = static_cast<size_t>(place);
  const double part = place - static_cast<double>(k);
  const double atOne = work.values[k] + part * (work.values[k + 1] - work.values[k]);
  integrateTable(tables.grid, work.values, logFirst, kStep, p[5] * expOf(-atOne), spectrum);
}

}  // namespace

const Component kComptonised[] = {
    {"comptt", Kind::Additive, 6, compTT},
    {"nthcomp", Kind::Additive, 6, nthComp},
    {nullptr, Kind::Additive, 0, nullptr},
};

}  // namespace xsift
