// apec       plasma in collisional equilibrium (plasma.h)
// vapec      the same with an abundance for each element (vapec.h)
#include "core/spectral/components.h"

namespace xsift {

namespace {

void apec(const Tables& tables, const double* p, double* spectrum, Work& work) {
  const EnergyGrid& grid = tables.grid;
  const Plasma& plasma = *tables.plasma;
  const Plasma::Place place = plasma.find(p[0]);
  if (p[2] == 0) {
    const float* lower = tables.plasmaRows.data() + place.row * 2 * grid.bins();
    mixRows(lower, lower + 2 * grid.bins(), grid.bins(), place.weight, p[1], p[3], spectrum);
    return;
  }
  // One factor 1 / (1 + z) for the slower arrival of photons; the distance is in norm.
  work.values.resize(plasma.bins());
  mixRows(plasma.row(place.row), plasma.row(place.row + 1), plasma.bins(), place.weight, p[1], p[3] / (1 + p[2]),
          work.values.data());
  rebin(plasma.edges().data(), plasma.bins(), work.values.data(), grid.edges.data(), grid.bins(), 1 + p[2], spectrum);
}

// p: kT, 13 abundances from He on, redshift, norm.
void vapec(const Tables& tables, const double* p, double* spectrum, Work& work) {
  const EnergyGrid& grid = tables.grid;
  const Plasma& plasma = *tables.plasma;
  const double z = p[14], norm = p[15];
  const Plasma::Place place = plasma.find(p[0]);
  // Redshifted, all is done on the table's own energies and moved at the end, as apec does.
  const bool moved = z != 0;
  const PlasmaElements& elements = moved ? *tables.elements : *tables.elementsHere;
  const size_t n = moved ? plasma.bins() : grid.bins();
  const float* lower = moved ? plasma.row(place.row) : tables.plasmaRows.data() + place.row * 2 * n;
  work.values.resize(3 * n);
  double *light = work.values.data(), *metals = light + n, *out = moved ? metals + n : spectrum;
  const double a = (1 - place.weight) * norm / (1 + z), b = place.weight * norm / (1 + z);
  for (size_t i = 0; i < 2 * n; ++i) light[i] = a * lower[i] + b * lower[2 * n + i];  // metals follow
  elements.combine(p[0], light, metals, p + 1, out, work.more);
  if (moved) rebin(plasma.edges().data(), n, out, grid.edges.data(), grid.bins(), 1 + z, spectrum);
}

std::string plasmaComplaint(const Tables& tables, const double* p, const char* name) {
  const double low = tables.plasma->lowestKT(), high = tables.plasma->highestKT();
  if (p[0] >= low && p[0] <= high) return "";
  return std::string("kT of ") + name + " is " + std::to_string(p[0]) + " keV; the plasma table reaches from " +
         std::to_string(low) + " to " + std::to_string(high) + " keV";
}

std::string apecComplaint(const Tables& tables, const double* p) { return plasmaComplaint(tables, p, "apec"); }
std::string vapecComplaint(const Tables& tables, const double* p) { return plasmaComplaint(tables, p, "vapec"); }

}  // namespace

const Component kPlasmas[] = {
    {"apec", Kind::Additive, 4, apec, nullptr, Component::NeedsPlasma, apecComplaint},
    {"vapec", Kind::Additive, 16, vapec, nullptr, Component::NeedsElements, vapecComplaint},
    {nullptr, Kind::Additive, 0, nullptr},
};

}  // namespace xsift
