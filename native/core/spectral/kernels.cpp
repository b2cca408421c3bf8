#include "core/spectral/kernels.h"

namespace xsift {

XSIFT_CHOOSE_KERNELS(SpectralKernels, spectral)

}  // namespace xsift
