// Table models: spectra on a grid of parameters (OGIP 92-009), which XSPEC knows as atable, mtable and etable.
//
//   S(p, q) = sum over the corners c of the cell around p of w_c (S_c + sum over k of q_k A_ck)
//   atable   norm / (1 + z) times the photons of S in a bin
//   mtable   the mean of S over a bin
//   etable   exp(-mean of S over a bin)
// p are the interpolated parameters: the weight of the upper neighbour is (p - p1) / (p2 - p1), or
// ln(p / p1) / ln(p2 / p1) where an axis is logarithmic. q are the additional ones. A bin from E1 to E2 sees the table
// from E1 (1 + z) / Escale to E2 (1 + z) / Escale. Values are taken as constant inside a bin of the table.
//
// Outside the table's energies the value is the file's LOELIMIT or HIELIMIT, without them 0 (atable) or 1; a bin that
// reaches out of it has what lies inside, or the mean of that. For atable the value is photons in a bin of the
// response.
//
// Parameters stand in the file's order, then Escale, z, norm as far as there are any.
#pragma once
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/cpu/aligned.h"
#include "core/spectral/grid.h"

namespace xsift {

struct TableAxis {
  std::vector<double> values;  // rising
  bool logarithmic;
};

struct TableLayout {
  std::vector<TableAxis> axes;
  std::vector<int> roles;     // of each parameter in the file: k of axis k, or -1 - k of additional spectrum k
  std::vector<double> edges;  // keV, n + 1
  bool hasEscale = false, hasRedshift = false;
  double unit = 1;  // what a stored number of 1 stands for
};

enum class TableKind { Additive, Multiplicative, Exponential };

// The numbers of a file. Filled once, then immutable.
class TableModel {
 public:
  static constexpr size_t kMostNumbers = size_t{1} << 30;

  // Throws std::invalid_argument for axes or energies that do not rise, roles that are not a numbering of axes and
  // additional spectra, or more than kMostNumbers numbers.
  explicit TableModel(TableLayout layout);

  size_t bins() const { return layout_.edges.size() - 1; }
  size_t rows() const { return rows_; }               // points of the grid of parameters
  size_t spectra() const { return 1 + additional_; }  // of a row
  const TableLayout& layout() const { return layout_; }
  // Parameters of a component of this kind.
  int parameters(TableKind kind) const;

  // Writes whole rows, each of spectra() * bins() finite numbers, to the rows named (the last axis runs fastest).
  // Throws std::invalid_argument for a row that is outside the grid or written twice, or a number that is not finite.
  void fill(const int32_t* places, size_t count, const float* values);
  bool complete() const { return filled_ == rows_; }

  const float* spectrum(size_t row, size_t k) const { return values_.data() + (row * spectra() + k) * bins(); }
  size_t bytes() const { return values_.size() * sizeof(float); }

 private:
  TableLayout layout_;
  size_t additional_ = 0, rows_ = 1, filled_ = 0;
  std::vector<bool> written_;
  AlignedVector<float> values_;
};

// What a file says of energies outside the table; NaN where it says nothing.
struct TableEnds {
  double low, high;
};

// A table on an energy grid. Rows are brought onto the grid when they are first asked for and kept, unless all of them
// would take more than kMostKept bytes: then, as with a redshift or Escale, the sum is made on the table's own
// energies. Which way is taken depends on table and grid alone, so that results do not depend on what was computed
// before.
class TableOnGrid {
 public:
  static constexpr size_t kMostKept = size_t{1} << 30;

  // The table must be complete.
  TableOnGrid(std::shared_ptr<const TableModel> table, TableKind kind, TableEnds ends, const EnergyGrid& grid);
  ~TableOnGrid();
  TableOnGrid(const TableOnGrid&) = delete;
  TableOnGrid& operator=(const TableOnGrid&) = delete;

  struct Term {
    size_t row, spectrum;
    double factor;
  };
  struct Scratch {
    std::vector<Term> terms;
    std::vector<size_t> corners;
    std::vector<double> weights;
    AlignedVector<double> values;
  };
  // Any number of threads at once, each with its own scratch. Interpolated parameters beyond an axis are taken at its
  // end; models check limits before.
  void evaluate(const double* p, double* spectrum, Scratch& scratch) const;

 private:
  void collect(const double* p, Scratch& scratch) const;
  const float* kept(size_t row, size_t spectrum) const;
  // The photons in, or the mean over, each of the grid's bins of `values` on the table's energies.
  template <typename T>
  void bring(const T* values, double scale, double* out) const;
  void finish(double scale, double factor, double* spectrum) const;

  std::shared_ptr<const TableModel> table_;
  TableKind kind_;
  TableEnds ends_;
  std::vector<double> edges_;
  std::vector<double> shares_;  // of each bin in that of the response which it is a part of; empty: 1
  bool keeps_;
  mutable std::vector<std::atomic<float*>> kept_;
};

}  // namespace xsift
