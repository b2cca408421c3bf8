// Photo-electric absorption by the interstellar medium: cross-sections in cm2 for each hydrogen atom, H and H2
// together.
//
//   sigma = 0.8 sigma(H) + 0.1 sigma(H2) + sum over elements A_Z f_Z sigma(Z) + grains  (Wilms, Allen & McCray 2000,
//                                                                                        ApJ 542, 914, eqs 1-9)
//   atoms   photo-ionisation fits of Verner & Yakovlev 1995 and Verner et al. 1996, ApJ 465, 487
//   H       Band et al. 1990, A&A 237, 267 (this and the next as XSPEC does)
//   He, H2  Yan, Sadeghpour & Dalgarno 1998, ApJ 496, 1044; 20 % of hydrogen is molecular
//   grains  the part 1 - f_Z of each element, in spheres of radius a with n(a) ~ a^-3.5 from 0.025 to 0.25 um and
//           1 g/cm3; each blocks pi a^2 (1 - exp(-tau)) with tau its depth along the mean chord 4a/3
// The fine structure of the edges (resonances at O-K, Fe-L, Ne-K) is not in these fits: where it is given, an element's
// cross-section between two energies is a table's instead, in gas and grains alike.
//
// phabs is plainer, as XSPEC's with `xsect vern`: the sum over atoms A_Z sigma(Z), all by Verner et al., helium too,
// whose fit is 6 % lower than Yan's at 0.3 keV and 13 % at 1 keV; no molecules, no grains.
#pragma once
#include <array>
#include <cstddef>
#include <vector>

#include "core/spectral/steps.h"

namespace xsift {

// Cross-section of an element in place of the fits, at `sigma.size()` energies evenly spaced in ln keV; linear in ln
// keV between them, nothing beyond them. No two of one element may overlap.
struct FineStructure {
  int z;
  double logFirst, logLast;   // ln keV
  std::vector<double> sigma;  // cm2, 2 or more
  // cm2 for one atom, or -1 outside.
  double at(double logEnergy) const {
    if (!(logEnergy >= logFirst && logEnergy <= logLast)) return -1;
    const double position = (logEnergy - logFirst) / (logLast - logFirst) * static_cast<double>(sigma.size() - 1);
    const size_t i =
        position < static_cast<double>(sigma.size() - 2) ? static_cast<size_t>(position) : sigma.size() - 2;
    return sigma[i] + (position - static_cast<double>(i)) * (sigma[i + 1] - sigma[i]);
  }
};

class Absorber {
 public:
  // Number of atoms to one of hydrogen, Z = 1 to 30. The structure is that of tbabs and gas; phabs has none.
  // Throws std::invalid_argument for a structure that is not as described.
  explicit Absorber(const std::array<double, 30>& abundances, std::vector<FineStructure> structure = {});

  // cm2 for each hydrogen atom at an energy in keV. tbabs has grains; gas has all atoms in the gas (ztbabs).
  double tbabs(double keV) const;
  double gas(double keV) const;

  // What tbvarabs may change of tbabs: abundances to those of this absorber, of He C N O Ne Na Mg Al Si S Cl Ar Ca Cr
  // Fe Co Ni, the parts in the gas of H and the same, the part of hydrogen in molecules, and the grains: g/cm3, um.
  struct Mixture {
    double abundance[17], gas[18], molecules, density, leastSize, mostSize, sizeIndex;
  };
  // cm2 for each hydrogen atom at n energies.
  void mixture(const Mixture& mixture, const double* keV, size_t n, double* sigma) const;

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
  struct Atoms {
    double sigma[31];  // cm2, by Z
  };
  static Atoms atomsAt(double keV);  // by Verner's fits
  Atoms withStructure(Atoms atoms, double keV) const;
  double gasOf(const Atoms& atoms, double keV) const;
  double phabsOf(const Atoms& atoms) const;
  double ironOf(const Atoms& atoms) const;
  double otherMetalsOf(const Atoms& atoms) const;
  void checkStructure() const;

  std::vector<double> edgePlaces(bool structured) const;
  void makeSteps();

  std::array<double, 30> abundances_;
  std::vector<FineStructure> structure_;
  double dustMass_ = 0;    // g for each hydrogen atom
  double dustNumber_ = 0;  // sum of the size weights times grains for each hydrogen atom
  Steps gas_, phabs_, iron_, otherMetals_;
};

}  // namespace xsift
