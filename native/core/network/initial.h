// What training draws at random, each a pure function of the seed (core/random/philox.h):
//
//   kernels  uniform in (-s, s), s = sqrt(6 / (inputs + nodes)); biases 0
//            Glorot & Bengio, AISTATS 2010, PMLR 9, 249, eq. (16); Keras' default for Dense
//   order    of the training rows in an epoch: Fisher-Yates (Durstenfeld, CACM 7, 420, 1964, doi 10.1145/364520.364540)
//            from the rows' own order, so that epoch e depends on (seed, e) only
#pragma once
#include <cmath>
#include <numeric>
#include <vector>

#include "core/network/topology.h"
#include "core/random/philox.h"

namespace xsift {

constexpr uint32_t kShuffleStream = 49, kWeightsStream = 50;  // ts/native/random.ts lists all streams

inline void glorotUniform(const Topology& topology, uint64_t seed, float* parameters) {
  for (int l = 0; l < topology.layers(); ++l) {
    UniformSequence uniforms(seed, kWeightsStream, static_cast<uint64_t>(l), 0);
    const double limit = std::sqrt(6.0 / (topology.inputs(l) + topology.nodes(l)));
    float* kernel = parameters + topology.kernel(l);
    for (size_t i = 0; i < topology.kernelLength(l); ++i) {
      kernel[i] = static_cast<float>(limit * (2 * uniforms.next() - 1));
    }
    float* bias = parameters + topology.bias(l);
    for (int j = 0; j < topology.nodes(l); ++j) bias[j] = 0;
  }
}

// A permutation of 0 ... order.size() - 1.
inline void shuffledOrder(uint64_t seed, uint64_t epoch, std::vector<uint32_t>& order) {
  std::iota(order.begin(), order.end(), 0U);
  UniformSequence uniforms(seed, kShuffleStream, epoch, 0);
  for (size_t left = order.size(); left > 1; --left) {
    const auto pick = static_cast<size_t>(uniforms.next() * static_cast<double>(left));
    std::swap(order[left - 1], order[pick < left ? pick : left - 1]);  // u * left may round up to left
  }
}

}  // namespace xsift
