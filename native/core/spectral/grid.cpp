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
      need(i, false,
           ("does not begin where the bin before it ends (" + before + " keV); the grid must have no gaps or overlaps")
               .c_str());
    }
  }
  edges.assign(low, low + bins);
  edges.push_back(high[bins - 1]);
  *this = EnergyGrid(std::move(edges));
}

EnergyGrid::EnergyGrid(std::vector<double> allEdges) : edges(std::move(allEdges)) {
  own = edges.size() - 1;
  logEdges.reserve(edges.size());
  for (double edge : edges) logEdges.push_back(logOf(edge));
  middle.reserve(own);
  logMiddle.reserve(own);
  for (size_t i = 0; i < own; ++i) {
    middle.push_back(0.5 * (edges[i] + edges[i + 1]));
    logMiddle.push_back(logOf(middle[i]));
  }
}

EnergyGrid EnergyGrid::extended(double low, double high) const {
  constexpr size_t kMost = 100000;
  // An edge as near as this to the end of a band is that end: files hold energies in single precision.
  constexpr double kSlack = 1e-6;
  const auto refuse = [](double energy) {
    throw std::invalid_argument("the energy grid has bins too narrow to extend it to " + std::to_string(energy) +
                                " keV: that takes more than " + std::to_string(kMost) + " bins");
  };
  const size_t n = bins();
  std::vector<double> below;
  // At most a quarter of the first edge, so that no edge comes to 0.
  const double bottom = edges[0], firstWidth = std::fmin(edges[1] - bottom, bottom / 4);
  for (double edge = bottom; edge > low * (1 + kSlack);) {
    edge = std::fmax(edge - firstWidth * std::fmin(1.0, 2 * edge / bottom), low);
    below.push_back(edge);
    if (below.size() > kMost) refuse(low);
  }
  std::vector<double> all(below.rbegin(), below.rend());
  all.insert(all.end(), edges.begin(), edges.end());
  const double top = edges[n], lastWidth = top - edges[n - 1];
  for (double edge = top; edge < high * (1 - kSlack);) {
    edge = std::fmin(edge + lastWidth * std::fmax(1.0, 0.5 * edge / top), high);
    all.push_back(edge);
    if (all.size() > n + below.size() + kMost) refuse(high);
  }
  EnergyGrid grid(std::move(all));
  grid.first = below.size();
  grid.own = n;
  return grid;
}

EnergyGrid EnergyGrid::divided() const {
  constexpr double kWide = 0.015, kWideKeV = 0.0205, kPart = 0.002, kPartKeV = 0.001;
  std::vector<double> all;
  std::vector<std::size_t> begins;
  for (size_t i = 0; i < bins(); ++i) {
    const double low = edges[i], high = edges[i + 1], width = high - low;
    begins.push_back(all.size());
    all.push_back(low);
    if (width <= kWideKeV || width <= kWide * middle[i]) continue;
    for (double edge = low;;) {
      const double part = std::fmax(kPart * edge, kPartKeV);
      if (edge + 1.5 * part >= high) break;
      all.push_back(edge += part);
    }
  }
  if (all.size() == bins()) return *this;
  begins.push_back(all.size());
  all.push_back(edges.back());
  EnergyGrid grid(std::move(all));
  grid.own = own;
  grid.first = begins[first];
  grid.starts.assign(begins.begin() + static_cast<std::ptrdiff_t>(first),
                     begins.begin() + static_cast<std::ptrdiff_t>(first + own + 1));
  return grid;
}

}  // namespace xsift
