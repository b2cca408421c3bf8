// cflux      scales what is to its right so that its energy flux in [Emin, Emax] keV is 10^lg10Flux erg/cm2/s
// cpflux     the same with Flux photons/cm2/s
// clumin     the same with 4 pi D_L^2 F = 10^lg10Lum erg/s, F the energy flux in [Emin, Emax] / (1 + z), D_L the
//            luminosity distance for XSPEC's cosmology (H0 = 70 km/s/Mpc, flat, Lambda = 0.73)
//
// D_L by Pen 1999, ApJS 120, 49, with XSPEC's constant for 4 pi (c / 1 km/s Mpc)^2, so that norms agree with XSPEC's.
// The formula is within 0.4 % of the integral; the constant is 0.45 % below the unit's.
#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "core/cpu/elementary.h"
#include "core/spectral/components.h"
#include "core/spectral/components/power_laws.h"
#include "core/spectral/kernels.h"

namespace xsift {

namespace {

// The sum of weight times photons over a band; bins that the band cuts count with the fraction inside it. With a weight
// of the middle energy it is in keV/cm2/s.
double bandSum(const EnergyGrid& grid, double low, double high, const double* weights, const double* spectrum) {
  const std::vector<double>& edges = grid.edges;
  // Bins [first, last) touch the band, [from, to) lie inside it.
  const size_t first = static_cast<size_t>(std::upper_bound(edges.begin() + 1, edges.end(), low) - edges.begin()) - 1;
  const size_t last = static_cast<size_t>(std::lower_bound(edges.begin(), edges.end() - 1, high) - edges.begin());
  if (first >= last) return 0;
  const auto cut = [&](size_t i) {
    const double inside = std::min(edges[i + 1], high) - std::max(edges[i], low);
    return inside / (edges[i + 1] - edges[i]) * weights[i] * spectrum[i];
  };
  if (last == first + 1) return cut(first);
  const size_t from = first + 1, to = last - 1;
  return cut(first) + spectralKernels().dot(weights + from, spectrum + from, to - from) + cut(to);
}

void scaleTo(const char* name, double wanted, double sum, double low, double high, size_t bins, double* spectrum) {
  if (!(sum > 0)) {
    throw std::domain_error(std::string(name) + ": the spectrum has no flux from " + std::to_string(low) + " to " +
                            std::to_string(high) + " keV, so it cannot be scaled to one (is nH too high?)");
  }
  spectralKernels().scale(wanted / sum, bins, spectrum);
}

double energyFlux(const Tables& tables, double low, double high, const double* spectrum) {
  return kErgPerKeV * bandSum(tables.grid, low, high, tables.grid.middle.data(), spectrum);
}

double powerOfTen(double exponent) { return expOf(exponent * 2.302585092994045684); }

void cflux(const Tables& tables, const double* p, double* spectrum, Work&) {
  const double sum = energyFlux(tables, p[0], p[1], spectrum);
  scaleTo("cflux", powerOfTen(p[2]), sum, p[0], p[1], tables.grid.bins(), spectrum);
}

void cpflux(const Tables& tables, const double* p, double* spectrum, Work& work) {
  work.values.assign(tables.grid.bins(), 1.0);
  const double sum = bandSum(tables.grid, p[0], p[1], work.values.data(), spectrum);
  scaleTo("cpflux", p[2], sum, p[0], p[1], tables.grid.bins(), spectrum);
}

// Pen's eta at 1 / (1 + z), flat, Omega = 0.27.
double penEta(double z1) {
  constexpr double kOmega = 0.27, s3 = (1 - kOmega) / kOmega;
  const double s = powOf(s3, 1.0 / 3), z2 = z1 * z1;
  const double sum = z2 * z2 - 0.1540 * s * z2 * z1 + 0.4304 * s * s * z2 + 0.19097 * s3 * z1 + 0.066941 * s * s3;
  return 2 * std::sqrt(s3 + 1) * powOf(sum, -0.125);
}

// 4 pi D_L^2, cm2.
double luminosityArea(double z) {
  constexpr double kArea = 1.07057e61, kHubble = 70;
  const double reach = (1 + z) * (penEta(1) - penEta(1 + z));
  return kArea * reach * reach / (kHubble * kHubble);
}

void clumin(const Tables& tables, const double* p, double* spectrum, Work&) {
  const double z1 = 1 + p[2], low = p[0] / z1, high = p[1] / z1;
  const double sum = energyFlux(tables, low, high, spectrum);
  scaleTo("clumin", powerOfTen(p[3]) / luminosityArea(p[2]), sum, low, high, tables.grid.bins(), spectrum);
}

std::string bandComplaint(const Tables& tables, const char* name, double from, double to) {
  // Edges of a grid in single precision: 0.5 keV may be stored as 0.50000001.
  const double low = tables.grid.edges.front(), high = tables.grid.edges.back(), slack = 1e-6;
  const bool rises = from > 0 && from < to;
  if (rises && from >= low * (1 - slack) && to <= high * (1 + slack)) return "";
  const std::string band = std::to_string(from) + " to " + std::to_string(to) + " keV";
  if (!rises) return std::string(name) + " needs 0 < Emin < Emax, but the band is " + band;
  return std::string("the band of ") + name + ", " + band + ", reaches outside the energies at which the model was " +
         "bound, " + std::to_string(low) + " to " + std::to_string(high) +
         " keV; these are the response's and the band written in the expression, so write the widest band there";
}

std::string cfluxComplaint(const Tables& tables, const double* p) { return bandComplaint(tables, "cflux", p[0], p[1]); }

std::string cpfluxComplaint(const Tables& tables, const double* p) {
  return bandComplaint(tables, "cpflux", p[0], p[1]);
}

std::string cluminComplaint(const Tables& tables, const double* p) {
  if (!(p[2] > 0)) return "clumin needs a Redshift above 0, the distance is made of it";
  return bandComplaint(tables, "clumin", p[0] / (1 + p[2]), p[1] / (1 + p[2]));
}

void bandReach(const double* p, double* low, double* high) {
  if (!(p[0] > 0 && p[0] < p[1])) return;  // bandComplaint's
  *low = std::min(*low, p[0]);
  *high = std::max(*high, p[1]);
}

void cluminReach(const double* p, double* low, double* high) {
  if (!(p[2] > 0)) return;
  const double band[] = {p[0] / (1 + p[2]), p[1] / (1 + p[2])};
  bandReach(band, low, high);
}

}  // namespace

const Component kFluxes[] = {
    {"cflux", Kind::Convolution, 3, cflux, nullptr, Component::Nothing, cfluxComplaint, bandReach},
    {"cpflux", Kind::Convolution, 3, cpflux, nullptr, Component::Nothing, cpfluxComplaint, bandReach},
    {"clumin", Kind::Convolution, 4, clumin, nullptr, Component::Nothing, cluminComplaint, cluminReach},
    {nullptr, Kind::Additive, 0, nullptr},
};

}  // namespace xsift
