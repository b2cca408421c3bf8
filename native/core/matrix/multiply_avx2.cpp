// The matrix kernels for avx2: see cpu/isa.h.
#include "core/cpu/isa.h"

#if XSIFT_HAS_X86
#define XSIFT_ISA_AVX2 1
#include "core/matrix/multiply.inc"
#endif
