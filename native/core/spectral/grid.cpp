#include "core/spectral/grid.h"

#include <cmath>
#include <stdexcept>
#include <string>

#include "core/cpu/elementary.h"

namespace xsift {

EnergyGrid::EnergyGrid(const double* low, const double* high, size_t bins) {
  if (bins == 0) throw std::invalid_argument("the energy grid has no bins");
  const auto need = [&](size_t i, bool condition, const char* complaint) {
    if (condition) return;
    throw std::invalid_argument("energy bin " + std::to_string(i + 1) + " from " + std::to_string(low[i]) + " to " +
                                std::to_string(high[i]) + " keV " + complaint);
  };
  for (size_t i = 0; i < bins; ++i) {
    need(i, std::isfinite(low[i]) && std::isfinite(high[i]), "is not finite");
    need(i, low[i] > 0, "does not start above 0 keV; give it a small positive edge such as 0.001");
    need(i, high[i] > low[i], "is empty or reversed; energies must rise");
    if (i > 0 && std::fabs(low[i] - high[i - 1]) > 1e-3 * (high[i] - low[i])) {
      const std::string before = std::to_string(high[i - 1]);
      need(i, false, ("does not begin where the bin before it ends (" + before + " keV); the grid must have no gaps or overlaps").c_str());
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
