// A network's weights as the kernels want them, and its forward pass over a block of rows.
//
// Two forms of the first layer: on bytes, for counts alone and up to kByteNodes nodes (network/bytes.inc; kernel
// [nodes][stride], w / deviation), else dense on standardised rows in single precision (kernel [inputs][stride]). The
// other layers are dense. All strides are padded; what is beyond a width is zero and stays zero.
#pragma once
#include <algorithm>
#include <memory>
#include <vector>

#include "core/matrix/multiply.h"
#include "core/network/expected.h"
#include "core/network/kernels.h"
#include "core/network/topology.h"

namespace xsift {

constexpr size_t kRowsAtOnce = 128;

// Where the inputs of a network come from: counts or floats, the latter in one array or in rows, and the means of fresh
// draws beside them, or none.
struct InputRows {
  size_t width = 0;
  const float* floats = nullptr;  // [rows][width]
  const CountRows* counts = nullptr;
  const ExpectedRows* expected = nullptr;
  const FloatRows* rows = nullptr;
  bool hasOnlyCounts() const { return counts && counts->extras() == 0; }
  // Of a row that is not of counts.
  const float* floatsAt(size_t row) const { return floats ? floats + row * width : rows->at(row); }
};

struct PackedNetwork {
  Topology topology;
  Activation activation;
  bool onBytes;
  size_t stride;  // of a row of inputs
  Floats parameters, mean, inverse, deviation, offset;
  Floats turned;  // the first layer's kernel as [inputs][kByteNodes], for lists, if prepareForLists was called

  PackedNetwork(const Topology& shape, Activation kind, bool hasOnlyCounts, const double* mean64,
                const double* deviation64)
      : topology(shape), activation(kind), onBytes(hasOnlyCounts && static_cast<size_t>(shape.nodes(0)) <= kByteNodes),
        stride(padded(static_cast<size_t>(shape.inputs(0)))), mean(stride), inverse(stride), deviation(stride),
        offset(kMatrixPad) {
    parameters = Floats(biasAt(topology.layers() - 1) + padded(static_cast<size_t>(topology.classes())));
    for (size_t i = 0; i < static_cast<size_t>(topology.inputs(0)); ++i) {
      mean[i] = static_cast<float>(mean64[i]);
      inverse[i] = static_cast<float>(1 / deviation64[i]);
      deviation[i] = static_cast<float>(deviation64[i]);
    }
  }

  // With its weights, for prediction alone.
  static PackedNetwork trained(const Topology& shape, Activation kind, bool hasOnlyCounts, const float* weights,
                               const double* mean, const double* deviation) {
    PackedNetwork network(shape, kind, hasOnlyCounts, mean, deviation);
    network.load(weights);
    network.prepareForLists();
    return network;
  }

  size_t inputs(int l) const { return static_cast<size_t>(topology.inputs(l)); }
  size_t nodes(int l) const { return static_cast<size_t>(topology.nodes(l)); }
  size_t nodeStride(int l) const { return padded(nodes(l)); }
  size_t kernelLength(int l) const { return l == 0 && onBytes ? nodes(0) * stride : inputs(l) * nodeStride(l); }
  size_t kernelAt(int l) const { return l == 0 ? 0 : biasAt(l - 1) + nodeStride(l - 1); }
  size_t biasAt(int l) const { return kernelAt(l) + kernelLength(l); }

  // From and to the plain layout of network/topology.h.
  void load(const float* weights) {
    each([&](size_t packed, size_t plain, size_t input) {
      parameters[packed] = input < kNone ? weights[plain] * inverse[input] : weights[plain];
    });
    if (!onBytes) return;
    for (size_t h = 0; h < nodes(0); ++h) {
      double sum = 0;
      for (size_t c = 0; c < inputs(0); ++c) {
        sum += static_cast<double>(mean[c]) * static_cast<double>(parameters[h * stride + c]);
      }
      offset[h] = static_cast<float>(sum);
    }
  }
  // For prediction from lists: the weights may not change any more.
  void prepareForLists() {
    if (!onBytes) return;
    turned = Floats(inputs(0) * kByteNodes);
    for (size_t c = 0; c < inputs(0); ++c) {
      for (size_t h = 0; h < nodes(0); ++h) turned[c * kByteNodes + h] = parameters[h * stride + c];
    }
  }
  void store(float* weights) const {
    each([&](size_t packed, size_t plain, size_t input) {
      weights[plain] = input < kNone ? parameters[packed] * deviation[input] : parameters[packed];
    });
  }

 private:
  static constexpr size_t kNone = SIZE_MAX;
  // visit(place here, place in the plain layout, the input whose deviation it is divided by or kNone)
  template <typename Visit>
  void each(const Visit& visit) const {
    for (int l = 0; l < topology.layers(); ++l) {
      const bool turned = l == 0 && onBytes;
      for (size_t i = 0; i < inputs(l); ++i) {
        for (size_t j = 0; j < nodes(l); ++j) {
          visit(kernelAt(l) + (turned ? j * stride + i : i * nodeStride(l) + j), topology.kernel(l) + i * nodes(l) + j,
                turned ? i : kNone);
        }
      }
      for (size_t j = 0; j < nodes(l); ++j) visit(biasAt(l) + j, topology.bias(l) + j, kNone);
    }
  }
};

// What a thread needs for a block of up to kRowsAtOnce rows.
struct Workspace {
  // A plane that is multiplied as a list.
  struct List {
    const uint8_t* at;
    float scale;
    size_t row;
  };
  std::vector<List> lists;                   // of the block
  size_t planes = 0;                         // of the block that are none, row after row
  std::vector<const uint8_t*> plane, ahead;  // ahead: those of the block to come, as far as known
  std::vector<float> scale;                  // of each plane
  std::vector<uint32_t> planeRow;            // the row in the block that it belongs to
  std::unique_ptr<uint8_t[]> room;           // planes that are not stored as such: of lists, of fresh draws
  ExpectedRows::Scratch drawing;
  Floats raw;                  // [planes][kByteResults]
  Floats inputs;               // [rows][stride], standardised; not for bytes
  std::vector<Floats> layers;  // [rows][nodeStride(l)]: activations, the last layer's logits

  explicit Workspace(const PackedNetwork& network)
      : plane(kRowsAtOnce * Planes::kMost), ahead(plane.size()), scale(plane.size()), planeRow(plane.size()) {
    if (!network.onBytes) inputs = Floats(kRowsAtOnce * network.stride);
    else raw = Floats(kRowsAtOnce * kByteResults);
    for (int l = 0; l < network.topology.layers(); ++l) layers.emplace_back(kRowsAtOnce * network.nodeStride(l));
  }
};

// Fills the block with the rows' inputs; with `noise`, of fresh counts. rows null: the n rows from `first` on.
void loadRows(const PackedNetwork& network, const InputRows& data, const uint32_t* rows, size_t first, size_t n,
              const Noise* noise, Workspace& work);
// Tells which n rows will be loaded next, so that forwardRows can ask for their memory: shuffled rows no hardware
// foresees. Rows up to `known` are those of later blocks.
void foreseeRows(const InputRows& data, const uint32_t* rows, size_t n, size_t known, Workspace& work);
// From what loadRows filled to the logits.
void forwardRows(const PackedNetwork& network, size_t n, Workspace& work);

}  // namespace xsift
