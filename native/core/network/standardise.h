// Standardisation: x -> (x - mean) / deviation, per input, with the moments of the training rows alone.
//
//   mean_i = 1/n sum_r x_ri,   deviation_i = sqrt(1/n sum_r (x_ri - mean_i)^2), 1 where the input never varies
//
// Inputs are single precision; moments and their sums are double, rows in the given order.
#pragma once
#include <cmath>
#include <vector>

#include "core/network/packed.h"

namespace xsift {

// A row of the inputs as they are: in place, or unpacked into `scratch` (width floats) by way of `room`.
inline const float* rowOf(const InputRows& data, size_t row, std::vector<uint8_t>& room, float* scratch) {
  if (!data.counts) return data.floatsAt(row);
  room.resize(data.counts->roomOfRow());
  const Planes p = data.counts->planes(row, room.data());
  networkKernels().unpack(p.plane, p.scale, static_cast<size_t>(p.n), data.counts->width(), scratch);
  if (!data.hasOnlyCounts()) {
    std::copy_n(data.counts->extras(row), data.counts->extras(), scratch + data.counts->width());
  }
  return scratch;
}

// Adds up the moments of all rows, some at a time so that the sums need not be fetched for each.
inline void addAllMoments(const InputRows& data, const uint32_t* rows, size_t n, const double* mean, double* sums) {
  constexpr size_t kTogether = 8;
  std::vector<float> scratch(kTogether * data.width);
  std::vector<uint8_t> room;
  for (size_t first = 0; first < n; first += kTogether) {
    const size_t here = std::min(kTogether, n - first);
    const float* x[kTogether];
    for (size_t r = 0; r < here; ++r) x[r] = rowOf(data, rows[first + r], room, scratch.data() + r * data.width);
    networkKernels().addMoments(x, here, data.width, mean, sums);
  }
}

inline void standardMoments(const InputRows& data, const uint32_t* rows, size_t n, double* mean, double* deviation) {
  const size_t width = data.width;
  const auto total = static_cast<double>(n);
  std::fill_n(mean, width, 0.0);
  std::fill_n(deviation, width, 0.0);
  addAllMoments(data, rows, n, nullptr, mean);
  for (size_t i = 0; i < width; ++i) mean[i] /= total;
  addAllMoments(data, rows, n, mean, deviation);
  for (size_t i = 0; i < width; ++i) {
    deviation[i] = std::sqrt(deviation[i] / total);
    // A constant input leaves rounding of the mean, far below the 6e-8 that single precision can resolve.
    if (deviation[i] <= 1e-12 * std::fabs(mean[i])) deviation[i] = 1;
  }
}

}  // namespace xsift
