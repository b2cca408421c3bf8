// Continua that have no closed form over a bin; each bin is integrated by Gauss's rule in ln E (integrate below).
//
//   cutoffpl   K E^-G exp(-E / Ec)                             K photons/keV/cm2/s at 1 keV
//   bbody      K 8.0525 E^2 / ((kT)^4 (exp(E / kT) - 1))       K = L39 / D10^2: 1e39 erg/s at 10 kpc. XSPEC's constant;
//                                                              that definition itself would give 8.033
//   bremss     K (g(E, kT, 1) + 4 * 0.085 g(E, kT, 2)) exp(-E / kT) / (E sqrt(kT)), none above 50 kT
//              K = 3.02e-15 / (4 pi D^2) times the integral of ne nH, hydrogen with 8.5 % of helium, both ionised
//   g          free-free Gaunt factor: Kellogg, Baldwin & Koch 1975, ApJ 199, 299 (doi 10.1086/153692), see gauntFactor
// Energies and kT in keV; spectra in photons/cm2/s in each bin.
#pragma once
#include <cmath>
#include <cstddef>

#include "core/cpu/elementary.h"
#include "core/spectral/grid.h"

namespace xsift {

// The integral of f(ln E) d ln E from `low` to `high` (both logarithms). `rate`: an upper limit of |d ln f / d ln E|
// there; parts are made so short that neither ln f nor ln E changes by more than 1, which leaves a relative error below
// 1e-7.
template <typename F>
double integrate(double low, double high, double rate, F f) {
  const double change = (high - low) * (rate > 1 ? rate : 1);
  if (change < 0.1) {
    const double half = 0.5 * (high - low), middle = 0.5 * (high + low), at = 0.5773502691896258 * half;
    return half * (f(middle - at) + f(middle + at));
  }
  const double parts = std::ceil(change), half = 0.5 * (high - low) / parts;
  double sum = 0;
  for (double k = 0; k < parts; ++k) {
    const double middle = low + (2 * k + 1) * half, near = 0.3399810435848563 * half, far = 0.8611363115940526 * half;
    sum += 0.6521451548625461 * (f(middle - near) + f(middle + near)) +
           0.3478548451374538 * (f(middle - far) + f(middle + far));
  }
  return half * sum;
}

void cutoffPowerLaw(const EnergyGrid& grid, double index, double cutoff, double norm, double* spectrum);
void blackBody(const EnergyGrid& grid, double kT, double norm, double* spectrum);
void bremsstrahlung(const EnergyGrid& grid, double kT, double norm, double* spectrum);

// Thermally averaged free-free Gaunt factor of an ion of the given charge.
//
// With u = E / kT and G = 0.01358 charge^2 / kT: G < 0.001 Born's approximation 0.5513 exp(u / 2) K0(u / 2); up to 0.1
// times quadratic polynomials in u, fitted by Kellogg et al. to the numbers of Karzas & Latter 1961 (with the three
// coefficients at G = 0.1, u = 0.3-1 as corrected by Molnar & Hughes 1988) and mixed linearly in G;
// above 0.1 (low temperatures) R. Kurucz's table in steps of 0.5 in log u and log G. This is XSPEC's choice. Where its
// table ends (G > 100 or u > 31.6) XSPEC has 0 and this the last row: no difference above 1e-13 of the peak is left
// there.
double gauntFactor(double energy, double kT, int charge);

}  // namespace xsift
