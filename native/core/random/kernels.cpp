#include "core/random/kernels.h"

#define XSIFT_FOREACH_ISA "core/random/kernels.inc"
#include "core/cpu/foreach_isa.h"

namespace xsift {

XSIFT_CHOOSE_KERNELS(RandomKernels, random)

}  // namespace xsift
