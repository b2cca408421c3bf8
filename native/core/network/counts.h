// Spectra as planes of bytes: what a network reads of counts, a byte a channel as long as they are below 256.
//
//   x[c] = (counts[c] - scale * background[c]) / net,   net = sum_c (counts[c] - scale * background[c])
//        = sum_p scale_p plane_p[c],   counts = plane_0 + 256 plane_1 + ..., and the background's planes the same
//
// or with a given factor in place of 1 / net. A plane is stored only where it holds something: most spectra have one, a bright one two (the escape for counts over
// 255), those with a background as many again. So 200,000 x 527 counts take 106 MB where uint16 takes 211 and float 422,
// and every kernel sees one type.
#pragma once
#include <algorithm>
#include <cstdint>
#include <cstring>
#include <limits>
#include <new>
#include <utility>
#include <vector>

#if defined(__linux__)
#include <sys/mman.h>
#endif

#include "core/network/kernels.h"

namespace xsift {

// One spectrum: n planes and their scales. A spectrum without net counts has a scale of NaN.
struct Planes {
  static constexpr int kMost = 8;  // four bytes of counts, four of the background's
  const uint8_t* plane[kMost];
  float scale[kMost];
  int n = 0;
};

// Bytes, the last kBytesBeyond zero. Rows are read in shuffled order, so a large block asks for huge pages: with pages of
// 4 KB nearly every row begins with a walk of the page table.
class Block {
 public:
  explicit Block(size_t length) {
    const bool isLarge = length >= 2 * static_cast<size_t>(kHugePage);
    align_ = isLarge ? kHugePage : std::align_val_t{64};
    data_ = static_cast<uint8_t*>(::operator new(length, align_));
#if defined(__linux__)
    if (isLarge) madvise(data_, length, MADV_HUGEPAGE);  // advice: nothing is lost where it is refused
#endif
    std::memset(data_ + length - kBytesBeyond, 0, kBytesBeyond);
  }
  Block(Block&& other) noexcept : data_(std::exchange(other.data_, nullptr)), align_(other.align_) {}
  Block(const Block&) = delete;
  Block& operator=(const Block&) = delete;
  ~Block() { ::operator delete(data_, align_); }
  uint8_t* data() const { return data_; }

 private:
  static constexpr std::align_val_t kHugePage{size_t{1} << 21};
  uint8_t* data_;
  std::align_val_t align_;
};

class CountRows {
 public:
  // `expected` rows set the size of the blocks in which memory is taken; there may be more.
  CountRows(size_t width, size_t expected) : width_(width), expected_(expected) {
    while ((size_t{2} << shift_) * width <= kLargestBlock && (size_t{1} << shift_) < expected) ++shift_;
    rows_.reserve(expected);
  }

  size_t width() const { return width_; }
  size_t rows() const { return rows_.size(); }
  size_t bytes() const { return blocks_.size() * kBytesBeyond + capacity_ * width_ + rows_.capacity() * sizeof(Row); }

  // Adds a spectrum of `width` counts and, unless null, the background's; T is uint8_t, uint16_t or uint32_t. `factor` null:
  // 1 / net, NaN without net counts.
  template <typename T>
  void append(const T* counts, const T* background, double scale, const double* factor = nullptr) {
    double net = static_cast<double>(sumOf(counts));
    if (background) net -= scale * static_cast<double>(sumOf(background));
    Row row{};
    row.first = planes_;
    row.factor = static_cast<float>(factor ? *factor : net > 0 ? 1 / net : std::numeric_limits<double>::quiet_NaN());
    row.backgroundFactor = background ? static_cast<float>(factor ? -scale * *factor : -scale / net) : 0;
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
      out.plane[p] = at(r.first + static_cast<uint32_t>(p));
      out.scale[p] = factor;
    }
    out.n = r.own + r.background;
    return out;
  }

  // The counts of a row as they are, without its background.
  Planes countPlanes(size_t row) const {
    const Row& r = rows_[row];
    Planes own;
    float scale = 1;
    for (own.n = 0; own.n < r.own; ++own.n, scale *= 256) {
      own.plane[own.n] = at(r.first + static_cast<uint32_t>(own.n));
      own.scale[own.n] = scale;
    }
    return own;
  }

  const uint8_t* firstPlane(size_t row) const { return at(rows_[row].first); }
  // Asks for the entry of a row ahead of its use.
  void foresee(size_t row) const {
#if defined(__GNUC__)
    __builtin_prefetch(&rows_[row]);
#else
    (void)row;
#endif
  }

 private:
  struct Row {
    uint32_t first;  // plane
    float factor, backgroundFactor;
    uint8_t own, background;  // planes
  };

  static constexpr size_t kLargestBlock = size_t{1} << 23;
  size_t inBlock() const { return size_t{1} << shift_; }
  const uint8_t* at(uint32_t plane) const { return blocks_[plane >> shift_].data() + (plane & (inBlock() - 1)) * width_; }

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
      if (planes_ == capacity_) grow();
      uint8_t* to = blocks_.back().data() + (planes_++ & (inBlock() - 1)) * width_;
      for (size_t c = 0; c < width_; ++c) to[c] = static_cast<uint8_t>(static_cast<uint32_t>(x[c]) >> (8 * n));
    }
    return n;
  }

  // A block more, of as many planes as are still expected; a last block that was short becomes whole.
  void grow() {
    const size_t within = capacity_ & (inBlock() - 1), more = expected_ > planes_ ? expected_ - planes_ : inBlock();
    const size_t planes = within > 0 ? inBlock() : std::min(more, inBlock());
    Block block(planes * width_ + kBytesBeyond);
    if (within > 0) {
      std::memcpy(block.data(), blocks_.back().data(), within * width_);
      blocks_.pop_back();
    }
    blocks_.push_back(std::move(block));
    capacity_ += planes - within;
  }

  size_t width_, expected_, capacity_ = 0, shift_ = 0;  // a block holds 2^shift planes
  uint32_t planes_ = 0;
  std::vector<Block> blocks_;
  std::vector<Row> rows_;
};

}  // namespace xsift
