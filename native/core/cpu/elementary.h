// exp, log and pow in double, our own, so that counts cannot differ between C libraries (docs/design.md, decision 5).
//
// log: x = 2^k (1 + f), f in [sqrt(1/2) - 1, sqrt(2) - 1], s = f / (2 + f), log(1 + f) = f - s (f - R(s^2)) with the
//      minimax polynomial R of degree 14 (the method and coefficients of FreeBSD's msun e_log.c, SunPro 1993).
// exp: x = k ln2 + r, |r| <= ln2 / 2, exp(r) by the rational approximation of e_exp.c (same source).
// Both are within 1 ulp; pow(x, y) = exp(y log x) is within about 1 + |y log x| ulp, which is what spectra need.
// Only add, subtract, multiply, divide: identical on every IEEE machine as long as contraction is off.
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
  if (x != x) return x;
  if (x > 709.782712893383973096) return std::numeric_limits<double>::infinity();
  if (x < -745.13321910194110842) return 0.0;
  // A sum with 1.5 * 2^52 is rounded to a whole number, which then stands in its low bits (cpu/elementary.inc does the same).
  const double shift = 6755399441055744.0, scaled = x * 1.44269504088896338700e+00 + shift, k = scaled - shift;
  const double hi = x - k * kLn2Hi, lo = k * kLn2Lo, r = hi - lo, t = r * r;
  const double c = r - t * (1.66666666666666019037e-01 +
                            t * (-2.77777777770155933842e-03 +
                                 t * (6.61375632143793436117e-05 +
                                      t * (-1.65339022054652515390e-06 + t * 4.13813679705723846039e-08))));
  const double y = 1.0 - ((lo - (r * c) / (2.0 - c)) - hi);
  // Two factors, so that results near the ends of the range neither overflow early nor lose the subnormals.
  const uint64_t biased = doubleToBits(scaled) - doubleToBits(shift) + 2048, first = biased >> 1, second = biased - first;
  return y * bitsToDouble((first - 1) << 52) * bitsToDouble((second - 1) << 52);
}

// x > 0.
inline double powOf(double x, double y) { return expOf(y * logOf(x)); }

}  // namespace xsift
