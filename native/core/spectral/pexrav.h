// Reflection of a power law by a thick slab of cold matter: Magdziarz & Zdziarski 1995, MNRAS 273, 837
// (doi 10.1093/mnras/273.3.837), whose fitted Green's functions and coefficients these are.
//
//   reflected photons(E) = incident photons(E) * ratio(E), of a source above the slab, alike in all directions
//   below 10 keV   scattering does not change the energy: a formula in mu and al0 = 1 / (1 + absorption / scattering)
//   above 12 keV   ratio(y) = 1 / (y S(y)) * integral of S(y0) G(y, y0) dy0, y = 511 keV / E, S = E^2 photons/keV
//   between        both, mixed by a sine of ln E
// mu is the cosine of the angle between the slab's normal and the line of sight; all E at the slab. Hydrogen and helium
// are ionised (1.21 electrons for a hydrogen atom), metals neutral: their cross-sections are those of absorption.h.
//
// The fit of the absorption above 10 keV falls as E^-3. Cost: G is evaluated at kPoints energies y0 for each energy of
// a grid of 5 % steps and kept, because it only depends on mu and abundances; the power law then enters by one exp a
// point. Between the grid's energies the ratio is interpolated by a cubic in ln E.
#pragma once
#include <array>
#include <cstddef>
#include <vector>

#include "core/spectral/absorption.h"

namespace xsift {

// Incident photons: E^-index exp(-E / cutoff), cutoff 0 for none.
struct IncidentPowerLaw {
  double index, cutoff;
};

class Reflection {
 public:
  // Abundances of iron and of the other metals, to those of the absorber. Keeps what a call before has computed where
  // mu and abundances are the same.
  void set(const Absorber& absorber, double mu, double metals, double iron);

  // ratio(E) for n energies E = e^logEnergies[i] * (1 + z), keV, rising; logShift = ln(1 + z).
  void ratios(const IncidentPowerLaw& incident, const double* logEnergies, size_t n, double logShift, double* out);

 private:
  static constexpr size_t kPoints = 72;
  // The points y0 and the weights w G(y, y0) dy0 for one energy; empty until asked for.
  struct Node {
    bool known = false;
    std::array<double, kPoints> logEnergy, energy, weight;  // incident energy, keV
  };
  double opacity(double logEnergy) const;  // absorption to scattering on one electron for each hydrogen atom
  double elastic(double logEnergy) const;
  void prepare(size_t node);
  double atNode(const IncidentPowerLaw& incident, size_t node);

  const Absorber* absorber_ = nullptr;
  double mu_ = 0, metals_ = 0, iron_ = 0;
  std::array<double, 25> x_{};  // coefficients of G (table 2 of the paper); m_ those of its angular part
  std::array<double, 18> m_{};
  double absorption_ = 0, escape_ = 0;  // a and b of the paper's absorption term
  std::vector<Node> nodes_;
  std::vector<double> values_;  // ratios at the nodes of one spectrum

  double green(double y, double y0) const;
};

}  // namespace xsift
