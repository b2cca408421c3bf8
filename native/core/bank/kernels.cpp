#include "core/bank/kernels.h"

#define XSIFT_FOREACH_ISA "core/bank/kernels.inc"
#include "core/cpu/foreach_isa.h"

namespace xsift {

XSIFT_CHOOSE_KERNELS(BankKernels, bank)

}  // namespace xsift
