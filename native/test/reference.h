// The network in double, as plainly as it can be said: what the kernels and the training steps of the core are tested
// against. The formulas are those of core/network/engine.h. Matrices are row-major and packed.
#pragma once
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include "core/network/engine.h"
#include "core/network/topology.h"

namespace xsift {

// C += A B, A(m, k) = a[m * rowStep + k * termStep], so that a transposed A needs no copy.
inline void multiplyAdd(int M, int K, int N, const double* a, ptrdiff_t rowStep, ptrdiff_t termStep, const double* b,
                        double* c) {
  for (ptrdiff_t m = 0; m < M; ++m) {
    for (ptrdiff_t k = 0; k < K; ++k) {
      for (ptrdiff_t n = 0; n < N; ++n) c[m * N + n] += a[m * rowStep + k * termStep] * b[k * N + n];
    }
  }
}

// values[0] is the batch, values[l] the output of layer l (the last: logits), each [rows][width of the layer].
struct Activations {
  std::vector<std::vector<double>> values;
  Activations(const Topology& topology, int rows) {
    for (int size : topology.sizes) values.emplace_back(static_cast<size_t>(rows) * static_cast<size_t>(size));
  }
};

// delta[l] is dL/dz of layer l + 1; the last, filled by addLoss, belongs to the logits.
struct Deltas {
  std::vector<std::vector<double>> values;
  Deltas(const Topology& topology, int rows) {
    for (int l = 0; l < topology.layers(); ++l) {
      values.emplace_back(static_cast<size_t>(rows) * static_cast<size_t>(topology.nodes(l)));
    }
  }
  double* logits() { return values.back().data(); }
};

// From values[0] to the logits.
inline void forward(const Topology& topology, Activation kind, const double* parameters, int rows,
                    Activations& activations) {
  for (int l = 0; l < topology.layers(); ++l) {
    const int inputs = topology.inputs(l), nodes = topology.nodes(l);
    std::vector<double>& out = activations.values[static_cast<size_t>(l) + 1];
    for (int r = 0; r < rows; ++r) {
      std::copy_n(parameters + topology.bias(l), nodes, out.data() + static_cast<ptrdiff_t>(r) * nodes);
    }
    multiplyAdd(rows, inputs, nodes, activations.values[static_cast<size_t>(l)].data(), inputs, 1,
                parameters + topology.kernel(l), out.data());
    if (l + 1 == topology.layers() || kind == Activation::Linear) continue;
    for (size_t i = 0; i < static_cast<size_t>(rows) * static_cast<size_t>(nodes); ++i) {
      out[i] = kind == Activation::Tanh ? std::tanh(out[i]) : out[i] < 0 ? 0 : out[i];
    }
  }
}

// One row of logits to probabilities.
inline void softmax(const double* logits, int classes, double* probabilities) {
  const double largest = *std::max_element(logits, logits + classes);
  double sum = 0;
  for (int k = 0; k < classes; ++k) sum += probabilities[k] = std::exp(logits[k] - largest);
  for (int k = 0; k < classes; ++k) probabilities[k] /= sum;
}

// What the rows of a batch are compared with: labels, or with `targets` ([rows][classes]) these; `weights` [rows] or 1.
struct BatchTargets {
  std::vector<uint8_t> labels;
  std::vector<double> targets, weights;
};

// Adds the rows to `sum`. With `delta` ([rows][classes]), writes the gradient of the mean loss over the rows.
inline void addLoss(const double* logits, const BatchTargets& batch, int classes, LossSum& sum, double* delta) {
  double p[256];  // labels are bytes: at most 256 classes
  const size_t rows = batch.labels.size();
  for (size_t r = 0; r < rows; ++r, logits += classes) {
    softmax(logits, classes, p);
    const double weight = batch.weights.empty() ? 1 : batch.weights[r];
    sum.right += std::max_element(p, p + classes) - p == batch.labels[r];
    double target[256], within = 0;
    for (int k = 0; k < classes; ++k) {
      target[k] = batch.targets.empty() ? k == batch.labels[r]
                                        : batch.targets[r * static_cast<size_t>(classes) + static_cast<size_t>(k)];
      const double held = std::min(std::max(p[k], 1e-7), 1 - 1e-7);
      if (target[k] != 0) sum.loss -= weight * target[k] * std::log(held);
      if (p[k] != held) target[k] = 0;
      within += target[k];
    }
    for (int k = 0; delta && k < classes; ++k) {
      *delta++ = weight * (p[k] * within - target[k]) / static_cast<double>(rows);
    }
  }
}

// d_(l-1) from d_l, for layer l > 0.
inline void backThroughLayer(const Topology& topology, Activation kind, const double* parameters, int l, int rows,
                             const Activations& activations, Deltas& deltas) {
  const int inputs = topology.inputs(l), nodes = topology.nodes(l);
  const double* kernel = parameters + topology.kernel(l);
  std::vector<double> transposed(topology.kernelLength(l));
  for (int i = 0; i < inputs; ++i) {
    for (int j = 0; j < nodes; ++j) {
      transposed[static_cast<size_t>(j) * static_cast<size_t>(inputs) + static_cast<size_t>(i)] = *kernel++;
    }
  }
  std::vector<double>& before = deltas.values[static_cast<size_t>(l) - 1];
  std::fill(before.begin(), before.end(), 0.0);
  multiplyAdd(rows, nodes, inputs, deltas.values[static_cast<size_t>(l)].data(), nodes, 1, transposed.data(),
              before.data());
  const std::vector<double>& active = activations.values[static_cast<size_t>(l)];
  for (size_t i = 0; i < before.size(); ++i) {
    if (kind == Activation::Tanh) before[i] *= 1 - active[i] * active[i];
    if (kind == Activation::Relu && !(active[i] > 0)) before[i] = 0;
  }
}

// `gradient` has the layout of the parameters and is overwritten. Needs forward() and the deltas of the logits.
inline void backward(const Topology& topology, Activation kind, const double* parameters, int rows,
                     const Activations& activations, Deltas& deltas, double* gradient) {
  std::fill_n(gradient, topology.parameters(), 0.0);
  for (int l = topology.layers() - 1; l >= 0; --l) {
    const int inputs = topology.inputs(l), nodes = topology.nodes(l);
    const double* delta = deltas.values[static_cast<size_t>(l)].data();
    multiplyAdd(inputs, rows, nodes, activations.values[static_cast<size_t>(l)].data(), 1, inputs, delta,
                gradient + topology.kernel(l));
    double* bias = gradient + topology.bias(l);
    for (int r = 0; r < rows; ++r) {
      for (int j = 0; j < nodes; ++j) bias[j] += *delta++;
    }
    if (l > 0) backThroughLayer(topology, kind, parameters, l, rows, activations, deltas);
  }
}

// Adds the penalty's subgradient to `gradient` (unless null) and returns the penalty.
inline double penaltyOf(const Topology& topology, const double* parameters, double l1, double l2,
                        double* gradient = nullptr) {
  double penalty = 0;
  for (int l = 0; l + 1 < topology.layers(); ++l) {
    for (size_t i = topology.kernel(l); i < topology.bias(l); ++i) {
      const double w = parameters[i];
      penalty += l1 * std::fabs(w) + l2 * w * w;
      if (gradient) gradient[i] += l1 * ((w > 0) - (w < 0)) + 2 * l2 * w;
    }
  }
  return penalty;
}

}  // namespace xsift
