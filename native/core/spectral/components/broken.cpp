// Power laws whose index changes, K photons/keV/cm2/s at 1 keV:
//   bknpower  K E^-G1 below BreakE, K BreakE^(G2 - G1) E^-G2 above
//   bkn2pow   the same with two breaks and three indices
//   logpar    K (E / pivotE)^-(alpha + beta log10(E / pivotE)), K at pivotE: Massaro et al. 2004, A&A 413, 489
// bknpower and bkn2pow are integrated over each bin in closed form, split at the breaks; logpar by Gauss's rule.
#include <algorithm>
#include <cmath>

#include "core/cpu/elementary.h"
#include "core/spectral/components/power_laws.h"
#include "core/spectral/continuum.h"

namespace xsift {

namespace {

// Adds the integral of factor E^-index over the part of each bin that lies in [low, high] keV.
void addPower(const EnergyGrid& grid, double index, double factor, double low, double high, double* spectrum) {
  for (size_t i = 0; i < grid.bins(); ++i) {
    const double from = std::max(grid.edges[i], low), to = std::min(grid.edges[i + 1], high);
    if (from < to) spectrum[i] += factor * powerIntegral(1 - index, from, to);
  }
}

void brokenPowerLaw(const EnergyGrid& grid, const double* indices, const double* breaks, size_t count, double norm,
                    double* spectrum) {
  std::fill(spectrum, spectrum + grid.bins(), 0.0);
  double low = 0, factor = norm;
  for (size_t k = 0; k <= count; ++k) {
    const double high = k < count ? breaks[k] : grid.edges.back();
    addPower(grid, indices[k], factor, low, high, spectrum);
    low = high;
    if (k < count) factor *= powOf(breaks[k], indices[k + 1] - indices[k]);
  }
}

void bknpower(const Tables& tables, const double* p, double* spectrum, Work&) {
  const double indices[] = {p[0], p[2]};
  brokenPowerLaw(tables.grid, indices, p + 1, 1, p[3], spectrum);
}

std::string bknpowerComplaint(const Tables&, const double* p) {
  return p[1] > 0 ? "" : "BreakE of bknpower is 0 keV; a break needs an energy above 0";
}

void bkn2pow(const Tables& tables, const double* p, double* spectrum, Work&) {
  const double indices[] = {p[0], p[2], p[4]}, breaks[] = {p[1], p[3]};
  brokenPowerLaw(tables.grid, indices, breaks, 2, p[5], spectrum);
}

std::string bkn2powComplaint(const Tables&, const double* p) {
  if (p[1] > 0 && p[1] <= p[3]) return "";
  return "bkn2pow needs 0 < BreakE1 <= BreakE2, but BreakE1 is " + std::to_string(p[1]) + " and BreakE2 " +
         std::to_string(p[3]) + " keV";
}

void logpar(const Tables& tables, const double* p, double* spectrum, Work&) {
  constexpr double kPerLn = 0.43429448190325182765;  // log10 e
  const EnergyGrid& grid = tables.grid;
  const double alpha = p[0], curve = p[1] * kPerLn, logPivot = logOf(p[2]), scale = p[3] * p[2];
  const auto f = [&](double x) {
    const double u = x - logPivot;
    return expOf(u * (1 - alpha - curve * u));
  };
  for (size_t i = 0; i < grid.bins(); ++i) {
    const double low = grid.logEdges[i], high = grid.logEdges[i + 1];
    const auto slope = [&](double x) { return std::fabs(1 - alpha - 2 * curve * (x - logPivot)); };
    spectrum[i] = scale * integrate(low, high, std::max(slope(low), slope(high)), f);
  }
}

}  // namespace

const Component kBroken[] = {
    {"bknpower", Kind::Additive, 4, bknpower, nullptr, Component::Nothing, bknpowerComplaint},
    {"bkn2pow", Kind::Additive, 6, bkn2pow, nullptr, Component::Nothing, bkn2powComplaint},
    {"logpar", Kind::Additive, 4, logpar},
    {nullptr, Kind::Additive, 0, nullptr},
};

}  // namespace xsift
