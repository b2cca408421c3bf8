// The inner loops of spectral models, in a variant for each ISA (cpu/isa.h). All of them give the same bits.
#pragma once
#include <cstddef>

#include "core/cpu/isa.h"

namespace xsift {

struct SpectralKernels {
  // out[i] = exp(factor * x[i])
  void (*exponentials)(const double* x, size_t n, double factor, double* out);
};
XSIFT_KERNELS(SpectralKernels, spectral)

}  // namespace xsift
