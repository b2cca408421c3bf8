#include "core/network/kernels.h"

namespace xsift {

XSIFT_CHOOSE_KERNELS(NetworkKernels, network)

}  // namespace xsift
