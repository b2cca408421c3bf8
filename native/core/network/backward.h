// Backward pass: the gradient of the mean loss with respect to every parameter.
//
//   dL/dW_l = a_(l-1)^T d_l            [inputs][nodes], d_l = dL/dz_l, [rows][nodes]
//   dL/db_l = sum over rows of d_l
//   d_(l-1) = (d_l W_l^T) f'(z_(l-1));  f' = 1 where a_(l-1) > 0, else 0 (ReLU), 1 - a^2 (tanh), 1 (linear)
//
// and of the penalty, l1 sum |w| + l2 sum w^2 over the kernels of the hidden layers (Keras' L1L2), whose subgradient is
// l1 sign(w) + 2 l2 w, 0 at 0. The reference in double; network/engine.h is what runs in single.
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
void backThroughLayer(const Topology& topology, Activation kind, const T* parameters, int l, int rows,
                      const Activations<T>& activations, Deltas<T>& deltas) {
  const int inputs = topology.inputs(l), nodes = topology.nodes(l);
  const T* kernel = parameters + topology.kernel(l);
  deltas.transposed.resize(topology.kernelLength(l));
  for (int i = 0; i < inputs; ++i) {
    for (int j = 0; j < nodes; ++j) deltas.transposed[static_cast<size_t>(j) * inputs + i] = *kernel++;
  }
  std::vector<T>& before = deltas.values[static_cast<size_t>(l) - 1];
  std::fill(before.begin(), before.end(), T(0));
  multiplyAdd(rows, nodes, inputs, deltas.values[static_cast<size_t>(l)].data(), nodes, 1, deltas.transposed.data(),
              before.data());
  const std::vector<T>& active = activations.values[static_cast<size_t>(l)];
  if (kind == Activation::Linear) return;
  for (size_t i = 0; i < static_cast<size_t>(rows) * inputs; ++i) {
    before[i] = kind == Activation::Tanh ? before[i] * (1 - active[i] * active[i]) : active[i] > 0 ? before[i] : T(0);
  }
}

// `gradient` has the layout of the parameters and is overwritten. Needs forward() and the deltas of the logits.
template <typename T>
void backward(const Topology& topology, Activation kind, const T* parameters, int rows, const Activations<T>& activations,
              Deltas<T>& deltas, T* gradient) {
  std::fill_n(gradient, topology.parameters(), T(0));
  for (int l = topology.layers() - 1; l >= 0; --l) {
    const int inputs = topology.inputs(l), nodes = topology.nodes(l);
    const T* in = activations.values[static_cast<size_t>(l)].data();
    const T* delta = deltas.values[static_cast<size_t>(l)].data();
    multiplyAdd(inputs, rows, nodes, in, 1, inputs, delta, gradient + topology.kernel(l));
    T* bias = gradient + topology.bias(l);
    for (int r = 0; r < rows; ++r) {
      for (int j = 0; j < nodes; ++j) bias[j] += delta[static_cast<ptrdiff_t>(r) * nodes + j];
    }
    if (l > 0) backThroughLayer(topology, kind, parameters, l, rows, activations, deltas);
  }
}

// Adds the penalty's subgradient to `gradient` (unless null) and returns the penalty.
template <typename T>
double penaltyOf(const Topology& topology, const T* parameters, double l1, double l2, T* gradient = nullptr) {
  if (l1 == 0 && l2 == 0) return 0;
  double absolute = 0, square = 0;
  for (int l = 0; l + 1 < topology.layers(); ++l) {
    const T* w = parameters + topology.kernel(l);
    for (size_t i = 0; i < topology.kernelLength(l); ++i) {
      const auto value = static_cast<double>(w[i]);
      absolute += std::fabs(value);
      square += value * value;
      if (gradient) gradient[topology.kernel(l) + i] += static_cast<T>(l1 * ((value > 0) - (value < 0)) + 2 * l2 * value);
    }
  }
  return l1 * absolute + l2 * square;
}

}  // namespace xsift
