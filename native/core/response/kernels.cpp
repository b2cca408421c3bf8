#include "core/response/kernels.h"

namespace xsift {

XSIFT_CHOOSE_KERNELS(ResponseKernels, response)

}  // namespace xsift
