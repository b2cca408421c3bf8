// exp, log and pow in double, our own, so that counts cannot differ between C libraries (docs/design.md, decision 5).
//
// log: x = 2^k (1 + f), f in [sqrt(1/2) - 1, sqrt(2) - 1], s = f / (2 + f), log(1 + f) = f - s (f - R(s^2)) with the
//      minimax polynomial R of degree 14 (the method and coefficients of FreeBSD's msun e_log.c, SunPro 1993).
// exp: x = k ln2 + r, |r| <= ln2 / 2, exp(r) = 1 + r + r^2 P(r) with P of degree 9, least in the largest relative error of
//      exp(r) (4e-18, found by Remez's exchange), its terms in the order that lets a CPU compute many at once.
// Both are within 1 ulp; pow(x, y) = exp(y log x) is within about 1 + |y log x| ulp, which is what spectra need.
// Only add, subtract, multiply, divide, no fma: identical on every IEEE machine as long as contraction is off, and fast
// where the CPU has no fma. cpu/elementary.inc has the same for vectors.
#pragma once
#include <cstdint>
#include <cstring>
#include <limits>

namespace xsift {

inline double bitsToDouble(uint64_t bits) {
  double value;
  std::memcpy(&value, &bits, sizeof value);
  return value;
}
inline uint64_t doubleToBits(double value) {
  uint64_t bits;
  std::memcpy(&bits, &value, sizeof bits);
  return bits;
}

constexpr double kLn2Hi = 6.93147180369123816490e-01, kLn2Lo = 1.90821492927058770002e-10;

inline double logOf(double x) {
  if (!(x > 0)) {
    return x == 0 ? -std::numeric_limits<double>::infinity() : std::numeric_limits<double>::quiet_NaN();
  }
  if (x > std::numeric_limits<double>::max()) return x;
  int k = 0;
  if (x < 2.2250738585072014e-308) {
    x *= 18014398509481984.0;  // 2^54: subnormals have no exponent of their own
    k -= 54;
  }
  uint64_t bits = doubleToBits(x);
  k += static_cast<int>(bits >> 52) - 1023;
  bits = (bits & 0x000fffffffffffffULL) | 0x3ff0000000000000ULL;
  double m = bitsToDouble(bits);
  if (m > 1.4142135623730951) {
    m *= 0.5;
    k += 1;
  }
  const double f = m - 1.0, s = f / (2.0 + f), z = s * s, w = z * z;
  const double t1 = w * (3.999999999940941908e-01 + w * (2.222219843214978396e-01 + w * 1.531383769920937332e-01));
  const double t2 = z * (6.666666666666735130e-01 +
                         w * (2.857142874366239149e-01 + w * (1.818357216161805012e-01 + w * 1.479819860511658591e-01)));
  const double r = t1 + t2, half = 0.5 * f * f;
  return k * kLn2Hi - ((half - (s * (half + r) + k * kLn2Lo)) - f);
}

inline double expOf(double x) {
  if (!(x <= 709.782712893383973096)) return x + std::numeric_limits<double>::infinity();  // NaN stays NaN
  if (x < -746) x = -746;
  // A sum with 1.5 * 2^52 is rounded to a whole number, which then stands in its low bits.
  const double shift = 6755399441055744.0, scaled = x * 1.44269504088896338700e+00 + shift, k = scaled - shift;
  const double hi = x - k * kLn2Hi, lo = k * kLn2Lo, r = hi - lo, r2 = r * r, r4 = r2 * r2;
  const double p = ((0.5000000000000011 + 0.16666666666666413 * r) + r2 * (0.04166666666653063 + 0.008333333333494036 * r)) +
                   r4 * (((0.0013888888943522273 + 0.00019841269507203118 * r) +
                          r2 * (2.480149319932651e-05 + 2.7557586007884785e-06 * r)) +
                         r4 * (2.763021562872789e-07 + 2.500013173081241e-08 * r));
  const double y = 1.0 + (hi + (r2 * p - lo));
  // 2^k is added to the exponent; near the lower end in two steps, as the first result must not be subnormal.
  const bool low = x < -600;
  const uint64_t bits = doubleToBits(y) + (doubleToBits(scaled) << 52) + (low ? uint64_t{128} << 52 : 0);
  return bitsToDouble(bits) * (low ? 2.938735877055718770e-39 : 1.0);  // 2^-128
}

// x > 0.
inline double powOf(double x, double y) { return expOf(y * logOf(x)); }

}  // namespace xsift
