// gaussian   K / (s sqrt(2 pi)) exp(-(E - E0)^2 / 2 s^2)   K photons/cm2/s in the line; s = 0 is a delta function
// zgauss     1 / (1 + z) times gaussian at E (1 + z): K counts photons at the source's energies
// Integrated over each bin in closed form.
#include <algorithm>
#include <limits>

#include "core/cpu/erf.h"
#include "core/spectral/components.h"

namespace xsift {

namespace {

// The part of a unit Gaussian between two points given in units of sqrt(2) sigma, without cancellation in the tails.
double gaussianPart(double low, double high) {
  if (low > 0) return 0.5 * (erfcOf(low) - erfcOf(high));
  if (high < 0) return 0.5 * (erfcOf(-high) - erfcOf(-low));
  return 0.5 * (erfOf(high) - erfOf(low));
}

void addLine(const EnergyGrid& grid, double line, double sigma, double norm, double* spectrum, Work& work) {
  const size_t n = grid.bins();
  // Comparisons with NaN are false and would lead past the ends of the grid.
  const bool isNumber = line == line && sigma == sigma;
  std::fill(spectrum, spectrum + n, isNumber ? 0.0 : std::numeric_limits<double>::quiet_NaN());
  if (!isNumber) return;
  work.range = {0, 0};
  const auto binOf = [&](double energy) {  // of the last edge at or below the energy; n when above the grid
    return static_cast<size_t>(std::upper_bound(grid.edges.begin(), grid.edges.end(), energy) - grid.edges.begin()) - 1;
  };
  if (sigma == 0) {
    if (!(line >= grid.edges[0] && line < grid.edges[n])) return;
    const size_t bin = binOf(line);
    work.range = {bin, bin + 1};
    spectrum[bin] = norm;
    return;
  }
  // Beyond 9 sigma less than 1e-18 of the line is left.
  const double reach = 9 * sigma;
  if (line + reach <= grid.edges[0] || line - reach >= grid.edges[n]) return;
  const size_t first = line - reach <= grid.edges[0] ? 0 : binOf(line - reach);
  const size_t last = line + reach >= grid.edges[n] ? n - 1 : binOf(line + reach);
  work.range = {first, last + 1};
  const double scale = 1 / (1.4142135623730951 * sigma);
  for (size_t i = first; i <= last; ++i) {
    spectrum[i] = norm * gaussianPart((grid.edges[i] - line) * scale, (grid.edges[i + 1] - line) * scale);
  }
}

void gaussian(const Tables& tables, const double* p, double* spectrum, Work& work) {
  addLine(tables.grid, p[0], p[1], p[2], spectrum, work);
}

void zgauss(const Tables& tables, const double* p, double* spectrum, Work& work) {
  const double z1 = 1 + p[2];
  addLine(tables.grid, p[0] / z1, p[1] / z1, p[3] / z1, spectrum, work);
}

}  // namespace

const Component kLines[] = {
    {"gaussian", Kind::Additive, 3, gaussian},
    {"zgauss", Kind::Additive, 4, zgauss},
    {nullptr, Kind::Additive, 0, nullptr},
};

}  // namespace xsift
