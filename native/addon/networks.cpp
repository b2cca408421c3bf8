#include "addon/networks.h"

#include <cmath>
#include <string>

#include "addon/arguments.h"

namespace xsift {

namespace {

constexpr int64_t kMaxNodes = 1 << 20, kMaxLayers = 64;

}  // namespace

Topology topologyOf(const Napi::Value& value) {
  const Napi::Env env = value.Env();
  if (!value.IsArray()) throw Napi::TypeError::New(env, "sizes must be an array");
  const auto array = value.As<Napi::Array>();
  if (array.Length() < 2 || array.Length() > kMaxLayers + 1) {
    throw Napi::RangeError::New(env, "sizes must have 2 to 65 numbers: inputs, hidden nodes, classes");
  }
  Topology topology;
  for (uint32_t i = 0; i < array.Length(); ++i) {
    const bool last = i + 1 == array.Length();
    topology.sizes.push_back(static_cast<int>(integer(array.Get(i), "sizes", last ? 2 : 1, last ? 256 : kMaxNodes)));
  }
  for (int l = 0; l < topology.layers(); ++l) {
    if (topology.kernelLength(l) > kMaxDraws) throw Napi::RangeError::New(env, "sizes: a layer has over 2^25 weights");
  }
  return topology;
}

Activation activationOf(const Napi::Value& value) {
  if (value.IsUndefined()) return Activation::Relu;
  const std::string name = value.IsString() ? value.As<Napi::String>().Utf8Value() : "";
  if (name == "relu") return Activation::Relu;
  if (name == "tanh") return Activation::Tanh;
  if (name == "linear") return Activation::Linear;
  throw Napi::RangeError::New(value.Env(), "activation must be relu, tanh or linear");
}

NetworkNumbers networkNumbers(const Napi::Value& weights, const Napi::Value& mean, const Napi::Value& deviation,
                              const Topology& topology) {
  const auto width = static_cast<size_t>(topology.sizes[0]);
  const NetworkNumbers out = {float32(weights, "weights", topology.parameters()).data,
                              float64(mean, "mean", width).data, float64(deviation, "deviation", width).data};
  for (size_t i = 0; i < width; ++i) {
    if (std::isfinite(out.mean[i]) && out.deviation[i] > 0 && std::isfinite(out.deviation[i])) continue;
    throw Napi::RangeError::New(mean.Env(),
                                "input " + std::to_string(i) + ": mean must be finite, deviation finite and above 0");
  }
  return out;
}

}  // namespace xsift
