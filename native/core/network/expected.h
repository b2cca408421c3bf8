// Expected counts, of which training may draw fresh counts in every epoch: the network then never sees the same noise
// twice.
//
//   counts[c] = Poisson(expected[c]), background[c] = Poisson(expectedBackground[c])
//
// at (seed, stream, item, c) with item = epoch 2^32 + row (random/poisson.h), so a draw depends on the seed, the
// spectrum's row, the channel and the epoch alone. The draw becomes inputs as stored counts do (network/inputs.h). One
// that has none, as it cannot be divided by its sum, has no shape to show: the stored counts then stand in. Memory: 4
// bytes a channel, 8 with a background. Roofline: 2 to 4 ns a draw, so some 1 to 2 us a spectrum of 527 channels.
#pragma once
#include <algorithm>
#include <vector>

#include "core/network/counts.h"
#include "core/random/poisson.h"

namespace xsift {

constexpr uint32_t kFreshCountsStream = 52, kFreshBackgroundStream = 53;  // ts/native/random.ts lists all streams

// Which draw of the expected counts is meant.
struct Noise {
  uint64_t seed, epoch;
};

class ExpectedRows {
 public:
  // `expected` rows set the size of the blocks in which memory is taken; there may be more.
  ExpectedRows(const InputRule& rule, size_t expected, bool hasBackground)
      : rule_(rule), hasBackground_(hasBackground),
        means_(hasBackground ? 2 * rule.channels : rule.channels, expected) {}
  const InputRule& rule() const { return rule_; }
  size_t rows() const { return means_.rows(); }
  bool hasBackground() const { return hasBackground_; }
  size_t bytes() const {
    return means_.bytes() + facts_.capacity() * sizeof(Facts) + descriptors_.capacity() * sizeof(float);
  }
  const float* means(size_t row) const { return means_.at(row); }
  size_t perRow() const { return means_.width(); }  // floats

  // The means of a spectrum and, with a background, of its background region (none: 0), each group's from 0 to 1e9.
  void append(const SpectrumCounts<float>& means) {
    float* to = means_.add();
    std::copy_n(means.counts, rule_.channels, to);
    if (hasBackground_) std::fill_n(to + rule_.channels, rule_.channels, 0.0F);
    if (hasBackground_ && means.background) std::copy_n(means.background, rule_.channels, to + rule_.channels);
    facts_.push_back({means.backgroundScale, means.exposure});
    if (rule_.descriptors > 0) {
      descriptors_.insert(descriptors_.end(), means.descriptor, means.descriptor + rule_.descriptors);
    }
  }

  struct Scratch {
    std::vector<double> mean;
    std::vector<uint32_t> drawn, grouped, undecided;
  };

  // A draw as planes, under a linear rule: bytes in `to` (CountRows::roomOfRow() of them), scales as CountRows has
  // them, and unless null the extra inputs. False for one without inputs.
  bool planes(const Noise& noise, size_t row, uint8_t* to, Scratch& scratch, Planes& out,
              float* extras = nullptr) const {
    const SpectrumCounts<uint32_t> drawn = draw(noise, row, scratch);
    const double counts = sumOf(drawn.counts), background = drawn.background ? sumOf(drawn.background) : 0;
    const bool isSubtracted = rule_.isNet && drawn.background;
    const Factors factors = rule_.factors(counts, isSubtracted ? background : 0,
                                          isSubtracted ? drawn.backgroundScale : 0, drawn.exposure, rule_.groups());
    if (factors.counts != factors.counts) return false;
    if (extras) rule_.fillExtras(counts, background, drawn.backgroundScale, drawn.descriptor, extras);
    out.n = 0;
    addPlanes(grouped(drawn.counts, scratch), factors.counts, true, to, out);
    if (isSubtracted) addPlanes(grouped(drawn.background, scratch), factors.background, false, to, out);
    return true;
  }

  // A draw as inputs. False for one without.
  bool inputs(const Noise& noise, size_t row, Scratch& scratch, float* out) const {
    return rule_.fill(draw(noise, row, scratch), out);
  }

 private:
  struct Facts {
    double backgroundScale, exposure;
  };

  SpectrumCounts<uint32_t> draw(const Noise& noise, size_t row, Scratch& scratch) const {
    const size_t channels = rule_.channels;
    scratch.mean.resize(channels);
    scratch.drawn.resize(2 * channels);
    uint32_t* counts = scratch.drawn.data();
    uint32_t* background = hasBackground_ && rule_.hasBackground() ? counts + channels : nullptr;
    drawCounts(noise, kFreshCountsStream, row, means(row), counts, scratch);
    if (background) drawCounts(noise, kFreshBackgroundStream, row, means(row) + channels, background, scratch);
    const float* descriptor = rule_.descriptors > 0 ? descriptors_.data() + row * rule_.descriptors : nullptr;
    return {counts, background, facts_[row].backgroundScale, facts_[row].exposure, descriptor};
  }
  void drawCounts(const Noise& noise, uint32_t stream, size_t row, const float* from, uint32_t* counts,
                  Scratch& scratch) const {
    networkKernels().widen(from, rule_.channels, scratch.mean.data());
    poissonRow(randomKernels(), noise.seed, stream, noise.epoch << 32 | row, scratch.mean.data(), rule_.channels,
               counts, scratch.undecided);
  }
  // Sums over the groups fit into 32 bits, as the means of a group are at most 1e9.
  const uint32_t* grouped(const uint32_t* counts, Scratch& scratch) const {
    if (rule_.group == 1) return counts;
    scratch.grouped.resize(rule_.groups());
    rule_.addGroups(counts, scratch.grouped.data());
    return scratch.grouped.data();
  }
  double sumOf(const uint32_t* counts) const {
    uint64_t sum = 0;
    for (size_t c = 0; c < rule_.channels; ++c) sum += counts[c];
    return static_cast<double>(sum);
  }
  void addPlanes(const uint32_t* counts, double factor, bool isAlways, uint8_t* to, Planes& out) const {
    const size_t width = rule_.groups();  // a byte may alias the member
    uint32_t any = 0;
    for (size_t c = 0; c < width; ++c) any |= counts[c];
    auto scale = static_cast<float>(factor);
    for (int shift = 0; (shift < 32 && any >> shift > 0) || (isAlways && shift == 0); shift += 8, scale *= 256) {
      uint8_t* plane = to + static_cast<size_t>(out.n) * width;
      for (size_t c = 0; c < width; ++c) plane[c] = static_cast<uint8_t>(counts[c] >> shift);
      out.plane[out.n] = plane;
      out.scale[out.n++] = scale;
    }
  }

  InputRule rule_;
  bool hasBackground_;
  FloatRows means_;  // [channels], with a background [2][channels]
  std::vector<Facts> facts_;
  std::vector<float> descriptors_;  // [rows][descriptors]
};

}  // namespace xsift
