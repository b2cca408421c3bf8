// apec       plasma in collisional equilibrium (plasma.h)
// vapec      the same with an abundance for each element (vapec.h)
// mekal, vmekal   apec and vapec with MEKAL's parameters: nH and switch, which do not change a thin plasma, and Na
// cemekl     plasmas with emission measures that follow a power law in temperature, Singh et al. 1996, ApJ 456, 766:
//            integral of (T / Tmax)^alpha apec(T) dlog10(T) from the table's lowest temperature to Tmax, by the
//            trapezoidal rule over its rows (XSPEC sums over steps of 0.1)
#include <algorithm>

#include "core/cpu/elementary.h"
#include "core/spectral/components.h"

namespace xsift {

namespace {

void apec(const Tables& tables, const double* p, double* spectrum, Work& work) {
  const EnergyGrid& grid = tables.grid;
  const Plasma& plasma = *tables.plasma;
  const Plasma::Place place = plasma.find(p[0]);
  if (p[2] == 0) {
    const float* lower = tables.plasmaRows.data() + place.row * 2 * grid.bins();
    mixRows(lower, lower + 2 * grid.bins(), grid.bins(), grid.bins(), place.weight, p[1], p[3], spectrum);
    return;
  }
  // One factor 1 / (1 + z) for the slower arrival of photons; the distance is in norm.
  const double z1 = 1 + p[2];
  const Plasma::Bins bins = plasma.binsOf(grid.edges.front() * z1, grid.edges.back() * z1);
  const float* lower = plasma.row(place.row) + bins.first;
  work.values.resize(bins.size());
  mixRows(lower, lower + 2 * plasma.bins(), bins.size(), plasma.bins(), place.weight, p[1], p[3] / z1,
          work.values.data());
  rebinPlasma(plasma.edges().data() + bins.first, bins.size(), work.values.data(), p[0], grid.edges.data(), grid.bins(),
              z1, spectrum);
}

// abundances: 13 from He on.
void byElement(const Tables& tables, double kT, const double* abundances, double sodium, double z, double norm,
               double* spectrum, Work& work) {
  const EnergyGrid& grid = tables.grid;
  const Plasma& plasma = *tables.plasma;
  const Plasma::Place place = plasma.find(kT);
  // Redshifted, all is done on the table's own energies and moved at the end, as apec does.
  const bool moved = z != 0;
  const PlasmaElements& elements = moved ? *tables.elements : *tables.elementsHere;
  const Plasma::Bins bins =
      moved ? plasma.binsOf(grid.edges.front() * (1 + z), grid.edges.back() * (1 + z)) : Plasma::Bins{0, grid.bins()};
  const size_t n = bins.size(), stride = elements.bins();
  const float* lower = (moved ? plasma.row(place.row) : tables.plasmaRows.data() + place.row * 2 * stride) + bins.first;
  work.values.resize(3 * n);
  double *light = work.values.data(), *metals = light + n, *out = moved ? metals + n : spectrum;
  const double a = (1 - place.weight) * norm / (1 + z), b = place.weight * norm / (1 + z);
  for (size_t i = 0; i < n; ++i) {
    light[i] = a * lower[i] + b * lower[2 * stride + i];
    metals[i] = a * lower[stride + i] + b * lower[3 * stride + i];
  }
  elements.combine(kT, bins.first, n, light, metals, abundances, sodium, out, work.more);
  if (!moved) return;
  rebinPlasma(plasma.edges().data() + bins.first, n, out, kT, grid.edges.data(), grid.bins(), 1 + z, spectrum);
}

// p: kT, 13 abundances from He on, redshift, norm.
void vapec(const Tables& tables, const double* p, double* spectrum, Work& work) {
  byElement(tables, p[0], p + 1, 1, p[14], p[15], spectrum, work);
}

// p: kT, nH, Abundanc, Redshift, switch, norm.
void mekal(const Tables& tables, const double* p, double* spectrum, Work& work) {
  const double asApec[] = {p[0], p[2], p[3], p[5]};
  apec(tables, asApec, spectrum, work);
}

// p: kT, nH, 14 abundances from He on with Na after Ne, Redshift, switch, norm.
void vmekal(const Tables& tables, const double* p, double* spectrum, Work& work) {
  double abundances[13];
  std::copy(p + 2, p + 7, abundances);
  std::copy(p + 8, p + 16, abundances + 5);
  byElement(tables, p[0], abundances, p[7], p[16], p[18], spectrum, work);
}

// p: alpha, Tmax, nH, abundanc, Redshift, switch, norm.
void cemekl(const Tables& tables, const double* p, double* spectrum, Work& work) {
  const EnergyGrid& grid = tables.grid;
  const Plasma& plasma = *tables.plasma;
  const double z1 = 1 + p[4];
  const bool moved = p[4] != 0;
  const Plasma::Bins bins =
      moved ? plasma.binsOf(grid.edges.front() * z1, grid.edges.back() * z1) : Plasma::Bins{0, grid.bins()};
  const size_t n = bins.size(), stride = moved ? plasma.bins() : grid.bins();
  const float* rows = (moved ? plasma.row(0) : tables.plasmaRows.data()) + bins.first;
  work.values.resize(2 * n);
  double *light = work.values.data(), *metals = light + n;
  std::fill(light, light + 2 * n, 0.0);

  const double logMost = logTOf(p[1]), perDecade = 2.302585092994045684 * p[0];
  const auto measure = [&](double logT) { return expOf(perDecade * (logT - logMost)); };
  const auto add = [&](size_t row, double weight) {
    const float* values = rows + row * 2 * stride;
    for (size_t i = 0; i < n; ++i) {
      light[i] += weight * values[i];
      metals[i] += weight * values[stride + i];
    }
  };
  const Plasma::Place top = plasma.find(p[1]);
  double weight = 0;  // of the lower row of the next interval
  for (size_t row = 0; row < top.row; ++row) {
    const double half = 0.5 * (plasma.logT(row + 1) - plasma.logT(row));
    add(row, weight + half * measure(plasma.logT(row)));
    weight = half * measure(plasma.logT(row + 1));
  }
  const double half = 0.5 * std::max(0.0, logMost - plasma.logT(top.row));
  add(top.row, weight + half * (measure(plasma.logT(top.row)) + 1 - top.weight));
  add(top.row + 1, half * top.weight);

  double* out = moved ? light : spectrum;
  for (size_t i = 0; i < n; ++i) out[i] = p[6] / z1 * (light[i] + p[3] * metals[i]);
  if (!moved) return;
  rebinPlasma(plasma.edges().data() + bins.first, n, out, p[1], grid.edges.data(), grid.bins(), z1, spectrum);
}

std::string plasmaComplaint(const Tables& tables, double kT, const char* name) {
  const double low = tables.plasma->lowestKT(), high = tables.plasma->highestKT();
  if (kT >= low && kT <= high) return "";
  return std::string(name) + " is " + std::to_string(kT) + " keV; the plasma table reaches from " +
         std::to_string(low) + " to " + std::to_string(high) + " keV";
}

std::string apecComplaint(const Tables& tables, const double* p) { return plasmaComplaint(tables, p[0], "kT of apec"); }
std::string vapecComplaint(const Tables& tables, const double* p) {
  return plasmaComplaint(tables, p[0], "kT of vapec");
}
std::string mekalComplaint(const Tables& tables, const double* p) {
  return plasmaComplaint(tables, p[0], "kT of mekal");
}
std::string vmekalComplaint(const Tables& tables, const double* p) {
  return plasmaComplaint(tables, p[0], "kT of vmekal");
}
std::string cemeklComplaint(const Tables& tables, const double* p) {
  return plasmaComplaint(tables, p[1], "Tmax of cemekl");
}

}  // namespace

const Component kPlasmas[] = {
    {"apec", Kind::Additive, 4, apec, nullptr, Component::NeedsPlasma, apecComplaint},
    {"vapec", Kind::Additive, 16, vapec, nullptr, Component::NeedsElements, vapecComplaint},
    {"mekal", Kind::Additive, 6, mekal, nullptr, Component::NeedsPlasma, mekalComplaint},
    {"vmekal", Kind::Additive, 19, vmekal, nullptr, Component::NeedsElements, vmekalComplaint},
    {"cemekl", Kind::Additive, 7, cemekl, nullptr, Component::NeedsPlasma, cemeklComplaint},
    {nullptr, Kind::Additive, 0, nullptr},
};

}  // namespace xsift
