// The inner loops of spectral models, in a variant for each ISA (cpu/isa.h). All of them give the same bits: each lane is a
// bin, and the one sum over bins has eight parts whatever the ISA.
#pragma once
#include <cstddef>

#include "core/cpu/isa.h"
#include "core/spectral/steps.h"

namespace xsift {

struct SpectralKernels {
  // values[i] *= exp(exponents[i])
  void (*multiplyByExp)(const double* exponents, size_t n, double* values);
  // out[i] += factor * x[i]
  void (*addScaled)(const double* x, size_t n, double factor, double* out);
  // values[i] *= factor
  void (*scale)(double factor, size_t n, double* values);
  // The sum of x[i] * y[i]: part k of eight has i = k, k + 8, ...; the parts are added in pairs.
  double (*dot)(const double* x, const double* y, size_t n);

  // out[i] += factor * (f(l[i]) + f(l[i + 1])), l = logEdges + shift with n + 1 values, f the table's function.
  void (*addSteps)(const StepTable& table, const double* logEdges, size_t n, double shift, double factor, double* out);

  // The integral of E^(a - 1) over a bin from e^(c - w / 2) to e^(c + w / 2) is e^(a c) w sinh(a w / 2) / (a w / 2):
  // out[i] = norm times what stands after e^(a c). `widest` is the largest of the widths w.
  void (*powerFactors)(const double* widths, size_t n, double widest, double a, double norm, double* out);

  // out[i] = (first (x[i] + metals xm[i])) + (second (y[i] + metals ym[i])), xm = x + n, ym = y + n.
  void (*mixRows)(const float* x, const float* y, size_t n, double first, double second, double metals, double* out);
};
XSIFT_KERNELS(SpectralKernels, spectral)

}  // namespace xsift
