// Spectra as planes of bytes: what a network reads of counts, a byte a channel as long as they are below 256.
//
//   x[c] = (counts[c] - scale * background[c]) / net,   net = sum_c (counts[c] - scale * background[c])
//        = sum_p scale_p plane_p[c],   counts = plane_0 + 256 plane_1 + ..., and the background's planes the same
//
// or with another factor in place of 1 / net, and c a group of channels (network/inputs.h); a row's extra inputs stand
// beside its planes as floats. A plane is stored only where it holds something: most spectra have one, a bright one two
// (the escape for counts over 255), those with a background as many again. So 200,000 x 527 counts take 106 MB where
// uint16 takes 211 and float 422, and every kernel sees one type.
//
// A plane with something in at most one of `sparse` channels (16) is kept as a list of these channels and their bytes,
// 3 bytes each: a spectrum of 20 counts takes 62 bytes, the second plane of a bright one a dozen. Training writes it
// out as it reads it, to the same results; prediction multiplies the list. bench/native/storage.cpp measures where that
// pays.
#pragma once
#include <algorithm>
#include <cstdint>
#include <cstring>
#include <type_traits>
#include <utility>
#include <vector>

#include "core/network/inputs.h"
#include "core/network/kernels.h"
#include "core/network/rows.h"

namespace xsift {

// One spectrum: n planes and their scales. A spectrum without net counts has a scale of NaN.
struct Planes {
  static constexpr int kMost = 8;  // four bytes of counts, four of the background's
  const uint8_t* plane[kMost];
  float scale[kMost];
  int n = 0;
  unsigned lists = 0;  // a bit for each plane that is a list (network/kernels.h: listProducts)
};

class CountRows {
 public:
  // `expected` rows set the size of the blocks in which memory is taken; there may be more.
  // A plane with something in at most one of `sparse` channels is kept as a list; 0: none is.
  CountRows(size_t width, size_t expected, size_t sparse = 16)
      : width_(width), expected_(expected), sparse_(width <= kLargestChannel + 1 ? sparse : 0),
        shift_(blockShift(width, expected)), extras_(0, expected) {
    rows_.reserve(expected);
  }
  // Rows of a linear rule.
  CountRows(const InputRule& rule, size_t expected) : CountRows(rule.groups(), expected) {
    extras_ = FloatRows(rule.extras(), expected);
  }

  // Of a plane, and of all inputs.
  size_t width() const { return width_; }
  size_t inputs() const { return width_ + extras_.width(); }
  size_t rows() const { return rows_.size(); }
  size_t bytes() const {
    return blocks_.size() * kBytesBeyond + capacity_ * width_ + lists_.size() * kListBlock +
           rows_.capacity() * sizeof(Row) + extras_.bytes();
  }
  // Bytes that planes() may write to: those of its caller's thread.
  size_t roomOfRow() const { return Planes::kMost * width_ + kBytesBeyond; }

  // Takes all rows away and keeps a block of memory for those to come.
  void clear() {
    if (blocks_.size() > 1) capacity_ = inBlock();
    while (blocks_.size() > 1) blocks_.pop_back();
    while (lists_.size() > 1) lists_.pop_back();
    planes_ = listAt_ = 0;
    rows_.clear();
    extras_.clear();
  }

  // Adds a spectrum by the rule that the rows were made with. T is uint8_t, uint16_t or uint32_t. False, and none
  // added, if a group has too many counts for 32 bits.
  template <typename T>
  bool append(const SpectrumCounts<T>& spectrum, const InputRule& rule) {
    const T* background = rule.isNet ? spectrum.background : nullptr;
    if (rule.group == 1) {
      append(spectrum.counts, background, spectrum.backgroundScale, rule, spectrum.exposure);
    } else {
      groups_.resize(2 * width_);
      if (!rule.addGroups(spectrum.counts, groups_.data())) return false;
      if (background && !rule.addGroups(background, &groups_[width_])) return false;
      append(groups_.data(), background ? &groups_[width_] : nullptr, spectrum.backgroundScale, rule,
             spectrum.exposure);
    }
    if (extras_.width() > 0) rule.fillExtras(spectrum, extras_.add());
    return true;
  }

  // The extra inputs of a row.
  const float* extras(size_t row) const { return extras_.at(row); }
  size_t extras() const { return extras_.width(); }

  // Adds a row of `width` counts and, unless null, the background's, without extra inputs. The rule says what
  // multiplies them.
  template <typename T>
  void append(const T* counts, const T* background, double scale, const InputRule& rule = {}, double exposure = 0) {
    const CountSums own = measure(counts), other = background ? measure(background) : CountSums{};
    const Factors factors = rule.factors(static_cast<double>(own.sum), static_cast<double>(other.sum),
                                         background ? scale : 0, exposure, width_);
    Row row{};
    beginRow();
    row.first = planes_;
    row.list = listAt_;
    row.factor = static_cast<float>(factors.counts);
    row.backgroundFactor = background ? static_cast<float>(factors.background) : 0;
    row.own = addPlanes(counts, own, true, row);
    row.background = background ? addPlanes(background, other, false, row) : 0;
    rows_.push_back(row);
  }

  // Planes kept as lists are written to `room`, roomOfRow() bytes; without one they are given as lists.
  Planes planes(size_t row, uint8_t* room) const {
    const Row& r = rows_[row];
    return planesOf(r, r.own + r.background, r.factor, room);
  }

  // The counts of a row as they are, without its background.
  Planes countPlanes(size_t row, uint8_t* room) const {
    const Row& r = rows_[row];
    return planesOf(r, r.own, 1, room);
  }

  bool hasList(size_t row) const { return rows_[row].isList != 0; }
  // Where a row's first plane is read from.
  const uint8_t* firstPlane(size_t row) const {
    const Row& r = rows_[row];
    return r.isList & 1 ? list(r.list) : at(r.first);
  }
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
    uint32_t first, list;  // of its planes and of its lists, in the order of the planes
    float factor, backgroundFactor;
    uint8_t own, background;  // planes
    uint8_t isList;           // a bit for each plane
  };

  static constexpr size_t kLargestChannel = 65535;
  // Lists lie in blocks of their own, none across two: a number n, n channels of two bytes, n bytes. Places are counted
  // in 4 bytes.
  static constexpr size_t kListBlock = size_t{1} << 18, kListUnit = 4;
  static size_t lengthOfList(size_t n) { return (2 + 3 * n + kListUnit - 1) / kListUnit * kListUnit; }
  const uint8_t* list(uint32_t place) const {
    const size_t byte = size_t{place} * kListUnit;
    return lists_[byte / kListBlock].data() + byte % kListBlock;
  }

  Planes planesOf(const Row& r, int n, float factor, uint8_t* room) const {
    Planes out;
    uint32_t plane = r.first, place = r.list;
    for (int p = 0; p < n; ++p, factor *= 256) {
      if (p == r.own) factor = r.backgroundFactor;
      out.scale[p] = factor;
      if (r.isList >> p & 1) {
        const uint8_t* from = list(place);
        out.plane[p] = room ? room : from;
        if (room) writeOut(from, room);
        else out.lists |= 1u << p;
        place += static_cast<uint32_t>(lengthOfList(entriesOf(from)) / kListUnit);
        room = room ? room + width_ : nullptr;
      } else {
        out.plane[p] = at(plane++);
      }
    }
    out.n = n;
    return out;
  }

  static size_t entriesOf(const uint8_t* list) {
    uint16_t n;
    std::memcpy(&n, list, sizeof n);
    return n;
  }
  void writeOut(const uint8_t* from, uint8_t* to) const {
    const size_t n = entriesOf(from);
    std::memset(to, 0, width_);
    const uint8_t *channels = from + 2, *value = channels + 2 * n;
    for (size_t i = 0; i < n; ++i) {
      uint16_t channel;
      std::memcpy(&channel, channels + 2 * i, sizeof channel);
      to[channel] = value[i];
    }
  }

  size_t inBlock() const { return size_t{1} << shift_; }
  const uint8_t* at(uint32_t plane) const {
    return blocks_[plane >> shift_].data() + (plane & (inBlock() - 1)) * width_;
  }

  CountSums measure(const uint16_t* x) const { return networkKernels().measure(x, width_); }
  template <typename T>
  CountSums measure(const T* x) const {
    CountSums out{};
    for (size_t c = 0; c < width_; ++c) {
      out.sum += x[c];
      out.largest = std::max(out.largest, static_cast<uint32_t>(x[c]));
      out.filled += (x[c] & 255) != 0;
    }
    return out;
  }

  template <typename T>
  uint8_t addPlanes(const T* x, const CountSums& sums, bool isAlways, Row& row) {
    uint8_t n = 0;
    for (uint64_t left = sums.largest; left > 0 || (isAlways && n == 0); left >>= 8, ++n) {
      const int shift = 8 * n;
      const auto byteOf = [x, shift](size_t c) { return static_cast<uint8_t>(static_cast<uint32_t>(x[c]) >> shift); };
      size_t filled = n == 0 ? sums.filled : 0;
      for (size_t c = 0; n > 0 && c < width_; ++c) filled += byteOf(c) != 0;
      if (sparse_ > 0 && filled * sparse_ <= width_) {
        row.isList = static_cast<uint8_t>(row.isList | 1 << (row.own + n));
        addList(filled, byteOf);
      } else {
        addPlane(x, n, byteOf);
      }
    }
    return n;
  }

  template <typename T, typename ByteOf>
  void addPlane(const T* x, int n, const ByteOf& byteOf) {
    if (planes_ == capacity_) grow();
    uint8_t* to = blocks_.back().data() + (planes_++ & (inBlock() - 1)) * width_;
    if constexpr (std::is_same_v<T, uint16_t>) {
      if (n == 0) return networkKernels().lowBytes(x, width_, to);
    }
    for (size_t c = 0; c < width_; ++c) to[c] = byteOf(c);
  }

  // All lists of a row lie in one block.
  void beginRow() {
    if (sparse_ == 0) return;
    const size_t used = size_t{listAt_} * kListUnit, most = Planes::kMost * lengthOfList(width_ / sparse_);
    if (used + most > lists_.size() * kListBlock) {
      listAt_ = static_cast<uint32_t>(lists_.size() * kListBlock / kListUnit);
    }
  }

  template <typename ByteOf>
  void addList(size_t filled, const ByteOf& byteOf) {
    const size_t used = size_t{listAt_} * kListUnit;
    if (used == lists_.size() * kListBlock) lists_.emplace_back(kListBlock);
    uint8_t *to = lists_.back().data() + used % kListBlock, *value = to + 2 + 2 * filled;
    const auto n = static_cast<uint16_t>(filled);
    std::memcpy(to, &n, sizeof n);
    to += 2;
    for (size_t c = 0; c < width_; ++c) {
      if (byteOf(c) == 0) continue;
      const auto channel = static_cast<uint16_t>(c);
      std::memcpy(to, &channel, sizeof channel);
      to += 2;
      *value++ = byteOf(c);
    }
    listAt_ += static_cast<uint32_t>(lengthOfList(filled) / kListUnit);
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

  size_t width_, expected_, sparse_, shift_;  // a block holds 2^shift planes
  size_t capacity_ = 0;
  uint32_t planes_ = 0, listAt_ = 0;
  std::vector<Block> blocks_, lists_;
  std::vector<Row> rows_;
  FloatRows extras_;
  std::vector<uint32_t> groups_;  // scratch
};

}  // namespace xsift
