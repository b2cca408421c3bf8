// Factors on a spectrum other than absorption by atoms:
//   constant           a factor
//   edge, zedge        exp(-MaxTau (E / edgeE)^-3) from edgeE on, 1 below
//   highecut, zhighect exp((cutoffE - E) / foldE) from cutoffE on, 1 below
//   expfac             1 + Ampl exp(-Factor E) above StartE, 1 below
//   gabs               exp(-Strength g(E)), g a Gaussian of standard deviation Sigma around LineE whose integral over
//                      E > 0 is 1: the optical depth in the middle is Strength / (Sigma sqrt(2 pi)); Strength in keV
//   cyclabs            exp(-Depth0 (Width0 E / E0)^2 / ((E - E0)^2 + Width0^2)
//                          -Depth2 (Width2 E / 2 E0)^2 / ((E - 2 E0)^2 + Width2^2))
//                      Mihara et al. 1990, Nature 346, 250; Makishima et al. 1990, ApJ 365, L59
// z...: the same at E (1 + z). E in keV. XSPEC manual, section 6.3, of the same names.
//
// A factor is its mean over the bin, all energies alike: in closed form, or by Gauss's rule in parts that resolve it; a
// bin with a threshold is split there. (XSPEC takes the mean of both edges or, for gabs, the factor of the mean depth.)
#include <algorithm>
#include <cmath>

#include "core/cpu/elementary.h"
#include "core/cpu/erf.h"
#include "core/spectral/components.h"

namespace xsift {

namespace {

// The mean of f(E) from low to high by Gauss's rule of three points in equal parts, none wider than `part`.
template <typename F>
double meanOver(double low, double high, double part, F f) {
  const double parts = std::ceil((high - low) / part), half = 0.5 * (high - low) / parts,
               at = 0.7745966692414834 * half;
  double sum = 0;
  for (double k = 0; k < parts; ++k) {
    const double middle = low + (2 * k + 1) * half;
    sum += 8 * f(middle) + 5 * (f(middle - at) + f(middle + at));
  }
  return sum / (18 * parts);
}

// Of a factor that is 1 below a threshold: `mean(low, high)` is its mean between two energies above. All at the source.
template <typename F>
void aboveThreshold(const EnergyGrid& grid, double threshold, double z, double* spectrum, F mean) {
  const double z1 = 1 + z;
  for (size_t i = 0; i < grid.bins(); ++i) {
    const double low = grid.edges[i] * z1, high = grid.edges[i + 1] * z1;
    if (high <= threshold) {
      spectrum[i] = 1;
    } else if (low >= threshold) {
      spectrum[i] = mean(low, high);
    } else {
      spectrum[i] = (threshold - low + (high - threshold) * mean(threshold, high)) / (high - low);
    }
  }
}

// The mean of exp(-x) from low to high.
double meanExp(double low, double high) {
  const double width = high - low;
  if (width < 1e-3) return expOf(-low) * (1 - width / 2 * (1 - width / 3 * (1 - width / 4)));
  return (expOf(-low) - expOf(-high)) / width;
}

void constant(const Tables& tables, const double* p, double* spectrum, Work&) {
  std::fill(spectrum, spectrum + tables.grid.bins(), p[0]);
}

void edgeAt(const EnergyGrid& grid, double threshold, double depth, double z, double* spectrum) {
  // An edge at 0 keV is none, as in XSPEC: its depth is 0 everywhere.
  const auto f = [&](double energy) {
    const double x = threshold / energy;
    return expOf(-depth * x * x * x);
  };
  aboveThreshold(grid, threshold, z, spectrum,
                 [&](double low, double high) { return meanOver(low, high, 0.1 * low, f); });
}

void edge(const Tables& tables, const double* p, double* spectrum, Work&) {
  edgeAt(tables.grid, p[0], p[1], 0, spectrum);
}

void zedge(const Tables& tables, const double* p, double* spectrum, Work&) {
  edgeAt(tables.grid, p[0], p[1], p[2], spectrum);
}

void highEnergyCut(const EnergyGrid& grid, double cutoff, double fold, double z, double* spectrum) {
  aboveThreshold(grid, cutoff, z, spectrum,
                 [&](double low, double high) { return meanExp((low - cutoff) / fold, (high - cutoff) / fold); });
}

void highecut(const Tables& tables, const double* p, double* spectrum, Work&) {
  highEnergyCut(tables.grid, p[0], p[1], 0, spectrum);
}

void zhighect(const Tables& tables, const double* p, double* spectrum, Work&) {
  highEnergyCut(tables.grid, p[0], p[1], p[2], spectrum);
}

void expfac(const Tables& tables, const double* p, double* spectrum, Work&) {
  aboveThreshold(tables.grid, p[2], 0, spectrum,
                 [&](double low, double high) { return 1 + p[0] * meanExp(p[1] * low, p[1] * high); });
}

void gabs(const Tables& tables, const double* p, double* spectrum, Work&) {
  const EnergyGrid& grid = tables.grid;
  const size_t n = grid.bins();
  const double line = p[0], sigma = p[1], strength = p[2];
  std::fill(spectrum, spectrum + n, 1.0);
  // A line without width takes nothing away, however deep it is.
  if (sigma == 0 || strength == 0) return;
  constexpr double kRoot2 = 1.4142135623730951, kRoot2Pi = 2.5066282746310002;
  const double depth = strength / (sigma * kRoot2Pi) * 2 / erfcOf(-line / (kRoot2 * sigma));
  const auto f = [&](double energy) {
    const double x = (energy - line) / sigma;
    return expOf(-depth * expOf(-0.5 * x * x));
  };
  // Beyond `reach` the depth is below 1e-17.
  const double reach = sigma * std::sqrt(2 * std::max(1.0, logOf(depth) + 40));
  for (size_t i = 0; i < n; ++i) {
    const double low = grid.edges[i], high = grid.edges[i + 1];
    const double from = std::max(low, line - reach), to = std::min(high, line + reach);
    if (from >= to) continue;
    spectrum[i] = ((high - low) - (to - from) + (to - from) * meanOver(from, to, 0.25 * sigma, f)) / (high - low);
  }
}

void cyclabs(const Tables& tables, const double* p, double* spectrum, Work&) {
  const EnergyGrid& grid = tables.grid;
  const double depth = p[0], centre = p[1], width = p[2], depth2 = p[3], width2 = p[4];
  const auto resonance = [](double energy, double at, double w) {
    const double x = w * energy / at, d = energy - at;
    return x * x / (d * d + w * w);
  };
  const auto f = [&](double energy) {
    return expOf(-depth * resonance(energy, centre, width) - depth2 * resonance(energy, 2 * centre, width2));
  };
  const double part = 0.25 * std::min(width, width2), far = 2 * centre + 20 * std::max(width, width2);
  for (size_t i = 0; i < grid.bins(); ++i) {
    const double low = grid.edges[i];
    spectrum[i] = meanOver(low, grid.edges[i + 1], low > far ? 0.1 * low : part, f);
  }
}

}  // namespace

const Component kFactors[] = {
    {"constant", Kind::Multiplicative, 1, constant}, {"edge", Kind::Multiplicative, 2, edge},
    {"zedge", Kind::Multiplicative, 3, zedge},       {"highecut", Kind::Multiplicative, 2, highecut},
    {"zhighect", Kind::Multiplicative, 3, zhighect}, {"expfac", Kind::Multiplicative, 3, expfac},
    {"gabs", Kind::Multiplicative, 3, gabs},         {"cyclabs", Kind::Multiplicative, 5, cyclabs},
    {nullptr, Kind::Additive, 0, nullptr},
};

}  // namespace xsift
