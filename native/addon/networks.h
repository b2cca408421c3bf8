// What describes a network in the arguments of a call.
#pragma once
#include <napi.h>

#include "core/network/packed.h"
#include "core/random/philox.h"

namespace xsift {

// One place of a random stream has so many numbers, two a draw: enough for a shuffle of so many rows, and for the first
// weights of a layer.
constexpr size_t kMaxDraws = 2 * size_t{kDrawsPerStream};

// From [inputs, hidden nodes of each layer, classes].
Topology topologyOf(const Napi::Value& value);
// 'relu' (or undefined), 'tanh' or 'linear'.
Activation activationOf(const Napi::Value& value);

struct NetworkNumbers {
  const float* weights;            // [topology.parameters()]
  const double *mean, *deviation;  // [inputs]
};
// Checked: lengths, finite means, deviations above 0.
NetworkNumbers networkNumbers(const Napi::Value& weights, const Napi::Value& mean, const Napi::Value& deviation,
                              const Topology& topology);

}  // namespace xsift
