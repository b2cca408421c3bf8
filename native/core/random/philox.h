// Philox 4x32-10: 128 random bits as a pure function of a 128-bit counter and a 64-bit key, no state to carry or share.
//
//   round: (c0, c1, c2, c3) -> (hi(M1 c2) ^ c1 ^ k0, lo(M1 c2), hi(M0 c0) ^ c3 ^ k1, lo(M0 c0)), ten times, with
//          k0 += W0, k1 += W1 between rounds.
//
// J. K. Salmon, M. A. Moraes, R. O. Dror, D. E. Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC11 (2011),
// doi 10.1145/2063384.2063405. Known answers: the kat_vectors of the authors' Random123 (native/test/test_random.cpp).
//
// How a draw is addressed (docs/design.md, decision 5):
//   key     = the 64-bit seed
//   counter = (item lo, item hi, channel, stream << 24 | draw)
// item: the number of the spectrum or source, 64 bits. channel: the detector channel, or for `uniforms` the number of
// the pair of uniforms. draw: how often this place was drawn from before, below 2^24. stream, below 256: what the draw
// is for; two streams differ in a counter word and so never share a block. The numbers in use are in
// ts/native/random.ts.
#pragma once
#include <cstdint>

namespace xsift {

struct PhiloxBlock {
  uint32_t word[4];
};

inline PhiloxBlock philox(PhiloxBlock counter, uint64_t key) {
  uint32_t k0 = static_cast<uint32_t>(key), k1 = static_cast<uint32_t>(key >> 32);
  uint32_t c0 = counter.word[0], c1 = counter.word[1], c2 = counter.word[2], c3 = counter.word[3];
  for (int round = 0; round < 10; ++round) {
    const uint64_t p0 = 0xD2511F53ULL * c0, p1 = 0xCD9E8D57ULL * c2;
    c0 = static_cast<uint32_t>(p1 >> 32) ^ c1 ^ k0;
    c1 = static_cast<uint32_t>(p1);
    c2 = static_cast<uint32_t>(p0 >> 32) ^ c3 ^ k1;
    c3 = static_cast<uint32_t>(p0);
    k0 += 0x9E3779B9U;
    k1 += 0xBB67AE85U;
  }
  return {{c0, c1, c2, c3}};
}

constexpr uint32_t kStreams = 256, kDrawsPerStream = 1U << 24;

inline PhiloxBlock philoxAt(uint64_t seed, uint32_t stream, uint64_t item, uint32_t channel, uint32_t draw) {
  return philox({{static_cast<uint32_t>(item), static_cast<uint32_t>(item >> 32), channel, stream << 24 | draw}}, seed);
}

// A uniform from two words: (k + 1/2) 2^-52 with k the upper 52 of the 64 bits. Exact in double, symmetric about 1/2,
// and open at both ends (2^-53 to 1 - 2^-53), so that a logarithm of u or of 1 - u is finite. (With 53 bits and no
// half, 0 is a value; with the half added, the largest rounds to 1.)
inline double uniformOf(uint32_t low, uint32_t high) {
  const uint64_t bits = static_cast<uint64_t>(high) << 32 | low;
  return (static_cast<double>(bits >> 12) + 0.5) * 2.220446049250313e-16;  // 2^-52
}

// The uniforms of one place in a stream, in order from a draw on: two from each block.
class UniformSequence {
 public:
  UniformSequence(uint64_t seed, uint32_t stream, uint64_t item, uint32_t channel, uint32_t draw = 0)
      : seed_(seed), item_(item), stream_(stream), channel_(channel), draw_(draw) {}
  double next() {
    if (left_ == 0) {
      block_ = philoxAt(seed_, stream_, item_, channel_, draw_++);
      left_ = 2;
    }
    --left_;
    return left_ == 1 ? uniformOf(block_.word[0], block_.word[1]) : uniformOf(block_.word[2], block_.word[3]);
  }

 private:
  uint64_t seed_, item_;
  uint32_t stream_, channel_, draw_;
  int left_ = 0;
  PhiloxBlock block_{};
};

// out[i * draws + d] = uniform d of item first + i: a row depends on (seed, stream, item) only, however rows are split.
inline void fillUniforms(uint64_t seed, uint32_t stream, uint64_t first, uint64_t count, uint32_t draws, double* out) {
  for (uint64_t i = 0; i < count; ++i) {
    double* row = out + i * draws;
    for (uint32_t d = 0; d < draws; d += 2) {
      const PhiloxBlock block = philoxAt(seed, stream, first + i, d / 2, 0);
      row[d] = uniformOf(block.word[0], block.word[1]);
      if (d + 1 < draws) row[d + 1] = uniformOf(block.word[2], block.word[3]);
    }
  }
}

}  // namespace xsift
