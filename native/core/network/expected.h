// Expected counts, of which training may draw fresh counts in every epoch: the network then never sees the same noise
// twice.
//
//   counts[c] = Poisson(expected[c]), background[c] = Poisson(expectedBackground[c])
//
// at (seed, stream, item, c) with item = epoch 2^32 + row (random/poisson.h), so a draw depends on the seed, the
// spectrum's row, the channel and the epoch alone. A draw without net counts has no shape to show: the stored counts
// then stand in. Memory: 4 bytes a channel, 8 with a background. Roofline: 2 to 4 ns a draw, so some 1 to 2 us a
// spectrum of 527 channels.
#pragma once
#include <vector>

#include "core/network/counts.h"
#include "core/random/poisson.h"

namespace xsift {

constexpr uint32_t kFreshCountsStream = 52, kFreshBackgroundStream = 53;  // ts/native/random.ts lists all streams

class ExpectedRows {
 public:
  ExpectedRows(size_t width, size_t capacity, bool hasBackground)
      : width_(width), capacity_(capacity), hasBackground_(hasBackground),
        means_(capacity * perRow() * sizeof(float) + kBytesBeyond) {}
  size_t width() const { return width_; }
  size_t rows() const { return rows_; }
  size_t capacity() const { return capacity_; }
  bool hasBackground() const { return hasBackground_; }
  size_t bytes() const { return capacity_ * perRow() * sizeof(float) + scales_.capacity() * sizeof(double); }

  // `width` means, and the background region's with the scale to the source region. They must be from 0 to 1e9; at most
  // `capacity` rows.
  void append(const float* own, const float* background, double scale) {
    float* to = reinterpret_cast<float*>(means_.data()) + rows_++ * perRow();
    std::copy_n(own, width_, to);
    if (!hasBackground_) return;
    std::copy_n(background, width_, to + width_);
    scales_.push_back(scale);
  }

  // A draw as planes: bytes in `to` (CountRows::roomOfRow() of them), scales as CountRows has them. False for one
  // without net counts.
  struct Scratch {
    std::vector<double> mean;
    std::vector<uint32_t> drawn, undecided;
  };
  const float* means(size_t row) const { return reinterpret_cast<const float*>(means_.data()) + row * perRow(); }
  size_t perRow() const { return hasBackground_ ? 2 * width_ : width_; }  // floats

  bool draw(uint64_t seed, uint64_t epoch, size_t row, uint8_t* to, Scratch& scratch, Planes& out) const {
    scratch.mean.resize(width_);
    scratch.drawn.resize(2 * width_);
    const uint64_t item = epoch << 32 | row;
    uint32_t *own = scratch.drawn.data(), *background = own + width_;
    drawCounts(seed, kFreshCountsStream, item, row, 0, own, scratch);
    double net = sumOf(own), scale = 0;
    if (hasBackground_) {
      drawCounts(seed, kFreshBackgroundStream, item, row, width_, background, scratch);
      scale = scales_[row];
      net -= scale * sumOf(background);
    }
    if (!(net > 0)) return false;
    out.n = 0;
    addPlanes(own, 1 / net, true, to, out);
    if (hasBackground_) addPlanes(background, -scale / net, false, to, out);
    return true;
  }

 private:
  void drawCounts(uint64_t seed, uint32_t stream, uint64_t item, size_t row, size_t at, uint32_t* counts,
                  Scratch& scratch) const {
    const float* from = means(row) + at;
    networkKernels().widen(from, width_, scratch.mean.data());
    poissonRow(randomKernels(), seed, stream, item, scratch.mean.data(), width_, counts, scratch.undecided);
  }
  double sumOf(const uint32_t* counts) const {
    uint64_t sum = 0;
    for (size_t c = 0; c < width_; ++c) sum += counts[c];
    return static_cast<double>(sum);
  }
  void addPlanes(const uint32_t* counts, double factor, bool isAlways, uint8_t* to, Planes& out) const {
    uint32_t any = 0;
    for (size_t c = 0; c < width_; ++c) any |= counts[c];
    auto scale = static_cast<float>(factor);
    for (int shift = 0; (shift < 32 && any >> shift > 0) || (isAlways && shift == 0); shift += 8, scale *= 256) {
      const size_t width = width_;  // a byte may alias the member
      uint8_t* plane = to + static_cast<size_t>(out.n) * width;
      for (size_t c = 0; c < width; ++c) plane[c] = static_cast<uint8_t>(counts[c] >> shift);
      out.plane[out.n] = plane;
      out.scale[out.n++] = scale;
    }
  }

  size_t width_, capacity_, rows_ = 0;
  bool hasBackground_;
  Block means_;                 // floats [rows][width], with a background [rows][2][width]
  std::vector<double> scales_;  // one a row
};

}  // namespace xsift
