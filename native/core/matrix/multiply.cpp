#include "core/matrix/multiply.h"

#define XSIFT_FOREACH_ISA "core/matrix/multiply.inc"
#include "core/cpu/foreach_isa.h"

namespace xsift {

XSIFT_CHOOSE_KERNELS(MatrixKernels, matrix)

}  // namespace xsift
