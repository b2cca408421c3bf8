// Poisson draws of one spectrum, in a variant for each ISA (cpu/isa.h). All of them give the draws of random/poisson.h.
#pragma once
#include <cstddef>
#include <cstdint>

#include "core/cpu/isa.h"

namespace xsift {

// Means below this are drawn by inversion, others by rejection.
constexpr double kPoissonInversionLimit = 50, kPoissonMaxMean = 1e9;

// The uniform of an inversion takes its upper 32 bits from draw 0 and its lower ones from draw 1 of a block that four
// channels share, 16 channels apart, so that blocks side by side serve channels side by side: channel c has word
// (c / 16) % 4 of block 16 (c / 64) + c % 16. Trial t of a rejection takes its two uniforms from draw t + 2 of the
// channel's own block.
constexpr uint32_t kChannelsPerGroup = 64, kBlocksPerGroup = 16, kFirstTrial = 2;

// log k! - log(sqrt(2 pi k) (k/e)^k) for k = 1 to 15; its asymptotic series is exact to a double from 16 on.
// clang-format off
constexpr double kStirlingErrors[16] = {0,
    8.10614667953272611e-02, 4.13406959554092970e-02, 2.76779256849983384e-02, 2.07906721037650934e-02,
    1.66446911898211931e-02, 1.38761288230707484e-02, 1.18967099458917695e-02, 1.04112652619720962e-02,
    9.25546218271273285e-03, 8.33056343336287079e-03, 7.57367548795184059e-03, 6.94284010720952992e-03,
    6.40899418800420714e-03, 5.95137011275884750e-03, 5.55473355196280105e-03};
// clang-format on

struct RandomKernels {
  // counts[c] = the draw of mean[c] at (seed, stream, item, c). Writes to `undecided` (room for n) the channels, in
  // rising order within each 1024, for which single precision cannot tell, or whose mean is not from 0 to 1e9, and
  // returns how many: those have to be drawn by poissonAt().
  size_t (*poisson)(uint64_t seed, uint32_t stream, uint64_t item, const double* mean, size_t n, uint32_t* counts,
                    uint32_t* undecided);
};
XSIFT_KERNELS(RandomKernels, random)

}  // namespace xsift
