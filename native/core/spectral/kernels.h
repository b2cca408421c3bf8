// The inner loops of spectral models, in a variant for each ISA (cpu/isa.h). All of them give the same bits: each lane
// is a bin, and the one sum over bins has eight parts whatever the ISA.
#pragma once
#include <cstddef>

#include "core/cpu/isa.h"
#include "core/spectral/steps.h"

namespace xsift {

struct Term {
  const double* x;
  double factor;
};

struct SpectralKernels {
  // values[i] *= exp(sum over `count` terms of factor * x[i])
  void (*multiplyByExp)(const Term* terms, size_t count, size_t n, double* values);
  // out[i] += x[i]
  void (*add)(const double* x, size_t n, double* out);
  // values[i] *= factor
  void (*scale)(double factor, size_t n, double* values);
  // The sum of x[i] * y[i]: part k of eight has i = k, k + 8, ...; the parts are added in pairs.
  double (*dot)(const double* x, const double* y, size_t n);

  static constexpr size_t kPadding = 8;
  // out[i] = f(p[i]) + f(p[i + 1]), f the table's function, p[i] = places[i] + shift, rising; n + 1 places, and
  // kPadding numbers behind them that may be read but do not matter.
  void (*stepSums)(const StepTable& table, const double* places, size_t n, double shift, double* out);

  // The integral of E^(a - 1) over a bin from e^(c - w / 2) to e^(c + w / 2) is e^(a c) w sinh(a w / 2) / (a w / 2):
  // out[i] = norm times what stands after e^(a c). `widest` is the largest of the widths w.
  void (*powerFactors)(const double* widths, size_t n, double widest, double a, double norm, double* out);

  // out[i] = a (x[i] + metals xm[i]) + b (y[i] + metals ym[i]), xm = x + stride, ym = y + stride, i < n.
  void (*mixRows)(const float* x, const float* y, size_t n, size_t stride, double a, double b, double metals,
                  double* out);

  // out[i] += a x[i]
  void (*addRow)(const float* x, size_t n, double a, double* out);
};
XSIFT_KERNELS(SpectralKernels, spectral)

}  // namespace xsift
