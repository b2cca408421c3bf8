// A function of ln E in steps of 0.1 % from 0.01 to 1000 keV, for cross-sections at energies that change with every spectrum
// (redshift): a straight line in each step, so that a value costs one load of 8 bytes. In a step that holds an absorption
// edge the line changes at the edge, which stays as sharp as it is.
//
// A line is kept as its value at the step's beginning and its change over the step, in single precision: that errs by 6e-8,
// less than the straight lines do (about 1.5e-6 for E^-3). Values are positive or 0; a negative "value" -(1 + k) says that
// the step's lines begin at pieces[k].
#pragma once
#include <cstddef>
#include <cstdint>

namespace xsift {

struct StepLine {
  float value, change;
};
// The line from `from` (0 to 1 in the step) to the next piece; the last one of a step has next = false.
struct StepPiece {
  double from;
  StepLine line;
  bool next;
};

struct StepTable {
  static constexpr double kLogFirst = -4.605170185988092;  // ln 0.01
  static constexpr double kPerLog = 1000;
  static constexpr size_t kSteps = 11513;  // to 1000 keV

  const StepLine* lines;  // kSteps + 1; the last one is the value at the end
  const StepPiece* pieces;

  // The place of an energy in steps from the table's beginning, clamped to the table. `step` must be below kSteps + 1.
  static double place(double logEnergy) {
    const double place = (logEnergy - kLogFirst) * kPerLog, most = static_cast<double>(kSteps);
    return place > 0 ? (place < most ? place : most) : 0;
  }
  StepLine line(size_t step, double part) const {
    const StepLine line = lines[step];
    return line.value < 0 ? pieceAt(static_cast<size_t>(-line.value) - 1, part) : line;
  }
  double at(double logEnergy) const {
    const double here = place(logEnergy), shift = 6755399441055744.0;  // a sum with 1.5 * 2^52 is a whole number
    const double whole = (here - 0.5 + shift) - shift, part = here - whole;
    const StepLine found = line(static_cast<size_t>(whole), part);
    return static_cast<double>(found.value) + part * static_cast<double>(found.change);
  }

 private:
  StepLine pieceAt(size_t k, double part) const {
    while (pieces[k].next && part >= pieces[k + 1].from) ++k;
    return pieces[k].line;
  }
};

}  // namespace xsift
