// zashift    the spectrum to its right redshifted: photons at E move to E / (1 + z), 1 / (1 + z) of them arrive
// vashift    the same at E (1 - v / c), all of them
// gsmooth    each photon at E is spread over a Gaussian of sigma = Sig_6keV (E / 6 keV)^Index
//
// Photons inside a bin are moved as if they were spread evenly over it (rebin), or stood at its middle (gsmooth), as in
// XSPEC. The grid is extended to what is moved into it. gsmooth sees 5 sigma beyond both ends of it, but nothing below
// half of the lowest energy, where a power law would have more photons than all of the spectrum.
#include <algorithm>
#include <cmath>

#include "core/cpu/elementary.h"
#include "core/cpu/erf.h"
#include "core/spectral/components.h"
#include "core/spectral/plasma.h"

namespace xsift {

namespace {

constexpr double kLightSpeed = 299792.458;  // km/s

// Photons at E move to E / scale.
void shift(const Tables& tables, double scale, double factor, double* spectrum, Work& work) {
  if (scale == 1) return;
  const EnergyGrid& grid = tables.grid;
  const size_t n = grid.bins();
  work.values.resize(n);
  for (size_t i = 0; i < n; ++i) work.values[i] = factor * spectrum[i];
  rebin(grid.edges.data(), n, work.values.data(), grid.edges.data(), n, scale, spectrum);
}

void zashift(const Tables& tables, const double* p, double* spectrum, Work& work) {
  shift(tables, 1 + p[0], 1 / (1 + p[0]), spectrum, work);
}

void zashiftReach(const double* p, double* low, double* high) {
  *low *= 1 + p[0];
  *high *= 1 + p[0];
}

double velocityScale(double velocity) { return 1 / (1 - velocity / kLightSpeed); }

void vashift(const Tables& tables, const double* p, double* spectrum, Work& work) {
  shift(tables, velocityScale(p[0]), 1, spectrum, work);
}

void vashiftReach(const double* p, double* low, double* high) {
  *low *= velocityScale(p[0]);
  *high *= velocityScale(p[0]);
}

double sigmaAt(const double* p, double logEnergy) { return p[0] * expOf(p[1] * (logEnergy - logOf(6))); }

void gsmooth(const Tables& tables, const double* p, double* spectrum, Work& work) {
  if (p[0] == 0) return;
  const EnergyGrid& grid = tables.grid;
  const size_t n = grid.bins();
  const std::vector<double>& edges = grid.edges;
  work.values.assign(spectrum, spectrum + n);
  std::fill(spectrum, spectrum + n, 0.0);
  for (size_t i = 0; i < n; ++i) {
    const double photons = work.values[i];
    if (photons == 0) continue;
    const double sigma = sigmaAt(p, grid.logMiddle[i]), line = grid.middle[i], scale = 1 / (1.4142135623730951 * sigma);
    // Beyond 6 sigma are 2e-9 of the photons.
    const auto first = std::upper_bound(edges.begin(), edges.end(), line - 6 * sigma);
    size_t k = first == edges.begin() ? 0 : static_cast<size_t>(first - edges.begin()) - 1;
    double below = erfOf((edges[k] - line) * scale);
    for (; k < n && edges[k] < line + 6 * sigma; ++k) {
      const double above = erfOf((edges[k + 1] - line) * scale);
      spectrum[k] += 0.5 * photons * (above - below);
      below = above;
    }
  }
}

void gsmoothReach(const double* p, double* low, double* high) {
  const double least = 0.5 * *low;
  *low = std::fmax(*low - 5 * sigmaAt(p, logOf(*low)), least);
  *high += 5 * sigmaAt(p, logOf(*high));
}

}  // namespace

const Component kShifts[] = {
    {"zashift", Kind::Convolution, 1, zashift, nullptr, Component::Nothing, nullptr, zashiftReach, true},
    {"vashift", Kind::Convolution, 1, vashift, nullptr, Component::Nothing, nullptr, vashiftReach, true},
    {"gsmooth", Kind::Convolution, 2, gsmooth, nullptr, Component::Nothing, nullptr, gsmoothReach},
    {nullptr, Kind::Additive, 0, nullptr},
};

}  // namespace xsift
