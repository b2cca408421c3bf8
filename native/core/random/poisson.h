// Poisson draws, exact in distribution, for means from 0 to 1e9.
//
//   mean < 50:  inversion: the smallest k with u <= P(K <= k), searched upwards from k = 0; one uniform.
//   mean >= 50: transformed rejection PTRS of W. Hormann, "The transformed rejection method for generating Poisson
//               random variables", Insurance: Mathematics and Economics 12 (1993) 39, doi 10.1016/0167-6687(93)90997-4;
//               two uniforms a trial, 1.1 to 1.2 trials on average.
//
// Its exact test needs log P(k). mean and k up to 1e9 would cancel ten digits of k log(mean) - mean - log k!, so it is
// written as a deviance and Stirling's error, both small (C. Loader, "Fast and accurate computation of binomial
// probabilities", 2000):
//   log P(k) = -S(k) - D(k, mean) - log(2 pi k) / 2,  S(k) = log k! - log(sqrt(2 pi k) (k/e)^k),
//   D(k, mean) = k log(k / mean) + mean - k.
// poissonAt is the definition of a draw, plain and serial; poissonRow draws a spectrum by the kernels
// (random/kernels.h), to the same counts. elementary.h instead of libm, so the same uniforms give the same counts
// everywhere (sqrt and floor are exact by IEEE 754).
#pragma once
#include <cmath>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

#include "core/cpu/elementary.h"
#include "core/random/kernels.h"
#include "core/random/philox.h"

namespace xsift {

inline bool isPoissonMean(double mean) { return (mean >= 0) & (mean <= kPoissonMaxMean); }

// S(k), k >= 1: exact values below 16, above them the asymptotic series (error under 1e-16 from 16 on).
inline double stirlingError(double k) {
  if (k < 16) return kStirlingErrors[static_cast<int>(k)];
  const double inverse = 1 / k, z = inverse * inverse;
  return (1.0 / 12 - z * (1.0 / 360 - z * (1.0 / 1260 - z * (1.0 / 1680 - z * (1.0 / 1188))))) * inverse;
}

// D(k, mean); near k = mean by the series in v = (k - mean) / (k + mean), which does not cancel (its next term is below
// 1e-19).
inline double poissonDeviance(double k, double mean) {
  const double difference = k - mean, v = difference / (k + mean), z = v * v;
  if (std::fabs(v) >= 0.1) return k * logOf(k / mean) - difference;
  const double series =
      z * (1.0 / 3 +
           z * (1.0 / 5 +
                z * (1.0 / 7 + z * (1.0 / 9 + z * (1.0 / 11 + z * (1.0 / 13 + z * (1.0 / 15 + z * (1.0 / 17))))))));
  return difference * v + 2 * k * v * series;
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

// Whether the point (k, v) of the hat lies under the distribution: log x <= log P(k), with the logarithms of P(k) and x
// in one.
inline bool poissonAccepts(double k, double mean, double us, double v, double a, double b) {
  const double inverseAlpha = 1.1239 + 1.1328 / (b - 3.4), square = us * us;
  const double x = v * inverseAlpha * square / (a + b * square), whole = k > 0 ? k : 1;
  const double height = 0.5 * logOf(x * x * 6.283185307179586 * whole);
  // k = 0: log x <= -mean, with log(2 pi) / 2 on both sides.
  return height <= (k > 0 ? 0 - (stirlingError(k) + poissonDeviance(k, mean)) : 0 - mean + 0.9189385332046727);
}

template <typename Uniforms>
int64_t poissonByRejection(double mean, Uniforms& uniforms) {
  const double b = 0.931 + 2.53 * std::sqrt(mean), a = -0.059 + 0.02483 * b;
  for (;;) {
    const double u = uniforms.next() - 0.5, v = uniforms.next(), us = 0.5 - std::fabs(u);
    // Kept a double until it is accepted: a rejected trial can lie beyond any integer.
    const double k = std::floor((2 * a / us + b) * u + mean + 0.43);
    // v <= 0.9277 - 3.6224 / (b - 2)
    if (us >= 0.07 && (0.9277 - v) * (b - 2) >= 3.6224) return static_cast<int64_t>(k);
    if (k < 0 || (us < 0.013 && v > us)) continue;
    if (poissonAccepts(k, mean, us, v, a, b)) return static_cast<int64_t>(k);
  }
}

// `uniforms.next()` gives a uniform in (0, 1). Throws std::domain_error for a mean that is not in [0, 1e9].
template <typename Uniforms>
int64_t poisson(double mean, Uniforms& uniforms) {
  if (!isPoissonMean(mean)) {
    throw std::domain_error("a Poisson mean must be from 0 to 1e9, not " + std::to_string(mean));
  }
  if (mean == 0) return 0;
  return mean < kPoissonInversionLimit ? poissonByInversion(mean, uniforms) : poissonByRejection(mean, uniforms);
}

// Hands out the uniforms of a channel as random/kernels.h addresses them.
class PoissonUniforms {
 public:
  PoissonUniforms(double mean, uint64_t seed, uint32_t stream, uint64_t item, uint32_t channel)
      : isShared_(mean < kPoissonInversionLimit), trials_(seed, stream, item, channel, kFirstTrial) {
    if (!isShared_) return;
    const uint32_t block = channel / kChannelsPerGroup * kBlocksPerGroup + channel % kBlocksPerGroup;
    const uint32_t word = channel / kBlocksPerGroup % 4;
    shared_ =
        uniformOf(philoxAt(seed, stream, item, block, 1).word[word], philoxAt(seed, stream, item, block, 0).word[word]);
  }
  double next() { return isShared_ ? shared_ : trials_.next(); }

 private:
  bool isShared_;
  double shared_ = 0;
  UniformSequence trials_;
};

// The draw at (seed, stream, item, channel): it depends on these and its mean alone.
inline int64_t poissonAt(double mean, uint64_t seed, uint32_t stream, uint64_t item, uint32_t channel) {
  PoissonUniforms uniforms(mean, seed, stream, item, channel);
  return poisson(mean, uniforms);
}

// counts[c] = poissonAt(mean[c], seed, stream, item, c) for n channels. `undecided` is scratch memory. Throws
// std::domain_error for a mean that is not in [0, 1e9].
inline void poissonRow(const RandomKernels& kernels, uint64_t seed, uint32_t stream, uint64_t item, const double* mean,
                       size_t n, uint32_t* counts, std::vector<uint32_t>& undecided) {
  undecided.resize(n);
  const size_t left = kernels.poisson(seed, stream, item, mean, n, counts, undecided.data());
  for (size_t i = 0; i < left; ++i) {
    const uint32_t c = undecided[i];
    counts[c] = static_cast<uint32_t>(poissonAt(mean[c], seed, stream, item, c));
  }
}

}  // namespace xsift
