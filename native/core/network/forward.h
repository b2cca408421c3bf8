// Forward pass of a dense network over a batch of rows: the reference in double (network/packed.h is what runs in single).
//
//   z_l = a_(l-1) W_l + b_l            a_0 = the inputs, [rows][inputs of layer l] times [inputs][nodes]
//   a_l = max(z_l, 0), tanh(z_l) or z_l   hidden layers; NaN stays NaN, so that a bad input cannot pass unseen
//   p_k = exp(z_k) / sum_j exp(z_j)    over the logits of the last layer, in double, shifted by the largest logit
//
// Goodfellow, Bengio, Courville, "Deep Learning" (2016), sections 6.2 and 6.3.
#pragma once
#include <algorithm>
#include <cmath>
#include <vector>

#include "core/cpu/elementary.h"
#include "core/network/kernels.h"
#include "core/network/multiply.h"
#include "core/network/topology.h"

namespace xsift {

// values[0] is the batch, values[l] the output of layer l (the last: logits), each [rows][width of the layer].
template <typename T>
struct Activations {
  std::vector<std::vector<T>> values;

  Activations(const Topology& topology, int rows) : values(topology.sizes.size()) {
    for (size_t l = 0; l < values.size(); ++l) {
      values[l].resize(static_cast<size_t>(rows) * static_cast<size_t>(topology.sizes[l]));
    }
  }
};

// From values[0] to the logits.
template <typename T>
void forward(const Topology& topology, Activation kind, const T* parameters, int rows, Activations<T>& activations) {
  for (int l = 0; l < topology.layers(); ++l) {
    const int inputs = topology.inputs(l), nodes = topology.nodes(l);
    const T* in = activations.values[static_cast<size_t>(l)].data();
    T* out = activations.values[static_cast<size_t>(l) + 1].data();
    const T* bias = parameters + topology.bias(l);
    for (int r = 0; r < rows; ++r) std::copy_n(bias, nodes, out + static_cast<ptrdiff_t>(r) * nodes);
    multiplyAdd(rows, inputs, nodes, in, inputs, 1, parameters + topology.kernel(l), out);
    if (l + 1 == topology.layers()) break;
    const ptrdiff_t length = static_cast<ptrdiff_t>(rows) * nodes;
    if (kind == Activation::Linear) continue;
    for (ptrdiff_t i = 0; i < length; ++i) out[i] = kind == Activation::Tanh ? std::tanh(out[i]) : out[i] < 0 ? T(0) : out[i];
  }
}

// One row of logits to probabilities.
template <typename T>
void softmax(const T* logits, int classes, double* probabilities) {
  double largest = static_cast<double>(logits[0]), sum = 0;
  for (int k = 1; k < classes; ++k) largest = std::max(largest, static_cast<double>(logits[k]));
  for (int k = 0; k < classes; ++k) sum += probabilities[k] = expOf(static_cast<double>(logits[k]) - largest);
  for (int k = 0; k < classes; ++k) probabilities[k] /= sum;
}

}  // namespace xsift
