// Spectra as planes of bytes: what a network reads of counts, a byte a channel as long as they are below 256.
//
//   x[c] = (counts[c] - scale * background[c]) / net,   net = sum_c (counts[c] - scale * background[c])
//        = sum_p scale_p plane_p[c],   counts = plane_0 + 256 plane_1 + ..., and the background's planes the same
//
// A plane is stored only where it holds something: most spectra have one, a bright one two (the escape for counts over
// 255), those with a background as many again. So 200,000 x 527 counts take 106 MB where uint16 takes 211 and float 422,
// and every kernel sees one type. Against lists of the channels that are not empty, see docs/performance.md.
#pragma once
#include <algorithm>
#include <cstdint>
#include <cstring>
#include <limits>
#include <memory>
#include <vector>

#include "core/network/kernels.h"

namespace xsift {

// One spectrum: n planes and their scales. A spectrum without net counts has a scale of NaN.
struct Planes {
  static constexpr int kMost = 8;  // four bytes of counts, four of the background's
  const uint8_t* plane[kMost];
  float scale[kMost];
  int n = 0;
};

class CountRows {
 public:
  explicit CountRows(size_t width) : width_(width), perBlock_(std::max<size_t>(1, (size_t{1} << 21) / width)) {}

  size_t width() const { return width_; }
  size_t rows() const { return rows_.size(); }
  size_t bytes() const { return blocks_.size() * (perBlock_ * width_ + kBytesBeyond) + rows_.capacity() * sizeof(Row); }
  void reserve(size_t rows) { rows_.reserve(rows); }

  // Adds a spectrum of `width` counts and, unless null, the background's; T is uint8_t, uint16_t or uint32_t.
  template <typename T>
  void append(const T* counts, const T* background, double scale) {
    double net = static_cast<double>(sumOf(counts));
    if (background) net -= scale * static_cast<double>(sumOf(background));
    Row row{};
    row.first = planes_;
    row.factor = static_cast<float>(net > 0 ? 1 / net : std::numeric_limits<double>::quiet_NaN());
    row.backgroundFactor = background ? static_cast<float>(-scale / net) : 0;
    row.own = addPlanes(counts, true);
    row.background = background ? addPlanes(background, false) : 0;
    rows_.push_back(row);
  }

  Planes planes(size_t row) const {
    const Row& r = rows_[row];
    Planes out;
    float factor = r.factor;
    for (int p = 0; p < r.own + r.background; ++p, factor *= 256) {
      if (p == r.own) factor = r.backgroundFactor;
      out.plane[p] = at(r.first + static_cast<uint64_t>(p));
      out.scale[p] = factor;
    }
    out.n = r.own + r.background;
    return out;
  }

  // Asks for the memory of a row ahead of its use: rows come in shuffled order, which no hardware foresees.
  void prefetch(size_t row) const {
#if defined(__GNUC__)
    const uint8_t* from = at(rows_[row].first);
    for (size_t c = 0; c < width_; c += 64) __builtin_prefetch(from + c);
#else
    (void)row;
#endif
  }

 private:
  struct Row {
    uint64_t first;
    float factor, backgroundFactor;
    uint8_t own, background;
  };

  const uint8_t* at(uint64_t plane) const { return blocks_[plane / perBlock_].get() + plane % perBlock_ * width_; }

  template <typename T>
  uint64_t sumOf(const T* x) const {
    uint64_t sum = 0;
    for (size_t c = 0; c < width_; ++c) sum += x[c];
    return sum;
  }

  template <typename T>
  uint8_t addPlanes(const T* x, bool isAlways) {
    T largest = 0;
    for (size_t c = 0; c < width_; ++c) largest = std::max(largest, x[c]);
    uint8_t n = 0;
    for (uint64_t left = largest; left > 0 || (isAlways && n == 0); left >>= 8, ++n) {
      if (planes_ % perBlock_ == 0) blocks_.push_back(std::make_unique<uint8_t[]>(perBlock_ * width_ + kBytesBeyond));
      uint8_t* to = blocks_.back().get() + planes_++ % perBlock_ * width_;
      for (size_t c = 0; c < width_; ++c) to[c] = static_cast<uint8_t>(static_cast<uint32_t>(x[c]) >> (8 * n));
    }
    return n;
  }

  size_t width_, perBlock_;  // planes in a block of 2 MB
  uint64_t planes_ = 0;
  std::vector<std::unique_ptr<uint8_t[]>> blocks_;
  std::vector<Row> rows_;
};

}  // namespace xsift
