// tbabs      exp(-nH sigma), nH in 1e22 cm-2, sigma the mean of the cross-sections at both edges of the bin (as XSPEC)
// ztbabs     the same without grains at the energies E (1 + z)
// phabs      exp(-nH sigma) with sigma of the atoms alone; zphabs the same at E (1 + z)
// Cross-sections: absorption.h. All are exponents (Component::exponent).
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

}  // namespace

const Component kAbsorbers[] = {
    {"tbabs", Kind::Multiplicative, 1, nullptr, tbabs, Component::NeedsAbsorber},
    {"ztbabs", Kind::Multiplicative, 2, nullptr, ztbabs, Component::NeedsAbsorber},
    {"phabs", Kind::Multiplicative, 1, nullptr, phabs, Component::NeedsAbsorber},
    {"zphabs", Kind::Multiplicative, 2, nullptr, zphabs, Component::NeedsAbsorber},
    {nullptr, Kind::Additive, 0, nullptr},
};

}  // namespace xsift
