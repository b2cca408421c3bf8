// Memory of many rows: blocks of bytes, and rows of floats in such blocks, so that rows which come in parts are never
// copied.
#pragma once
#include <algorithm>
#include <cstdint>
#include <cstring>
#include <new>
#include <utility>
#include <vector>

#if defined(__linux__)
#include <sys/mman.h>
#endif

#include "core/network/kernels.h"

namespace xsift {

// Bytes, the last kBytesBeyond zero. Rows are read in shuffled order, so a large block asks for huge pages: with pages
// of 4 KB nearly every row begins with a walk of the page table.
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

constexpr size_t kLargestBlock = size_t{1} << 23;

// 2^result rows of so many bytes fill a block: as many as go into kLargestBlock, and not many more than are expected.
inline size_t blockShift(size_t bytes, size_t expected) {
  size_t shift = 0;
  while ((size_t{2} << shift) * bytes <= kLargestBlock && (size_t{1} << shift) < expected) ++shift;
  return shift;
}

// [rows][width], row after row. `expected` rows set the size of the blocks; there may be more.
class FloatRows {
 public:
  FloatRows(size_t width, size_t expected) : width_(width), shift_(blockShift(width * sizeof(float), expected)) {}
  size_t width() const { return width_; }
  size_t rows() const { return rows_; }
  size_t bytes() const { return blocks_.size() * lengthOfBlock(); }
  // Room for a row more, to be filled.
  float* add() {
    if (rows_ == blocks_.size() << shift_) blocks_.emplace_back(lengthOfBlock());
    return const_cast<float*>(at(rows_++));
  }
  // Takes all rows away and keeps their memory.
  void clear() { rows_ = 0; }
  const float* at(size_t row) const {
    const size_t within = row & ((size_t{1} << shift_) - 1);
    return reinterpret_cast<const float*>(blocks_[row >> shift_].data()) + within * width_;
  }

 private:
  size_t lengthOfBlock() const { return (width_ << shift_) * sizeof(float) + kBytesBeyond; }
  size_t width_, shift_, rows_ = 0;
  std::vector<Block> blocks_;
};

}  // namespace xsift
