#include "core/matrix/multiply.h"

namespace xsift {

XSIFT_CHOOSE_KERNELS(MatrixKernels, matrix)

}  // namespace xsift
