// The photon-energy grid that a model is bound to: contiguous bins in keV, rising, from an ARF or an RMF.
//
// Photon files store both bin edges in single precision, so neighbours may differ in the last digit; the lower edges
// (and the last upper one) are taken. What only depends on the grid is computed here once.
//
// A grid may be extended, as XSPEC's `energies extend` does, for a model that looks beyond its response: new bins go on
// with the width of the bin they follow, and with widths in proportion to the energy beyond twice its last edge or
// below half its first one; the last new bin on either side ends at the band's end. The response's bins are [first,
// first + own) of all; a grid that was not extended has no others.
//
// A grid may be divided, for a model that changes within wide bins (absorption): bins wider than 20.5 eV and 1.5 % of
// their energy become bins of 0.2 % or 1 eV, the wider of the two. Usual grids of CCDs have no such bins and stay.
#pragma once
#include <cstddef>
#include <vector>

namespace xsift {

struct EnergyGrid {
  std::vector<double> edges;     // n + 1, keV
  std::vector<double> logEdges;  // natural logarithms
  std::vector<double> middle;    // n, keV
  std::vector<double> logMiddle;
  std::size_t first = 0, own = 0;
  std::vector<std::size_t> starts;  // own + 1: bins [starts[i], starts[i + 1]) make the response's i; empty: undivided

  // Throws std::invalid_argument that names the row for a grid that is empty, not positive, not rising or has gaps.
  EnergyGrid(const double* low, const double* high, std::size_t bins);
  std::size_t bins() const { return middle.size(); }
  // With bins down to `low` and up to `high` keV where it does not reach them. Throws std::invalid_argument where that
  // takes more than 100,000 new bins.
  EnergyGrid extended(double low, double high) const;
  EnergyGrid divided() const;

 private:
  explicit EnergyGrid(std::vector<double> allEdges);
};

}  // namespace xsift
