#include "core/network/kernels.h"

#define XSIFT_FOREACH_ISA "core/network/kernels.inc"
#include "core/cpu/foreach_isa.h"

namespace xsift {

XSIFT_CHOOSE_KERNELS(NetworkKernels, network)

}  // namespace xsift
