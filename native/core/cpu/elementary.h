// exp, log and pow in double, our own, so that counts cannot differ between C libraries (docs/design.md, decision 5).
// The formulas are in cpu/elementary.inc: single numbers and the vectors of every ISA have the same bits.
//
// exp and log are within 1 ulp; pow(x, y) = exp(y log x) is within about 1 + |y log x| ulp, which is what spectra need.
#pragma once
#include <limits>

#include "core/cpu/serial.h"

namespace xsift {

namespace serial {
#include "core/cpu/elementary.inc"
}  // namespace serial

inline double logOf(double x) {
  if (!(x > 0)) {
    return x == 0 ? -std::numeric_limits<double>::infinity() : std::numeric_limits<double>::quiet_NaN();
  }
  if (x > std::numeric_limits<double>::max()) return x;
  // Subnormals have no exponent of their own: times 2^54.
  if (x < 2.2250738585072014e-308) return serial::logOfNormal(x * 18014398509481984.0, 54);
  return serial::logOfNormal(x);
}

inline double expOf(double x) { return serial::expOf(x); }

// x > 0.
inline double powOf(double x, double y) { return expOf(y * logOf(x)); }

}  // namespace xsift
