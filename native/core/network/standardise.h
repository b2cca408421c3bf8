// Standardisation: x -> (x - mean) / deviation, per input, with the moments of the training rows alone.
//
//   mean_i = 1/n sum_r x_ri,   deviation_i = sqrt(1/n sum_r (x_ri - mean_i)^2), 1 where the input never varies
//
// Inputs are single precision, [rows of the dataset][width]; moments and their sums are double, rows in the given order.
#pragma once
#include <cmath>
#include <cstddef>
#include <cstdint>

namespace xsift {

inline void standardMoments(const float* inputs, size_t width, const uint32_t* rows, size_t n, double* mean,
                            double* deviation) {
  for (size_t i = 0; i < width; ++i) mean[i] = deviation[i] = 0;
  for (size_t r = 0; r < n; ++r) {
    const float* x = inputs + rows[r] * width;
    for (size_t i = 0; i < width; ++i) mean[i] += x[i];
  }
  for (size_t i = 0; i < width; ++i) mean[i] /= static_cast<double>(n);
  for (size_t r = 0; r < n; ++r) {
    const float* x = inputs + rows[r] * width;
    for (size_t i = 0; i < width; ++i) deviation[i] += (x[i] - mean[i]) * (x[i] - mean[i]);
  }
  for (size_t i = 0; i < width; ++i) {
    deviation[i] = std::sqrt(deviation[i] / static_cast<double>(n));
    // A constant input leaves rounding of the mean, far below the 6e-8 that single precision can resolve.
    if (deviation[i] <= 1e-12 * std::fabs(mean[i])) deviation[i] = 1;
  }
}

// One row, standardised, in the precision of the computation. `inverse` is 1 / deviation.
template <typename T>
void standardRow(const float* x, size_t width, const T* mean, const T* inverse, T* out) {
  for (size_t i = 0; i < width; ++i) out[i] = (static_cast<T>(x[i]) - mean[i]) * inverse[i];
}

}  // namespace xsift
