// Which variant of the kernels runs: chosen once, by what the CPU and the operating system offer (CPUID and XGETBV on
// x86-64), or by XSIFT_FORCE_ISA = serial, avx2, avx512, neon.
//
//   serial  plain C++ of the build's baseline; everywhere, and what the others are tested against
//   avx2    AVX2 and FMA
//   avx512  AVX-512 F, BW, DQ, VL
//   neon    64-bit ARM (its baseline)
//
// A kernel is written once, in a file *.inc, over the vectors of cpu/vectors.h, and compiled for each ISA by
// cpu/foreach_isa.h. Its functions are handed on in a table of pointers, which the area's header declares with
// XSIFT_KERNELS.
#pragma once

namespace xsift {

enum class Isa { Serial, Avx2, Avx512, Neon };
constexpr Isa kIsas[] = {Isa::Serial, Isa::Avx2, Isa::Avx512, Isa::Neon};

const char* isaName(Isa isa);
// Whether this build holds the variant and this machine can run it.
bool isSupported(Isa isa);
// The best supported one, or the forced one. Throws std::runtime_error, with what is supported, for a forced one that
// is unknown or not supported.
Isa chosenIsa();

}  // namespace xsift

#if (defined(__GNUC__) || defined(__clang__)) && defined(__x86_64__)
#define XSIFT_HAS_X86 1
#elif (defined(__GNUC__) || defined(__clang__)) && defined(__aarch64__)
#define XSIFT_HAS_NEON 1
#endif

#if defined(_MSC_VER)
#define XSIFT_INLINE __forceinline
#else
#define XSIFT_INLINE inline __attribute__((always_inline, unused))
#endif

// XSIFT_KERNELS(ResponseKernels, response) declares `responseKernels()`, the chosen table, and `responseKernels(Isa)`,
// null where not supported.
#define XSIFT_KERNELS(Type, area)     \
  const Type* area##Kernels(Isa isa); \
  const Type& area##Kernels();
