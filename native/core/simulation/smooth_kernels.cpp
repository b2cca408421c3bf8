#include "core/simulation/smooth_kernels.h"

#define XSIFT_FOREACH_ISA "core/simulation/smooth_kernels.inc"
#include "core/cpu/foreach_isa.h"

namespace xsift {

XSIFT_CHOOSE_KERNELS(SmoothKernels, smooth)

}  // namespace xsift
