#include "core/spectral/grid.h"

#include <cmath>
#include <stdexcept>
#include <string>

#include "core/cpu/elementary.h"

namespace xsift {

EnergyGrid::EnergyGrid(const double* low, const double* high, size_t bins) {
  if (bins == 0) throw std::invalid_argument("the energy grid has no bins");
  for (size_t i = 0; i < bins; ++i) {
    const std::string where = "energy bin " + std::to_string(i + 1) + " from " + std::to_string(low[i]) + " to " +
                              std::to_string(high[i]) + " keV ";
    if (!std::isfinite(low[i]) || !std::isfinite(high[i])) throw std::invalid_argument(where + "is not finite");
    if (!(low[i] > 0)) {
      throw std::invalid_argument(where + "does not start above 0 keV; give it a small positive edge such as 0.001");
    }
    if (!(high[i] > low[i])) throw std::invalid_argument(where + "is empty or reversed; energies must rise");
    if (i > 0 && std::fabs(low[i] - high[i - 1]) > 1e-3 * (high[i] - low[i])) {
      throw std::invalid_argument(where + "does not begin where the bin before it ends (" +
                                  std::to_string(high[i - 1]) + " keV); the grid must have no gaps or overlaps");
    }
  }
  edges.assign(low, low + bins);
  edges.push_back(high[bins - 1]);
  logEdges.reserve(bins + 1);
  for (double edge : edges) logEdges.push_back(logOf(edge));
  middle.reserve(bins);
  logMiddle.reserve(bins);
  for (size_t i = 0; i < bins; ++i) {
    middle.push_back(0.5 * (edges[i] + edges[i + 1]));
    logMiddle.push_back(logOf(middle[i]));
  }
}

}  // namespace xsift
