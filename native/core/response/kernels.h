// The inner loops of applying a response, in a variant for each ISA (cpu/isa.h). All of them give the same bits.
//
// The matrix is cut into strips of kStripChannels channels. A strip keeps the energy rows that have an element in it,
// one after the other in rising energy, zeros filled in: strip s has rows start[s] .. start[s + 1] - 1, row r belongs
// to energy[r], its elements are at [r * kStripChannels]. Empty strips cost nothing; a strip of an ACIS matrix is empty
// above its own energies only from below, so that padding is about 4 %.
#pragma once
#include <cstddef>
#include <cstdint>

#include "core/cpu/isa.h"

namespace xsift {

constexpr size_t kStripChannels = 32, kLaneSpectra = 12;

struct Strips {
  size_t count, energies;  // channels: count * kStripChannels, the last ones empty where the detector has fewer
  const uint32_t* start;   // count + 1
  const uint32_t* energy;  // one a row
  const float* rounded;    // elements over a power of two, the largest size in [1, 2); sizes below 2^-60 are 0
  const double* exact;     // the same in double, null where `rounded` loses nothing
};

struct ResponseKernels {
  // Double precision: expected[c] = sum over e, in rising order, of photons[e] element(e, c), product and sum rounded.
  // `count` spectra (1 to kLaneSpectra) at photons + s * energies and expected + s * stride; all padded channels are
  // written.
  void (*apply)(const Strips& strips, const double* photons, size_t count, double* expected, size_t stride);

  // photons[e] = (flux[e] * area[e]) * exposure; returns the largest |photons| as bits: not above those of DBL_MAX, or
  // some are infinite or no numbers.
  uint64_t (*photons)(const double* flux, const double* area, double exposure, size_t n, double* photons);

  // scaled[e] = photons[e] * scale as a float, 0 below 2^-60.
  void (*scale)(const double* photons, size_t n, double scale, float* scaled);

  // lanes[e * kLaneSpectra + s] = scaled[s * stride + e] of kLaneSpectra spectra; stride is a multiple of 4, e runs to
  // it.
  void (*toLanes)(const float* scaled, size_t stride, float* lanes);

  // Single precision, `groups` times kLaneSpectra spectra: sums[s * stride + c] = sum over e, in rising order, of
  // lanes[((s / kLaneSpectra) * stride + e) * kLaneSpectra + s % kLaneSpectra] rounded(e, c), each step one fma, in
  // parts of 128 rows of the strip that are added up; stride: energies, rounded up to a multiple of 4. A spectrum's
  // sums do not depend on the others.
  void (*applyLanes)(const Strips& strips, const float* lanes, size_t groups, float* sums, size_t stride);

  // out[c] = scale * sums[c], rounded for `narrow`
  void (*widen)(const float* sums, size_t n, double scale, double* out);
  void (*narrow)(const float* sums, size_t n, double scale, float* out);
};
XSIFT_KERNELS(ResponseKernels, response)

}  // namespace xsift
