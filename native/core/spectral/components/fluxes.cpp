// cflux      scales what is to its right so that its energy flux in [Emin, Emax] keV is 10^lg10Flux erg/cm2/s
#include <algorithm>
#include <stdexcept>

#include "core/cpu/elementary.h"
#include "core/spectral/components.h"
#include "core/spectral/components/power_laws.h"
#include "core/spectral/kernels.h"

namespace xsift {

namespace {

// The sum of middle energy times photons over a band, keV/cm2/s; bins that the band cuts count with the fraction inside
// it.
double bandFlux(const EnergyGrid& grid, double low, double high, const double* spectrum) {
  const std::vector<double>& edges = grid.edges;
  // Bins [first, last) touch the band, [from, to) lie inside it.
  const size_t first = static_cast<size_t>(std::upper_bound(edges.begin() + 1, edges.end(), low) - edges.begin()) - 1;
  const size_t last = static_cast<size_t>(std::lower_bound(edges.begin(), edges.end() - 1, high) - edges.begin());
  if (first >= last) return 0;
  const auto cut = [&](size_t i) {
    const double inside = std::min(edges[i + 1], high) - std::max(edges[i], low);
    return inside / (edges[i + 1] - edges[i]) * grid.middle[i] * spectrum[i];
  };
  if (last == first + 1) return cut(first);
  const size_t from = first + 1, to = last - 1;
  return cut(first) + spectralKernels().dot(grid.middle.data() + from, spectrum + from, to - from) + cut(to);
}

void cflux(const Tables& tables, const double* p, double* spectrum, Work&) {
  const double sum = bandFlux(tables.grid, p[0], p[1], spectrum);
  if (!(sum > 0)) {
    throw std::domain_error("cflux: the spectrum has no flux from " + std::to_string(p[0]) + " to " +
                            std::to_string(p[1]) + " keV, so it cannot be scaled to one (is nH too high?)");
  }
  spectralKernels().scale(expOf(p[2] * 2.302585092994045684) / (kErgPerKeV * sum), tables.grid.bins(), spectrum);
}

std::string cfluxComplaint(const Tables& tables, const double* p) {
  // Edges of a grid in single precision: 0.5 keV may be stored as 0.50000001.
  const double low = tables.grid.edges.front(), high = tables.grid.edges.back(), slack = 1e-6;
  const bool rises = p[0] > 0 && p[0] < p[1];
  if (rises && p[0] >= low * (1 - slack) && p[1] <= high * (1 + slack)) return "";
  const std::string band = std::to_string(p[0]) + " to " + std::to_string(p[1]) + " keV";
  if (!rises) return "cflux needs 0 < Emin < Emax, but the band is " + band;
  return "the band of cflux, " + band + ", reaches outside the energies at which the model was bound, " +
         std::to_string(low) + " to " + std::to_string(high) +
         " keV; these are the response's and the band written in the expression, so write the " + "widest band there";
}

void cfluxReach(const double* p, double* low, double* high) {
  if (!(p[0] > 0 && p[0] < p[1])) return;  // cfluxComplaint's
  *low = std::min(*low, p[0]);
  *high = std::max(*high, p[1]);
}

}  // namespace

const Component kFluxes[] = {
    {"cflux", Kind::Convolution, 3, cflux, nullptr, Component::Nothing, cfluxComplaint, cfluxReach},
    {nullptr, Kind::Additive, 0, nullptr},
};

}  // namespace xsift
