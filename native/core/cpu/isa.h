// Which variant of the kernels runs: chosen once, by what the CPU and the operating system offer (CPUID and XGETBV on
// x86-64), or by XSIFT_FORCE_ISA = serial, avx2, avx512, neon.
//
//   serial  plain C++ of the build's baseline; everywhere, and what the others are tested against
//   avx2    AVX2 and FMA
//   avx512  AVX-512 F, BW, DQ, VL
//   neon    64-bit ARM (its baseline)
//
// A kernel is written once, in a file *.inc, over the vectors of cpu/vectors.h, and compiled by one file for each ISA.
// Its functions are handed on in a table of pointers; a room declares its tables with XSIFT_KERNELS.
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

// XSIFT_KERNELS(ResponseKernels, response) declares `responseKernels()`, the chosen table, and
// `responseKernels(Isa)`, null where not supported. XSIFT_CHOOSE_KERNELS in one .cpp of the room defines them;
// each variant's file defines `const ResponseKernels responseTable` in the namespace of its ISA.
#define XSIFT_KERNELS(Type, room)             \
  namespace serial { extern const Type room##Table; } \
  namespace avx2 { extern const Type room##Table; }   \
  namespace avx512 { extern const Type room##Table; } \
  namespace neon { extern const Type room##Table; }   \
  const Type* room##Kernels(Isa isa);        \
  const Type& room##Kernels();

#if XSIFT_HAS_X86
#define XSIFT_VARIANT_OF(room) \
  if (isa == Isa::Avx2) return &avx2::room##Table; \
  if (isa == Isa::Avx512) return &avx512::room##Table;
#elif XSIFT_HAS_NEON
#define XSIFT_VARIANT_OF(room) \
  if (isa == Isa::Neon) return &neon::room##Table;
#else
#define XSIFT_VARIANT_OF(room)
#endif
#define XSIFT_CHOOSE_KERNELS(Type, room)              \
  const Type* room##Kernels(Isa isa) {               \
    if (!isSupported(isa)) return nullptr;            \
    XSIFT_VARIANT_OF(room)                            \
    return &serial::room##Table;                      \
  }                                                   \
  const Type& room##Kernels() {                      \
    static const Type& chosen = *room##Kernels(chosenIsa()); \
    return chosen;                                    \
  }
