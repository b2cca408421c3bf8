#include "core/response/kernels.h"

#define XSIFT_FOREACH_ISA "core/response/kernels.inc"
#include "core/cpu/foreach_isa.h"

namespace xsift {

XSIFT_CHOOSE_KERNELS(ResponseKernels, response)

}  // namespace xsift
