// Emissivities of the single elements of a plasma, for vapec: apec with an abundance for each element.
//
//   flux = sum over g in {light, metals} apec_g(T, E) * (sum over Z in g of A_Z s_Z) / (sum over Z in g of s_Z)
// apec_g: the two rows of plasma.h at abundance 1 (light: H, He and trace elements; metals: the twelve of apec's
// abundance). s_Z: emissivity of element Z at the abundance table's value, exp of a cubic in log T between the table's
// temperatures. So vapec is apec where all A_Z are alike, whatever the s_Z are, and their errors count as far as the
// A_Z differ.
//
// Groups: 0 hydrogen with the trace elements, which have no parameter, 1 He, 2-13 C N O Ne Mg Al Si S Ar Ca Fe Ni.
// 14 is sodium, which is in 0 too: vmekal has a parameter for it.
// Memory: ln s_Z in 16 bits over the range that the table has (steps of 0.1 % for 30 decades), T x 15 x bins of
// them: 1.8 MB for 61 temperatures and 1078 bins (an ACIS response); an evaluation takes about 0.2 ms.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/cpu/aligned.h"
#include "core/spectral/plasma.h"

namespace xsift {

class PlasmaElements {
 public:
  static constexpr size_t kGroups = 15, kSodium = 14;

  // Arguments and complaints are those of Plasma.
  PlasmaElements(std::vector<double> logT, std::vector<double> edges, const std::vector<int>& elements,
                 const float* lines, const float* continuum, const std::array<double, 30>& abundances);

  // The same on another energy grid, photons conserved; nothing below the table, rebinPlasma's continuum above it.
  PlasmaElements onGrid(const std::vector<double>& edges) const;

  size_t bins() const { return edges_.size() - 1; }
  size_t bytes() const { return codes_.size() * sizeof(uint16_t); }

  // out = norm * (light * mean of A over groups 0, 1 + metals * mean of A over groups 2-13), the means weighted with
  // s_Z at the temperature; light, metals and out: values of n bins from `first` on, abundances: 13 values from He on,
  // and sodium's. `scratch` is resized.
  void combine(double kT, size_t first, size_t n, const double* light, const double* metals, const double* abundances,
               double sodium, double* out, AlignedVector<double>& scratch) const;

 private:
  PlasmaElements() = default;
  // values: T x kGroups x bins.
  void encode(const std::vector<double>& values);
  double decode(double code) const;
  void interpolate(const Cubic& at, size_t group, size_t first, size_t n, double* out) const;

  std::vector<double> logT_, edges_;
  std::vector<uint16_t> codes_;  // T x kGroups x bins: 0 is nothing, else ln s_Z = logFirst_ + (code - 1) logStep_
  double logFirst_ = 0, logStep_ = 0;
};

}  // namespace xsift
