// Photo-electric absorption by the interstellar medium: cross-sections in cm2 for each hydrogen atom, H and H2 together.
//
//   sigma = 0.8 sigma(H) + 0.1 sigma(H2) + sum over elements A_Z f_Z sigma(Z) + grains      (Wilms, Allen & McCray 2000,
//                                                                                        ApJ 542, 914, eqs 1-9)
//   atoms   photo-ionisation fits of Verner & Yakovlev 1995 and Verner et al. 1996, ApJ 465, 487
//   He, H2  Yan, Sadeghpour & Dalgarno 1998, ApJ 496, 1044 (as XSPEC does); 20 % of hydrogen is molecular
//   grains  the part 1 - f_Z of each element, in spheres of radius a with n(a) ~ a^-3.5 from 0.025 to 0.25 um and
//           1 g/cm3; each blocks pi a^2 (1 - exp(-tau)) with tau its depth along the mean chord 4a/3
// The fine structure of the edges (resonances at O-K, Fe-L, Ne-K) is not in these fits.
//
// phabs is plainer, as XSPEC's with `xsect vern`: the sum over atoms A_Z sigma(Z), all by Verner et al., helium too, whose
// fit is 6 % lower than Yan's at 0.3 keV and 13 % at 1 keV; no molecules, no grains.
#pragma once
#include <array>
#include <cstddef>
#include <vector>

#include "core/spectral/steps.h"

namespace xsift {

class Absorber {
 public:
  // Number of atoms to one of hydrogen, Z = 1 to 30.
  explicit Absorber(const std::array<double, 30>& abundances);

  // cm2 for each hydrogen atom at an energy in keV. tbabs has grains; gas has all atoms in the gas (ztbabs).
  double tbabs(double keV) const;
  double gas(double keV) const;

  // Of the atoms alone, by Verner's fits; iron and the other metals of them.
  double phabs(double keV) const;
  double iron(double keV) const;
  double otherMetals(double keV) const;

  // The above, but tbabs, in 1e-22 cm2, for energies that change with every spectrum (redshift); see steps.h.
  StepTable gasSteps() const { return gas_.table(); }
  StepTable phabsSteps() const { return phabs_.table(); }
  StepTable ironSteps() const { return iron_.table(); }
  StepTable otherMetalsSteps() const { return otherMetals_.table(); }
  size_t bytes() const { return gas_.bytes() + phabs_.bytes() + iron_.bytes() + otherMetals_.bytes(); }

 private:
  struct Steps {
    std::vector<StepLine> lines;
    std::vector<StepPiece> pieces;
    StepTable table() const { return {lines.data(), pieces.data()}; }
    size_t bytes() const { return lines.size() * sizeof(StepLine) + pieces.size() * sizeof(StepPiece); }
  };
  Steps stepsOf(double (Absorber::*exact)(double) const) const;
  double light(double keV) const;  // hydrogen and helium by Verner's fits

  std::array<double, 30> abundances_;
  double dustMass_ = 0;      // g for each hydrogen atom
  double dustNumber_ = 0;    // sum of the size weights times grains for each hydrogen atom
  Steps gas_, phabs_, iron_, otherMetals_;
};

}  // namespace xsift
