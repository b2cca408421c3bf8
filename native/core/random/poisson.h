// Poisson draws, exact in distribution, for means from 0 to 1e9.
//
//   mean < 10:  inversion: the smallest k with u <= P(K <= k), searched upwards from k = 0; one uniform.
//   mean >= 10: transformed rejection PTRS of W. Hormann, "The transformed rejection method for generating Poisson
//               random variables", Insurance: Mathematics and Economics 12 (1993) 39, doi 10.1016/0167-6687(93)90997-4;
//               two uniforms a trial, 1.1 to 1.3 trials on average.
//
// Its exact test needs log P(k). mean and k up to 1e9 would cancel ten digits of k log(mean) - mean - log k!, so it is
// written as a deviance and Stirling's error, both small (C. Loader, "Fast and accurate computation of binomial
// probabilities", 2000):
//   log P(k) = -S(k) - D(k, mean) - log(2 pi k) / 2,  S(k) = log k! - log(sqrt(2 pi k) (k/e)^k),
//   D(k, mean) = k log(k / mean) + mean - k.
// Plain and serial: the reference that vector versions are measured against. elementary.h instead of libm, so the same
// uniforms give the same counts everywhere (sqrt and floor are exact by IEEE 754).
#pragma once
#include <cmath>
#include <cstdint>
#include <stdexcept>
#include <string>

#include "core/cpu/elementary.h"

namespace xsift {

constexpr double kPoissonMaxMean = 1e9, kPoissonInversionLimit = 10;

inline bool isPoissonMean(double mean) { return mean >= 0 && mean <= kPoissonMaxMean; }

// S(k), k >= 1: exact values below 16, above them the asymptotic series (error under 1e-16 from 16 on).
inline double stirlingError(double k) {
  static const double table[16] = {0,
      8.10614667953272611e-02, 4.13406959554092970e-02, 2.76779256849983384e-02, 2.07906721037650934e-02,
      1.66446911898211931e-02, 1.38761288230707484e-02, 1.18967099458917695e-02, 1.04112652619720962e-02,
      9.25546218271273285e-03, 8.33056343336287079e-03, 7.57367548795184059e-03, 6.94284010720952992e-03,
      6.40899418800420714e-03, 5.95137011275884750e-03, 5.55473355196280105e-03};
  if (k < 16) return table[static_cast<int>(k)];
  const double z = 1 / (k * k);
  return (1.0 / 12 - z * (1.0 / 360 - z * (1.0 / 1260 - z * (1.0 / 1680 - z * (1.0 / 1188))))) / k;
}

// D(k, mean); near k = mean by the series in v = (k - mean) / (k + mean), which does not cancel.
inline double poissonDeviance(double k, double mean) {
  const double difference = k - mean;
  if (std::fabs(difference) >= 0.1 * (k + mean)) return k * logOf(k / mean) - difference;
  const double v = difference / (k + mean), square = v * v;
  double sum = difference * v, term = 2 * k * v;
  for (int j = 3;; j += 2) {
    term *= square;
    const double next = sum + term / j;
    if (next == sum) return sum;
    sum = next;
  }
}

// log P(K = k) for whole k >= 0 and mean > 0; absolute error about 1e-15 (1 + |result|).
inline double poissonLogProbability(double k, double mean) {
  if (k == 0) return -mean;
  return -stirlingError(k) - poissonDeviance(k, mean) - 0.5 * logOf(6.283185307179586 * k);
}

template <typename Uniforms>
int64_t poissonByInversion(double mean, Uniforms& uniforms) {
  const double u = uniforms.next();
  double probability = expOf(-mean), cumulative = probability;
  int64_t k = 0;
  while (u > cumulative) {
    ++k;
    probability *= mean / static_cast<double>(k);
    const double next = cumulative + probability;
    // Rounding may leave the sum 1e-16 short of the largest u: what is left of the tail belongs to this k.
    if (next == cumulative) break;
    cumulative = next;
  }
  return k;
}

template <typename Uniforms>
int64_t poissonByRejection(double mean, Uniforms& uniforms) {
  const double b = 0.931 + 2.53 * std::sqrt(mean), a = -0.059 + 0.02483 * b;
  const double inverseAlpha = 1.1239 + 1.1328 / (b - 3.4), sureBelow = 0.9277 - 3.6224 / (b - 2);
  for (;;) {
    const double u = uniforms.next() - 0.5, v = uniforms.next(), us = 0.5 - std::fabs(u);
    // Kept a double until it is accepted: a rejected trial can lie beyond any integer.
    const double k = std::floor((2 * a / us + b) * u + mean + 0.43);
    if (us >= 0.07 && v <= sureBelow) return static_cast<int64_t>(k);
    if (k < 0 || (us < 0.013 && v > us)) continue;
    if (logOf(v * inverseAlpha / (a / (us * us) + b)) <= poissonLogProbability(k, mean)) return static_cast<int64_t>(k);
  }
}

// `uniforms.next()` gives a uniform in (0, 1). Throws std::domain_error for a mean that is not in [0, 1e9].
template <typename Uniforms>
int64_t poisson(double mean, Uniforms& uniforms) {
  if (!isPoissonMean(mean)) throw std::domain_error("a Poisson mean must be from 0 to 1e9, not " + std::to_string(mean));
  if (mean == 0) return 0;
  return mean < kPoissonInversionLimit ? poissonByInversion(mean, uniforms) : poissonByRejection(mean, uniforms);
}

}  // namespace xsift
