// The photon-energy grid that a model is bound to: contiguous bins in keV, rising, from an ARF or an RMF.
//
// Photon files store both bin edges in single precision, so neighbours may differ in the last digit; the lower edges
// (and the last upper one) are taken. What only depends on the grid is computed here once.
#pragma once
#include <cstddef>
#include <vector>

namespace xsift {

struct EnergyGrid {
  std::vector<double> edges;      // n + 1, keV
  std::vector<double> logEdges;   // natural logarithms
  std::vector<double> middle;     // n, keV
  std::vector<double> logMiddle;

  // Throws std::invalid_argument that names the row for a grid that is empty, not positive, not rising or has gaps.
  EnergyGrid(const double* low, const double* high, std::size_t bins);
  std::size_t bins() const { return middle.size(); }
};

}  // namespace xsift
