// tbabs      exp(-nH sigma), nH in 1e22 cm-2, sigma the mean of the cross-sections at both edges of the bin (as XSPEC)
// ztbabs     the same without grains at the energies E (1 + z)
// phabs      exp(-nH sigma) with sigma of the atoms alone; zphabs the same at E (1 + z)
// wabs       exp(-nH sigma), sigma by Morrison & McCammon 1983, ApJ 270, 119, whatever the abundances
// zwabs      the same at E (1 + z)
// pcfabs     CvrFract exp(-nH sigma) + 1 - CvrFract with sigma of phabs; zpcfabs the same at E (1 + z)
// tbvarabs   tbabs at E (1 + z) with abundances, molecules and grains of one's own: they are added up anew in each call
// Cross-sections: absorption.h. All but pcfabs and tbvarabs are exponents (Component::exponent).
#include <algorithm>

#include "core/cpu/elementary.h"
#include "core/spectral/components.h"
#include "core/spectral/kernels.h"

namespace xsift {

namespace {

Term tbabs(const Tables& tables, const double* p, Range range, double*) {
  return {tables.tbabs.data() + range.first, -p[0]};
}

// -nH sigma, sigma the mean of those at both edges of a bin, moved by the redshift.
Term absorb(const Tables& tables, const StepTable& sigma, double nH, double z, Range range, double* memory) {
  const double shift = StepTable::kPerLog * logOf(1 + z);
  spectralKernels().stepSums(sigma, tables.places.data() + range.first, range.size(), shift, memory);
  return {memory, -0.5 * nH};
}

Term ztbabs(const Tables& tables, const double* p, Range range, double* memory) {
  return absorb(tables, tables.absorber->gasSteps(), p[0], p[1], range, memory);
}

Term phabs(const Tables& tables, const double* p, Range range, double* memory) {
  return absorb(tables, tables.absorber->phabsSteps(), p[0], 0, range, memory);
}

Term zphabs(const Tables& tables, const double* p, Range range, double* memory) {
  return absorb(tables, tables.absorber->phabsSteps(), p[0], p[1], range, memory);
}

// Morrison & McCammon's table 2: 1e-24 cm2 (c0 + c1 E + c2 E^2) / E^3 from an energy in keV to the next; the last one
// goes on above 10 keV, as in XSPEC.
constexpr struct {
  double from, c0, c1, c2;
} kWisconsin[] = {
    {0.030, 17.3, 608.1, -2150.0}, {0.100, 34.6, 267.9, -476.1}, {0.284, 78.1, 18.8, 4.3},
    {0.400, 71.4, 66.8, -51.4},    {0.532, 95.5, 145.8, -61.1},  {0.707, 308.9, -380.6, 294.0},
    {0.867, 120.6, 169.3, -47.7},  {1.303, 141.3, 146.8, -31.5}, {1.840, 202.7, 104.7, -17.0},
    {2.471, 342.7, 18.7, 0.0},     {3.210, 352.2, 18.7, 0.0},    {4.038, 433.9, -2.4, 0.75},
    {7.111, 629.0, 30.9, 0.0},     {8.331, 701.2, 25.2, 0.0},
};

// 1e-22 cm2.
double wisconsin(double keV) {
  size_t k = std::size(kWisconsin) - 1;
  while (k > 0 && keV < kWisconsin[k].from) --k;
  const auto& c = kWisconsin[k];
  return 0.01 * (c.c0 + keV * (c.c1 + keV * c.c2)) / (keV * keV * keV);
}

StepTable wisconsinSteps() {
  static const Steps steps = [] {
    std::vector<double> values, edges;
    for (size_t i = 0; i <= StepTable::kSteps; ++i) {
      values.push_back(wisconsin(StepTable::energyAt(static_cast<double>(i))));
    }
    for (const auto& c : kWisconsin) edges.push_back(StepTable::place(logOf(c.from)) + 0.5);
    return Steps(wisconsin, values, edges);
  }();
  return steps.table();
}

Term wabs(const Tables& tables, const double* p, Range range, double* memory) {
  return absorb(tables, wisconsinSteps(), p[0], 0, range, memory);
}

Term zwabs(const Tables& tables, const double* p, Range range, double* memory) {
  return absorb(tables, wisconsinSteps(), p[0], p[1], range, memory);
}

void partlyCovered(const Tables& tables, double nH, double covered, double z, double* spectrum, Work& work) {
  const size_t n = tables.grid.bins();
  work.values.resize(n);
  const Term term = absorb(tables, tables.absorber->phabsSteps(), nH, z, {0, n}, work.values.data());
  std::fill(spectrum, spectrum + n, covered);
  spectralKernels().multiplyByExp(&term, 1, n, spectrum);
  for (size_t i = 0; i < n; ++i) spectrum[i] += 1 - covered;
}

void pcfabs(const Tables& tables, const double* p, double* spectrum, Work& work) {
  partlyCovered(tables, p[0], p[1], 0, spectrum, work);
}

void zpcfabs(const Tables& tables, const double* p, double* spectrum, Work& work) {
  partlyCovered(tables, p[0], p[1], p[2], spectrum, work);
}

// p: nH, 17 abundances, H2, rho, amin, amax, PL, 18 parts in the gas, Redshift.
void tbvarabs(const Tables& tables, const double* p, double* spectrum, Work& work) {
  const std::vector<double>& edges = tables.grid.edges;
  Absorber::Mixture mixture;
  std::copy(p + 1, p + 18, mixture.abundance);
  std::copy(p + 23, p + 41, mixture.gas);
  mixture.molecules = p[18], mixture.density = p[19];
  mixture.leastSize = p[20], mixture.mostSize = p[21], mixture.sizeIndex = p[22];
  work.values.resize(edges.size());
  work.more.resize(edges.size());
  for (size_t i = 0; i < edges.size(); ++i) work.more[i] = edges[i] * (1 + p[41]);
  tables.absorber->mixture(mixture, work.more.data(), edges.size(), work.values.data());
  for (size_t i = 0; i + 1 < edges.size(); ++i) {
    spectrum[i] = expOf(-0.5e22 * p[0] * (work.values[i] + work.values[i + 1]));
  }
}

std::string tbvarabsComplaint(const Tables&, const double* p) {
  if (p[19] > 0 && p[20] > 0 && p[20] < p[21]) return "";
  return "tbvarabs needs rho > 0 and 0 < amin < amax, but rho is " + std::to_string(p[19]) + " g/cm3, amin " +
         std::to_string(p[20]) + " and amax " + std::to_string(p[21]) + " um";
}

}  // namespace

const Component kAbsorbers[] = {
    {"tbabs", Kind::Multiplicative, 1, nullptr, tbabs, Component::NeedsAbsorber},
    {"ztbabs", Kind::Multiplicative, 2, nullptr, ztbabs, Component::NeedsAbsorber},
    {"phabs", Kind::Multiplicative, 1, nullptr, phabs, Component::NeedsAbsorber},
    {"zphabs", Kind::Multiplicative, 2, nullptr, zphabs, Component::NeedsAbsorber},
    {"wabs", Kind::Multiplicative, 1, nullptr, wabs},
    {"zwabs", Kind::Multiplicative, 2, nullptr, zwabs},
    {"pcfabs", Kind::Multiplicative, 2, pcfabs, nullptr, Component::NeedsAbsorber},
    {"zpcfabs", Kind::Multiplicative, 3, zpcfabs, nullptr, Component::NeedsAbsorber},
    {"tbvarabs", Kind::Multiplicative, 42, tbvarabs, nullptr, Component::NeedsAbsorber, tbvarabsComplaint},
    {nullptr, Kind::Additive, 0, nullptr},
};

}  // namespace xsift
