// ln Gamma and the lower incomplete gamma function in double, of positive numbers, by our own exp and log
// (cpu/elementary.h): Abramowitz & Stegun 1964, 6.1.41, 6.5.29 and 6.5.31; within about 1e-13.
#pragma once
#include <cmath>

#include "core/cpu/elementary.h"

namespace xsift {

// x > 0: Stirling's series from 10 on, reached by Gamma(x + 1) = x Gamma(x).
inline double logGammaOf(double x) {
  double product = 1;
  while (x < 10) product *= x++;
  const double s = 1 / (x * x);
  const double series = (1.0 / 12 - s * (1.0 / 360 - s * (1.0 / 1260 - s * (1.0 / 1680 - s / 1188)))) / x;
  return (x - 0.5) * logOf(x) - x + 0.91893853320467274178 + series - logOf(product);
}

// The integral of t^(a - 1) exp(-t) from 0 to x, divided by x^a exp(-x): a > 0, x >= 0.
inline double scaledLowerGamma(double a, double x) {
  constexpr double kEnough = 1e-16;
  if (x < a + 1) {
    double term = 1 / a, sum = term;
    for (double n = a + 1; term > kEnough * sum; ++n) sum += term *= x / n;
    return sum;
  }
  // What is above x, by Lentz's continued fraction.
  double b = x + 1 - a, c = 1e300, d = 1 / b, fraction = d;
  for (double n = 1; n < 10000; ++n) {
    const double numerator = n * (a - n);
    b += 2;
    d = 1 / (numerator * d + b);
    c = b + numerator / c;
    const double factor = c * d;
    fraction *= factor;
    if (std::fabs(factor - 1) < kEnough * 4) break;
  }
  return expOf(logGammaOf(a) - a * logOf(x) + x) - fraction;
}

}  // namespace xsift
