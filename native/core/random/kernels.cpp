#include "core/random/kernels.h"

namespace xsift {

XSIFT_CHOOSE_KERNELS(RandomKernels, random)

}  // namespace xsift
