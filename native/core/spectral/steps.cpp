#include "core/spectral/steps.h"

namespace xsift {

Steps::Steps(const std::function<double(double)>& at, const std::vector<double>& values,
             const std::vector<double>& edges) {
  for (size_t i = 0; i < StepTable::kSteps; ++i) {
    const double value = values[i], next = values[i + 1];
    lines_.push_back({static_cast<float>(0.5 * (value + next)), static_cast<float>(next - value)});
  }

  // Where a step holds edges, a line from each to the next; values are taken this near to them.
  constexpr double kNear = 1e-12;
  for (size_t k = 0; k < edges.size();) {
    const size_t step = static_cast<size_t>(edges[k]);
    const double first = static_cast<double>(step), middle = first + 0.5;
    lines_[step].value = -1 - static_cast<float>(pieces_.size());
    double from = first;
    for (bool last = false; !last;) {
      last = k == edges.size() || edges[k] >= first + 1;
      const double to = last ? first + 1 : edges[k++];
      const double low = at(StepTable::energyAt(from) * (1 + kNear)), high = at(StepTable::energyAt(to) * (1 - kNear));
      const double change = to - from > 1e-9 ? (high - low) / (to - from) : 0, there = low + change * (middle - from);
      pieces_.push_back({from - middle, {static_cast<float>(there), static_cast<float>(change)}, !last});
      from = to;
    }
  }
}

}  // namespace xsift
