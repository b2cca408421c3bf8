// pexrav     a cut-off power law with its reflection (pexrav.h)
#include <cmath>

#include "core/cpu/elementary.h"
#include "core/spectral/components.h"
#include "core/spectral/components/power_laws.h"
#include "core/spectral/continuum.h"

namespace xsift {

namespace {

// The incident power law, whose norm is that at the observer, times what is seen of it and of its reflection. The share
// that is reflected is that of a bin's middle, as XSPEC has it.
void pexrav(const Tables& tables, const double* p, double* spectrum, Work& work) {
  const EnergyGrid& grid = tables.grid;
  const size_t n = grid.bins();
  const double z1 = 1 + p[3], direct = p[2] < 0 ? 0 : 1, reflected = std::fabs(p[2]);
  if (p[1] > 0) {
    // norm is that of the power law with its cut-off, at 1 keV.
    cutoffPowerLaw(grid, p[0], p[1] / z1, p[7] * expOf(z1 / p[1]), spectrum);
  } else {
    powerFactors(tables, p[0], p[7], spectrum);
  }
  if (reflected == 0) return;
  AlignedVector<double>& ratios = work.values;
  ratios.resize(n);
  work.reflection.set(*tables.absorber, p[6], p[4], p[5]);
  work.reflection.ratios({p[0], p[1]}, grid.logMiddle.data(), n, logOf(z1), ratios.data());
  for (size_t i = 0; i < n; ++i) spectrum[i] *= direct + reflected * ratios[i];
}

// Without a cut-off it is a power law, times a factor.
Term pexravTerm(const Tables& tables, const double* p, Range range, double* memory) {
  const Term term = powerTerm(tables, p, range, memory);
  return p[1] > 0 ? Term{term.x, 0} : term;
}

std::string pexravComplaint(const Tables&, const double* p) {
  if (p[1] == 0 || p[1] >= 1) return "";
  return "foldE of pexrav is " + std::to_string(p[1]) + " keV; it is 0 for no cut-off, or 1 keV at least";
}

}  // namespace

const Component kReflection[] = {
    {"pexrav", Kind::Additive, 8, pexrav, pexravTerm, Component::NeedsAbsorber, pexravComplaint},
    {nullptr, Kind::Additive, 0, nullptr},
};

}  // namespace xsift
