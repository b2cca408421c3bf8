// The network kernels for neon: see cpu/isa.h.
#include "core/cpu/isa.h"

#if XSIFT_HAS_NEON
#define XSIFT_ISA_NEON 1
#include "core/network/kernels.inc"
#endif
