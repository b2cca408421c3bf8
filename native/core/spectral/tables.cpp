// What components look up, brought onto a grid once (components.h).
#include <algorithm>
#include <stdexcept>

#include "core/spectral/components.h"

namespace xsift {

Tables::Tables(EnergyGrid energies, std::shared_ptr<const Absorber> absorption, std::shared_ptr<const Plasma> emission,
               std::shared_ptr<const PlasmaElements> byElement)
    : grid(std::move(energies)), absorber(std::move(absorption)), plasma(std::move(emission)),
      elements(std::move(byElement)) {
  for (size_t i = 0; i < grid.bins(); ++i) {
    logCentre.push_back(0.5 * (grid.logEdges[i] + grid.logEdges[i + 1]));
    logWidth.push_back(grid.logEdges[i + 1] - grid.logEdges[i]);
    widestLog = std::max(widestLog, logWidth.back());
  }
  for (double logEdge : grid.logEdges) places.push_back(StepTable::place(logEdge));
  places.resize(places.size() + SpectralKernels::kPadding, places.back());
  if (plasma) plasmaRows = plasma->onGrid(grid.edges);
  if (elements) {
    if (!plasma || elements->bins() != plasma->bins()) {
      throw std::invalid_argument("elements and plasma are of two tables");
    }
    elementsHere = std::make_shared<const PlasmaElements>(elements->onGrid(grid.edges));
  }
  if (!absorber) return;
  tbabs.reserve(grid.bins());
  double low = absorber->tbabs(grid.edges[0]);
  for (size_t i = 0; i < grid.bins(); ++i) {
    const double high = absorber->tbabs(grid.edges[i + 1]);
    tbabs.push_back(0.5e22 * (low + high));
    low = high;
  }
}

}  // namespace xsift
