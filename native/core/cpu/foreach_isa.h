// Compiles the kernels of an area for each ISA that this build can hold, in the manner of Highway's foreach_target.h:
// the file that XSIFT_FOREACH_ISA names is included once for each, in between cpu/vectors.h and cpu/vectors_end.h.
//
//   #define XSIFT_FOREACH_ISA "core/random/kernels.inc"
//   #include "core/cpu/foreach_isa.h"
//   XSIFT_CHOOSE_KERNELS(RandomKernels, random)      in namespace xsift
//
// It has its functions, and `const RandomKernels randomTable` of pointers to them, in the unnamed namespace of
// xsift::XSIFT_VARIANT. No flag of the compiler is needed: functions have their target from a pragma.
#pragma once
#include "core/cpu/isa.h"

#if XSIFT_HAS_X86
#if !defined(__clang__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wuninitialized"  // its own header: _mm512_undefined_ps()
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif
#include <immintrin.h>
#if !defined(__clang__)
#pragma GCC diagnostic pop
#endif
#elif XSIFT_HAS_NEON
#include <arm_neon.h>
#endif

#if defined(__clang__)
#pragma clang diagnostic push
#if __has_warning("-Wbitwise-instead-of-logical")
#pragma clang diagnostic ignored "-Wbitwise-instead-of-logical"  // of masks, which are bools here
#endif
#endif
#define XSIFT_ISA_SERIAL 1
#include "core/cpu/vectors.h"
//
#include XSIFT_FOREACH_ISA
//
#include "core/cpu/vectors_end.h"
#undef XSIFT_ISA_SERIAL
#if defined(__clang__)
#pragma clang diagnostic pop
#endif

#if XSIFT_HAS_X86

#define XSIFT_ISA_AVX2 1
#include "core/cpu/vectors.h"
//
#include XSIFT_FOREACH_ISA
//
#include "core/cpu/vectors_end.h"
#undef XSIFT_ISA_AVX2

#define XSIFT_ISA_AVX512 1
#include "core/cpu/vectors.h"
//
#include XSIFT_FOREACH_ISA
//
#include "core/cpu/vectors_end.h"
#undef XSIFT_ISA_AVX512

#elif XSIFT_HAS_NEON

#define XSIFT_ISA_NEON 1
#include "core/cpu/vectors.h"
//
#include XSIFT_FOREACH_ISA
//
#include "core/cpu/vectors_end.h"
#undef XSIFT_ISA_NEON

#endif

#if XSIFT_HAS_X86
#define XSIFT_VARIANT_OF(area)                     \
  if (isa == Isa::Avx2) return &avx2::area##Table; \
  if (isa == Isa::Avx512) return &avx512::area##Table;
#elif XSIFT_HAS_NEON
#define XSIFT_VARIANT_OF(area) \
  if (isa == Isa::Neon) return &neon::area##Table;
#else
#define XSIFT_VARIANT_OF(area)
#endif
#define XSIFT_CHOOSE_KERNELS(Type, area)                     \
  const Type* area##Kernels(Isa isa) {                       \
    if (!isSupported(isa)) return nullptr;                   \
    XSIFT_VARIANT_OF(area)                                   \
    return &serial::area##Table;                             \
  }                                                          \
  const Type& area##Kernels() {                              \
    static const Type& chosen = *area##Kernels(chosenIsa()); \
    return chosen;                                           \
  }
