// The shape of a dense network and where its parameters lie in one flat array.
//
//   sizes = {inputs, hidden nodes of layer 1, ..., classes}; layer l maps sizes[l] values to sizes[l + 1].
//   parameters: for each layer its kernel [inputs][nodes] (row-major, so that the nodes of one input are adjacent),
//   then its bias [nodes]. Keras stores its Dense layers in the same order.
#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

namespace xsift {

struct Topology {
  std::vector<int> sizes;

  int layers() const { return static_cast<int>(sizes.size()) - 1; }
  int inputs(int layer) const { return sizes[static_cast<size_t>(layer)]; }
  int nodes(int layer) const { return sizes[static_cast<size_t>(layer) + 1]; }
  int classes() const { return sizes.back(); }
  size_t kernelLength(int layer) const {
    return static_cast<size_t>(inputs(layer)) * static_cast<size_t>(nodes(layer));
  }

  size_t kernel(int layer) const {
    size_t offset = 0;
    for (int l = 0; l < layer; ++l) offset += kernelLength(l) + static_cast<size_t>(nodes(l));
    return offset;
  }
  size_t bias(int layer) const { return kernel(layer) + kernelLength(layer); }
  size_t parameters() const { return kernel(layers()); }
};

}  // namespace xsift
