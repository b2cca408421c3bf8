// Class probabilities of many rows: standardise, forward, softmax; blocks of rows side by side over threads.
//
//   inputs [rows][sizes[0]] -> probabilities [rows][classes]
//
// A block holds kBlockRows rows whatever the number of threads, and rows do not meet: same bits for any number.
#pragma once
#include "core/cpu/parallel.h"
#include "core/network/forward.h"
#include "core/network/standardise.h"

namespace xsift {

constexpr int kBlockRows = 128;

// Moments in the precision of the computation.
template <typename T>
struct Scaling {
  std::vector<T> mean, inverse;
  Scaling(const double* mean64, const double* deviation, size_t width) : mean(width), inverse(width) {
    for (size_t i = 0; i < width; ++i) {
      mean[i] = static_cast<T>(mean64[i]);
      inverse[i] = static_cast<T>(1 / deviation[i]);
    }
  }
};

// False when cancelled. control->done counts blocks of kBlockRows.
template <typename T>
bool predict(const Topology& topology, const T* parameters, const Scaling<T>& scaling, const float* inputs,
             int64_t rows, float* probabilities, int threads, Control* control) {
  const auto width = static_cast<size_t>(topology.inputs(0));
  const int classes = topology.classes();
  const int64_t blocks = (rows + kBlockRows - 1) / kBlockRows;
  const auto workers = static_cast<size_t>(std::max<int64_t>(std::min<int64_t>(threads, blocks), 1));
  std::vector<Activations<T>> scratch(workers, Activations<T>(topology, kBlockRows));
  return parallelFor(blocks, threads, control, [&](int64_t block, int thread) {
    Activations<T>& activations = scratch[static_cast<size_t>(thread)];
    const int64_t first = block * kBlockRows;
    const int here = static_cast<int>(std::min<int64_t>(kBlockRows, rows - first));
    for (int r = 0; r < here; ++r) {
      const size_t row = static_cast<size_t>(first + r);
      standardRow(inputs + row * width, width, scaling.mean.data(), scaling.inverse.data(),
                  activations.values[0].data() + static_cast<size_t>(r) * width);
    }
    forward(topology, parameters, here, activations);
    double p[256];
    for (int r = 0; r < here; ++r) {
      softmax(activations.values.back().data() + static_cast<ptrdiff_t>(r) * classes, classes, p);
      for (int k = 0; k < classes; ++k) probabilities[(first + r) * classes + k] = static_cast<float>(p[k]);
    }
  });
}

}  // namespace xsift
