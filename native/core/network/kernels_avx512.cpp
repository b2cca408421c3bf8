// The network kernels for avx512: see cpu/isa.h.
#include "core/cpu/isa.h"

#if XSIFT_HAS_X86
#define XSIFT_ISA_AVX512 1
#include "core/network/kernels.inc"
#endif
