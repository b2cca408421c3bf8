#include "core/spectral/tablemodel.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "core/cpu/elementary.h"
#include "core/spectral/kernels.h"

namespace xsift {

namespace {

void requireRising(const std::vector<double>& values, const char* what) {
  for (size_t i = 0; i < values.size(); ++i) {
    if (std::isfinite(values[i]) && (i == 0 || values[i] > values[i - 1])) continue;
    throw std::invalid_argument(std::string(what) + " must be finite and rise; number " + std::to_string(i + 1) +
                                " does not");
  }
}

// Where a value lies on an axis: between `lower` and the next one, with the weight of that.
struct Place {
  size_t lower;
  double weight;
};

Place placeOn(const TableAxis& axis, double value) {
  const std::vector<double>& nodes = axis.values;
  if (!(value > nodes.front())) return {0, 0};
  if (value >= nodes.back()) return {nodes.size() - 1, 0};
  const size_t lower = static_cast<size_t>(std::upper_bound(nodes.begin(), nodes.end(), value) - nodes.begin()) - 1;
  const double low = nodes[lower], high = nodes[lower + 1];
  const double weight = axis.logarithmic ? logOf(value / low) / logOf(high / low) : (value - low) / (high - low);
  return {lower, weight};
}

}  // namespace

TableModel::TableModel(TableLayout layout) : layout_(std::move(layout)) {
  if (layout_.edges.size() < 2) throw std::invalid_argument("the table has no energies");
  if (!(layout_.edges[0] >= 0)) throw std::invalid_argument("energies must not be negative");
  requireRising(layout_.edges, "energies");
  if (!(layout_.unit > 0 && std::isfinite(layout_.unit))) throw std::invalid_argument("the unit must be positive");
  size_t axes = 0;
  for (int role : layout_.roles) {
    const size_t k = role >= 0 ? axes++ : additional_++;
    if (static_cast<size_t>(role >= 0 ? role : -1 - role) == k) continue;
    throw std::invalid_argument("roles must number axes and additional spectra in the order of the parameters");
  }
  if (axes != layout_.axes.size()) throw std::invalid_argument("there must be a parameter for each axis");
  const size_t perRow = spectra() * bins();
  for (const TableAxis& axis : layout_.axes) {
    if (axis.values.empty()) throw std::invalid_argument("an axis has no values");
    requireRising(axis.values, "the values of an axis");
    if (axis.logarithmic && !(axis.values[0] > 0)) throw std::invalid_argument("a logarithmic axis must be positive");
    if (rows_ > kMostNumbers / axis.values.size()) throw std::invalid_argument("the table has too many numbers");
    rows_ *= axis.values.size();
  }
  if (perRow > kMostNumbers / rows_) throw std::invalid_argument("the table has too many numbers");
  written_.resize(rows_);
  values_.resize(rows_ * perRow);
}

int TableModel::parameters(TableKind kind) const {
  return static_cast<int>(layout_.roles.size()) + layout_.hasEscale + layout_.hasRedshift +
         (kind == TableKind::Additive);
}

void TableModel::fill(const int32_t* places, size_t count, const float* values) {
  const size_t perRow = spectra() * bins();
  for (size_t i = 0; i < count; ++i, values += perRow) {
    if (places[i] < 0 || static_cast<size_t>(places[i]) >= rows_) throw std::invalid_argument("no such row");
    const size_t row = static_cast<size_t>(places[i]);
    if (written_[row]) throw std::invalid_argument("row " + std::to_string(row) + " is written twice");
    for (size_t k = 0; k < perRow; ++k) {
      if (!std::isfinite(values[k])) throw std::invalid_argument("a number is not finite");
    }
    std::copy(values, values + perRow, values_.begin() + static_cast<std::ptrdiff_t>(row * perRow));
    written_[row] = true;
    ++filled_;
  }
}

TableOnGrid::TableOnGrid(std::shared_ptr<const TableModel> table, TableKind kind, TableEnds ends,
                         const EnergyGrid& grid)
    : table_(std::move(table)), kind_(kind), ends_(ends), edges_(grid.edges) {
  if (!table_->complete()) throw std::invalid_argument("the table is not complete");
  if (kind_ == TableKind::Additive && !grid.starts.empty()) {
    shares_.assign(grid.bins(), 1);
    for (size_t i = 0; i + 1 < grid.starts.size(); ++i) {
      const double width = edges_[grid.starts[i + 1]] - edges_[grid.starts[i]];
      for (size_t k = grid.starts[i]; k < grid.starts[i + 1]; ++k) shares_[k] = (edges_[k + 1] - edges_[k]) / width;
    }
  }
  const size_t count = table_->rows() * table_->spectra();
  keeps_ = count <= kMostKept / (edges_.size() * sizeof(float));
  if (keeps_) kept_ = std::vector<std::atomic<float*>>(count);
}

TableOnGrid::~TableOnGrid() {
  for (const std::atomic<float*>& row : kept_) delete[] row.load();
}

// Which spectra are added, with which factors; those with factor 0 are left out.
void TableOnGrid::collect(const double* p, Scratch& scratch) const {
  const TableLayout& layout = table_->layout();
  std::vector<size_t>& corners = scratch.corners;
  std::vector<double>& weights = scratch.weights;
  corners.assign(1, 0);
  weights.assign(1, 1.0);
  for (size_t k = 0; k < layout.roles.size(); ++k) {
    if (layout.roles[k] < 0) continue;
    const TableAxis& axis = layout.axes[static_cast<size_t>(layout.roles[k])];
    const Place place = placeOn(axis, p[k]);
    const size_t count = corners.size();
    for (size_t c = 0; c < count; ++c) {
      const size_t row = corners[c] * axis.values.size() + place.lower;
      const double weight = weights[c];
      corners[c] = row;
      if (place.weight == 0) continue;
      weights[c] = weight * (1 - place.weight);
      corners.push_back(row + 1);
      weights.push_back(weight * place.weight);
    }
  }
  scratch.terms.clear();
  for (size_t c = 0; c < corners.size(); ++c) {
    scratch.terms.push_back({corners[c], 0, weights[c] * layout.unit});
    for (size_t k = 0; k < layout.roles.size(); ++k) {
      if (layout.roles[k] >= 0 || p[k] == 0) continue;
      scratch.terms.push_back({corners[c], static_cast<size_t>(-layout.roles[k]), weights[c] * p[k] * layout.unit});
    }
  }
}

template <typename T>
void TableOnGrid::bring(const T* values, double scale, double* out) const {
  const std::vector<double>& from = table_->layout().edges;
  const size_t n = table_->bins(), bins = edges_.size() - 1;
  const bool isMean = kind_ != TableKind::Additive;
  const double first = edges_[0] * scale;
  size_t i = static_cast<size_t>(std::upper_bound(from.begin(), from.end(), first) - from.begin());
  if (i > 0) --i;
  for (size_t k = 0; k < bins; ++k) {
    const double low = edges_[k] * scale, high = edges_[k + 1] * scale;
    while (i < n && from[i + 1] <= low) ++i;
    double sum = 0, covered = 0;
    for (size_t j = i; j < n && from[j] < high; ++j) {
      const double inside = std::min(high, from[j + 1]) - std::max(low, from[j]), width = from[j + 1] - from[j];
      const double value = static_cast<double>(values[j]);
      if (isMean) {
        sum += value * inside;
        covered += inside;
      } else {
        sum += inside >= width ? value : value * (inside / width);
      }
    }
    out[k] = isMean && covered > 0 ? sum / covered : sum;
  }
}

const float* TableOnGrid::kept(size_t row, size_t spectrum) const {
  std::atomic<float*>& slot = kept_[row * table_->spectra() + spectrum];
  if (const float* known = slot.load(std::memory_order_acquire)) return known;
  const size_t bins = edges_.size() - 1;
  std::vector<double> exact(bins);
  bring(table_->spectrum(row, spectrum), 1, exact.data());
  std::unique_ptr<float[]> made(new float[bins]);
  for (size_t k = 0; k < bins; ++k) made[k] = static_cast<float>(exact[k]);
  float* expected = nullptr;
  // Another thread may have made the same numbers meanwhile.
  if (slot.compare_exchange_strong(expected, made.get(), std::memory_order_acq_rel)) return made.release();
  return expected;
}

void TableOnGrid::finish(double scale, double factor, double* spectrum) const {
  const size_t bins = edges_.size() - 1;
  const std::vector<double>& table = table_->layout().edges;
  if (kind_ == TableKind::Exponential) {
    for (size_t k = 0; k < bins; ++k) spectrum[k] = expOf(-spectrum[k]);
  }
  const double outside = kind_ == TableKind::Additive ? 0 : 1;
  const double low = std::isnan(ends_.low) ? outside : ends_.low, high = std::isnan(ends_.high) ? outside : ends_.high;
  const auto share = [&](size_t k) { return shares_.empty() ? 1 : shares_[k]; };
  for (size_t k = 0; k < bins && edges_[k + 1] * scale <= table.front(); ++k) spectrum[k] = low * share(k);
  for (size_t k = bins; k > 0 && edges_[k - 1] * scale >= table.back(); --k) spectrum[k - 1] = high * share(k - 1);
  if (kind_ == TableKind::Additive && factor != 1) spectralKernels().scale(factor, bins, spectrum);
}

void TableOnGrid::evaluate(const double* p, double* spectrum, Scratch& scratch) const {
  const TableLayout& layout = table_->layout();
  const double* rest = p + layout.roles.size();
  const double escale = layout.hasEscale ? *rest++ : 1, z1 = layout.hasRedshift ? 1 + *rest++ : 1;
  const double norm = kind_ == TableKind::Additive ? *rest : 1, scale = z1 / escale;
  collect(p, scratch);
  if (keeps_ && scale == 1) {
    const size_t bins = edges_.size() - 1;
    std::fill(spectrum, spectrum + bins, 0.0);
    for (const Term& term : scratch.terms) {
      spectralKernels().addRow(kept(term.row, term.spectrum), bins, term.factor, spectrum);
    }
  } else {
    // Only the table's bins that the grid sees.
    const std::vector<double>& from = layout.edges;
    const auto after = [&](double energy) {
      return static_cast<size_t>(std::upper_bound(from.begin(), from.end(), energy) - from.begin());
    };
    const size_t first = std::max<size_t>(after(edges_.front() * scale), 1) - 1;
    const size_t last = std::max(first, std::min(after(edges_.back() * scale), table_->bins()));
    scratch.values.resize(table_->bins());
    double* sum = scratch.values.data();
    std::fill(sum + first, sum + last, 0.0);
    for (const Term& term : scratch.terms) {
      spectralKernels().addRow(table_->spectrum(term.row, term.spectrum) + first, last - first, term.factor,
                               sum + first);
    }
    bring(sum, scale, spectrum);
  }
  finish(scale, kind_ == TableKind::Additive ? norm / z1 : 1, spectrum);
}

}  // namespace xsift
