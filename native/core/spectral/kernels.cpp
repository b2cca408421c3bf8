#include "core/spectral/kernels.h"

#define XSIFT_FOREACH_ISA "core/spectral/kernels.inc"
#include "core/cpu/foreach_isa.h"

namespace xsift {

XSIFT_CHOOSE_KERNELS(SpectralKernels, spectral)

}  // namespace xsift
