// Thermal continua:
//   bbody, bremss  continuum.h
//   bbodyrad  K 1.0344e-3 E^2 / (exp(E / kT) - 1), K = (R km / D 10 kpc)^2. XSPEC's constant; that definition gives
//             1.0381e-3
//   diskbb    a disk of rings with kT(r) = Tin (r / Rin)^(-3/4) out to where it is cold:
//             K / 361 Tin^2 e^(-2/3) I(e), e = E / Tin, I(e) = integral from e to infinity of y^(5/3) / (exp(y) - 1)
//             dy, K = (Rin km / D 10 kpc)^2 cos(inclination). Mitsuda et al. 1984, PASJ 36, 741; Makishima et al. 1986,
//             ApJ 308, 635. 1/361 is XSPEC's constant; the definition gives 1/361.25
// E, kT, Tin in keV; spectra in photons/cm2/s in each bin.
#include <algorithm>
#include <cmath>

#include "core/cpu/elementary.h"
#include "core/spectral/components.h"
#include "core/spectral/continuum.h"
#include "core/spectral/disk.h"

namespace xsift {

namespace {

void bbody(const Tables& tables, const double* p, double* spectrum, Work&) {
  blackBody(tables.grid, p[0], p[1], spectrum);
}

void bbodyrad(const Tables& tables, const double* p, double* spectrum, Work&) {
  const double square = p[0] * p[0];
  blackBody(tables.grid, p[0], p[1] * 1.0344e-3 / 8.0525 * square * square, spectrum);
}

void bremss(const Tables& tables, const double* p, double* spectrum, Work&) {
  bremsstrahlung(tables.grid, p[0], p[1], spectrum);
}

void diskbb(const Tables& tables, const double* p, double* spectrum, Work&) {
  const EnergyGrid& grid = tables.grid;
  const double kT = p[0];
  if (kT == 0) {
    std::fill(spectrum, spectrum + grid.bins(), 0.0);
    return;
  }
  const double logT = logOf(kT), scale = p[1] / 361 * kT * kT * kT;
  const auto f = [&](double x) { return expOf((x - logT) / 3) * diskIntegral(x - logT); };
  for (size_t i = 0; i < grid.bins(); ++i) {
    const double low = grid.edges[i], high = std::min(grid.edges[i + 1], low + 60 * kT);
    const double logHigh = high < grid.edges[i + 1] ? logOf(high) : grid.logEdges[i + 1];
    spectrum[i] = low > 600 * kT ? 0 : scale * integrate(grid.logEdges[i], logHigh, 1 + high / kT, f);
  }
}

}  // namespace

const Component kThermal[] = {
    {"bbody", Kind::Additive, 2, bbody},   {"bbodyrad", Kind::Additive, 2, bbodyrad},
    {"diskbb", Kind::Additive, 2, diskbb}, {"bremss", Kind::Additive, 2, bremss},
    {nullptr, Kind::Additive, 0, nullptr},
};

}  // namespace xsift
