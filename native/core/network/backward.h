// Backward pass: the gradient of the mean loss with respect to every parameter.
//
//   dL/dW_l = a_(l-1)^T d_l            [inputs][nodes], d_l = dL/dz_l, [rows][nodes]
//   dL/db_l = sum over rows of d_l
//   d_(l-1) = (d_l W_l^T) where a_(l-1) > 0, else 0            (ReLU)
//
// and of the L1 penalty, lambda sum |w| over the kernels of the hidden layers, whose subgradient is lambda sign(w), 0 at 0.
// Rumelhart, Hinton, Williams, Nature 323, 533 (1986), doi 10.1038/323533a0.
#pragma once
#include <cmath>

#include "core/network/forward.h"

namespace xsift {

// delta[l] is dL/dz of layer l + 1; the last, filled by addLoss, belongs to the logits.
template <typename T>
struct Deltas {
  std::vector<std::vector<T>> values;
  std::vector<T> transposed;

  Deltas(const Topology& topology, int rows) : values(static_cast<size_t>(topology.layers())) {
    for (size_t l = 0; l < values.size(); ++l) {
      values[l].resize(static_cast<size_t>(rows) * static_cast<size_t>(topology.sizes[l + 1]));
    }
  }
  T* logits() { return values.back().data(); }
};

// d_(l-1) from d_l, for layer l > 0.
template <typename T>
void backThroughLayer(const Topology& topology, const T* parameters, int l, int rows, Activations<T>& activations,
                      Deltas<T>& deltas) {
  const int inputs = topology.inputs(l), nodes = topology.nodes(l);
  const T* kernel = parameters + topology.kernel(l);
  deltas.transposed.resize(topology.kernelLength(l));
  for (int i = 0; i < inputs; ++i) {
    for (int j = 0; j < nodes; ++j) deltas.transposed[static_cast<size_t>(j) * inputs + i] = *kernel++;
  }
  std::vector<T>& before = deltas.values[static_cast<size_t>(l) - 1];
  std::fill(before.begin(), before.end(), T(0));
  multiplyAdd(rows, nodes, inputs, deltas.values[static_cast<size_t>(l)].data(), nodes, 1, deltas.transposed.data(),
              before.data(), activations.scratch);
  const std::vector<T>& active = activations.values[static_cast<size_t>(l)];
  for (size_t i = 0; i < static_cast<size_t>(rows) * inputs; ++i) before[i] = active[i] > 0 ? before[i] : T(0);
}

// `gradient` has the layout of the parameters and is overwritten. Needs forward() and the deltas of the logits.
template <typename T>
void backward(const Topology& topology, const T* parameters, int rows, Activations<T>& activations, Deltas<T>& deltas,
              T* gradient) {
  std::fill_n(gradient, topology.parameters(), T(0));
  for (int l = topology.layers() - 1; l >= 0; --l) {
    const int inputs = topology.inputs(l), nodes = topology.nodes(l);
    const T* in = activations.values[static_cast<size_t>(l)].data();
    const T* delta = deltas.values[static_cast<size_t>(l)].data();
    multiplyAdd(inputs, rows, nodes, in, 1, inputs, delta, gradient + topology.kernel(l), activations.scratch);
    T* bias = gradient + topology.bias(l);
    for (int r = 0; r < rows; ++r) {
      for (int j = 0; j < nodes; ++j) bias[j] += delta[static_cast<ptrdiff_t>(r) * nodes + j];
    }
    if (l > 0) backThroughLayer(topology, parameters, l, rows, activations, deltas);
  }
}

// sum |w| as eight running sums in a fixed order, so that the additions need not wait for each other.
template <typename T>
double sumOfMagnitudes(const T* w, size_t length) {
  double sum[8] = {};
  size_t i = 0;
  for (; i + 8 <= length; i += 8) {
    for (size_t j = 0; j < 8; ++j) sum[j] += static_cast<double>(std::fabs(w[i + j]));
  }
  for (size_t j = 0; i < length; ++i, ++j) sum[j] += static_cast<double>(std::fabs(w[i]));
  return ((sum[0] + sum[1]) + (sum[2] + sum[3])) + ((sum[4] + sum[5]) + (sum[6] + sum[7]));
}

// Adds the L1 subgradient of the hidden kernels to `gradient` (unless null) and returns the penalty.
template <typename T>
double addL1(const Topology& topology, const T* parameters, double lambda, T* gradient) {
  if (lambda == 0) return 0;
  double magnitudes = 0;
  const T step = static_cast<T>(lambda);
  for (int l = 0; l + 1 < topology.layers(); ++l) {
    const size_t offset = topology.kernel(l), length = topology.kernelLength(l);
    const T* w = parameters + offset;
    magnitudes += sumOfMagnitudes(w, length);
    if (!gradient) continue;
    T* g = gradient + offset;
    for (size_t i = 0; i < length; ++i) g[i] += w[i] > 0 ? step : w[i] < 0 ? -step : T(0);
  }
  return lambda * magnitudes;
}

}  // namespace xsift
