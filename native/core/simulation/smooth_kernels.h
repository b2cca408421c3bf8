// The inner loop of the smoother (simulation/smooth.h), in a variant for each ISA (cpu/isa.h), all with the same bits.
#pragma once
#include <cstddef>

#include "core/cpu/isa.h"

namespace xsift {

struct SmoothKernels {
  // out[i] += factor * values[i], i < n; a product and a sum, each rounded.
  void (*addScaled)(double* out, const double* values, double factor, size_t n);
};
XSIFT_KERNELS(SmoothKernels, smooth)

}  // namespace xsift
