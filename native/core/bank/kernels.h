// The inner loops of a template bank (bank/bank.h), in a variant for each ISA (cpu/isa.h). All of them give the same
// bits: lanes are templates, sums over templates run over kBankLanes lanes on every ISA.
#pragma once
#include <cstddef>
#include <cstdint>

#include "core/cpu/isa.h"

namespace xsift {

// Templates that are evaluated together; a class fills whole strips. Sums over templates have this many lanes.
constexpr size_t kBankStrip = 64, kBankLanes = 16;

// The groups of channels in which a spectrum has counts, those of 1, 2, 3 and 4 counts first, at one normalisation:
// of entry i the template has y = u[group[i]] a[i] + b[i], its expected counts over the observed ones, count[i].
struct BankEntries {
  const uint32_t* group;
  const float *a, *b, *count;
  size_t end[5];  // of the entries of 1, 2, 3, 4 counts, and of all
};

struct BankKernels {
  // out[t] = sum over i of count[i] log y of the kBankStrip templates whose shapes are [groups][kBankStrip].
  // y from 1e-8 to 1e9; within 1e-6 of the sum of the terms' magnitudes.
  void (*logLikelihoods)(const float* shapes, const BankEntries& entries, float* out);

  // total[t] = ln(exp(total[t]) + exp(values[t] + offset)) for kBankStrip templates.
  void (*logAdd)(float* total, const float* values, float offset);

  // The largest of `values[kBankStrip]`.
  float (*largest)(const float* values);

  // The same, and the sum of exp(values - largest). values below -1e30 count for nothing.
  void (*logSumExp)(const float* values, float* found, double* sum);

  // out[t] = exp(values[t] - total) for kBankStrip templates; 0 below exp(-20).
  void (*shares)(const float* values, double total, float* out);

  // Sum of shares[t] values[t] over kBankStrip templates.
  float (*dot)(const float* shares, const float* values);
};
XSIFT_KERNELS(BankKernels, bank)

}  // namespace xsift
