// Poisson log-likelihood of spectra against templates of expected counts.
//
//   logL[n][t] = sum_c (k_nc ln mu_tc - mu_tc - ln k_nc!)
//              = sum_c k_nc (ln mu_tc - r_c) + sum_c k_nc r_c - sum_c mu_tc - sum_c ln k_nc!
//
// The first sum is a product of matrices in single precision, [spectra][channels] times [channels][templates]; r_c, the
// mean of ln mu over the templates, keeps its terms small, and every 256 channels are added up in double: logL is
// within 5e-7 of the sum of its terms' magnitudes. The other sums are double. mu = 0 allows no counts: logL is
// -infinity where there are some, and the channel says nothing where there are none.
// Roofline: a multiply-add for each spectrum, channel and template; what each spectrum takes beside is one in 100
// templates.
#pragma once
#include <vector>

#include "core/cpu/parallel.h"
#include "core/matrix/multiply.h"
#include "core/network/counts.h"

namespace xsift {

class Templates {
 public:
  // expected: [templates][channels]. Throws std::domain_error, naming the place, unless all are 0 or more and finite.
  Templates(const double* expected, size_t templates, size_t channels);

  // out: [rows][templates]. Blocks of rows side by side over threads; the bits do not depend on their number. False
  // when cancelled; control->done counts rows.
  bool logLikelihood(const CountRows& counts, double* out, int threads, Control* control) const;

 private:
  struct Scratch;
  void block(const CountRows& counts, size_t first, size_t rows, double* out, Scratch& scratch) const;

  size_t templates_, channels_, stride_;  // stride: padded templates
  Floats logarithms_;                     // [channels][stride]: ln mu - r
  std::vector<double> common_, totals_;   // r of each channel, sum of mu of each template
};

}  // namespace xsift
