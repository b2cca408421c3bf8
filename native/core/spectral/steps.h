// A function of ln E in steps of 0.1 % from 0.01 to 1000 keV, for cross-sections at energies that change with every
// spectrum (redshift): a straight line in each step, so that a value costs one load of 8 bytes. In a step that holds an
// absorption edge the line changes at the edge, which stays as sharp as it is.
//
// A line is kept as its value in the step's middle and its change over the step, in single precision: that errs by
// 6e-8, less than the straight lines do (about 1.5e-6 for E^-3). Values are positive or 0; a negative "value" -(1 + k)
// says that the step's lines begin at pieces[k].
#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "core/cpu/elementary.h"

namespace xsift {

struct StepLine {
  float value, change;
};
// The line from `from` (-0.5 to 0.5, from the step's middle) to the next piece; the last one of a step has next =
// false.
struct StepPiece {
  double from;
  StepLine line;
  bool next;
};

struct StepTable {
  static constexpr double kLogFirst = -4.605170185988092;  // ln 0.01
  static constexpr double kPerLog = 1000;
  static constexpr size_t kSteps = 11513;  // to 1000 keV

  const StepLine* lines;  // kSteps
  const StepPiece* pieces;

  // Of an energy: its step is the nearest whole number, from 0 where it is inside the table. place + kPerLog ln(1 + z)
  // is the place of a redshifted one.
  static double place(double logEnergy) { return (logEnergy - kLogFirst) * kPerLog - 0.5; }
  // The energy at the beginning of a step, of which places are whole numbers here.
  static double energyAt(double step) { return expOf(kLogFirst + step / kPerLog); }
  static constexpr double kLeast = -0.5, kMost = kSteps - 0.5000001;

  StepLine line(size_t step, double part) const {
    const StepLine line = lines[step];
    return line.value < 0 ? pieceAt(static_cast<size_t>(-line.value) - 1, part) : line;
  }
  StepLine pieceAt(size_t k, double part) const {
    while (pieces[k].next && part >= pieces[k + 1].from) ++k;
    return pieces[k].line;
  }
  // The function at a place; beyond the table's ends the values there.
  double at(double place) const {
    const double above = place > kLeast ? place : kLeast, here = above < kMost ? above : kMost;
    const double shift = 6755399441055744.0, step = (here + shift) - shift, part = here - step;  // nearest whole number
    const StepLine found = line(static_cast<size_t>(step), part);
    return static_cast<double>(found.value) + part * static_cast<double>(found.change);
  }
};

// A table with its memory.
class Steps {
 public:
  Steps() = default;
  // The function at an energy in keV; its values at the beginning of each step and the end of the last; edges, in steps
  // from the table's beginning, rising, none twice.
  Steps(const std::function<double(double)>& at, const std::vector<double>& values, const std::vector<double>& edges);
  StepTable table() const { return {lines_.data(), pieces_.data()}; }
  size_t bytes() const { return lines_.size() * sizeof(StepLine) + pieces_.size() * sizeof(StepPiece); }

 private:
  std::vector<StepLine> lines_;
  std::vector<StepPiece> pieces_;
};

}  // namespace xsift
