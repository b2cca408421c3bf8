// A template bank: how well the shapes of many simulated sources, seen through one response, explain spectra, whatever
// the sources' brightness.
//
//   mu_g  = A u_tg + beta b_g                             expected counts of group g: source of template t, background
//   Z_t   = integral d(ln A) p(beta) d(beta)  prod_g Poisson(k_g | mu_g)     both normalisations marginalised
//   Z_c   = mean of Z_t over the templates of class c      evidence of the class
//
//   k_g   counts of the spectrum in group g (of neighbouring channels)
//   u_tg  shape of template t: its share of counts in group g, sums to 1 over the groups
//   b_g   expected background counts in the source region, 0 or more
//   A     counts of the source: flat in ln A, or with a distribution of the class's own, ln A ~ normal(mean, sd)
//   beta  level of the background: 1, or where its own counts leave it open ln beta ~ normal(0, error)
//
// Both integrals are sums over nodes that all templates share: Gauss-Hermite about the peak of ln A that the totals
// alone give (three nodes; one where there is no background, as the integral is then the same for all templates), a
// regular grid where a source is hardly seen; as many nodes in ln beta as its uncertainty asks for. Likelihoods are in
// single precision, with everything that does not depend on the template in double. Of a source that is clearly seen,
// strips of templates whose best value at the central node is below that of their class by more than kHopeless are not
// looked at again.
#pragma once
#include <cstdint>
#include <mutex>
#include <vector>

#include "core/bank/kernels.h"
#include "core/cpu/aligned.h"
#include "core/cpu/parallel.h"

namespace xsift {

// A spectrum's counts and background by group.
struct BankSpectra {
  size_t rows;
  const uint32_t* counts;   // [rows][groups]
  const float* background;  // [rows][groups]; may be null
  const float* levelError;  // [rows]: sd of ln beta; may be null (known)
  const double* prior;      // [rows][classes][2]: mean and sd of ln A; may be null (flat)
};

struct BankResults {
  double* evidence;       // [rows][classes]: ln Z_c, without the factorials of the counts; -infinity for no counts
  uint32_t* best;         // [rows][classes]: the template of the largest Z_t
  double* likelihood;     // [rows][classes]: ln of its Poisson likelihood at its best A, without the factorials
  double* normalisation;  // [rows][classes]: that A, counts
  // With parameters: [rows][classes][parameters][3]: posterior mean, and the 16 and 84 % points. Null without.
  double* parameters;
};

class Bank {
 public:
  // shapes: [templates][groups], 0 or more, each with a positive sum; classEnd: number of templates up to the end of
  // each class. Throws std::domain_error for a shape that is none.
  Bank(const float* shapes, size_t groups, const std::vector<size_t>& classEnd);
  // [templates][parameters] for posteriors of parameters; NaN where a template has none. They are put in order by the
  // first call of classify that asks for posteriors.
  void setParameters(const double* values, size_t parameters);

  size_t groups() const { return groups_; }
  size_t classes() const { return classEnd_.size(); }
  size_t templates() const { return classEnd_.empty() ? 0 : classEnd_.back(); }
  size_t parameters() const { return parameterCount_; }
  size_t bytes() const;

  // Blocks of spectra side by side over threads; the bits do not depend on their number. False when cancelled;
  // control->done counts rows.
  bool classify(const BankSpectra& spectra, const BankResults& results, int threads, Control* control) const;

 private:
  struct Scratch;
  struct Row;
  struct ClassStrips {
    size_t begin, end, templates;
  };
  void classifyBlock(const BankSpectra& spectra, size_t begin, size_t end, const BankResults& results,
                     Scratch& scratch) const;
  double marginalise(const ClassStrips& strips, const double* prior, Row& spectrum, float* values,
                     Scratch& scratch) const;
  void orderParameters() const;
  double evidenceOf(const ClassStrips& strips, float* values, uint32_t& best) const;
  void fitBest(const Row& spectrum, uint32_t best, double& likelihood, double& normalisation) const;
  void parameterPosterior(size_t index, const float* values, double evidence, double* out, Scratch& scratch) const;
  const float* shapeOf(size_t place) const {
    return shapes_.data() + place / kBankStrip * kBankStrip * groups_ + place % kBankStrip;
  }

  size_t groups_, parameterCount_ = 0;
  std::vector<size_t> classEnd_;
  std::vector<ClassStrips> strips_;  // of each class
  AlignedVector<float> shapes_;      // [strips][groups][kBankStrip]
  std::vector<uint32_t> order_;      // [strips * kBankStrip]: the template in this place; the last one repeated
  std::vector<uint32_t> place_;      // [templates]: and back
  std::vector<double> parameters_;   // [templates][parameters]
  mutable std::once_flag isOrdered_;
  mutable std::vector<uint32_t> sorted_;  // [classes][parameters][templates of the class]: by rising value
  // Of each class, the parameters that some of its templates have, by place, so that neighbours lie side by side: their
  // values, and in which bucket of the class's sorted ones they are.
  struct ClassParameters {
    std::vector<size_t> parameter;
    AlignedVector<float> value;    // [strips][parameter][kBankStrip]; 0 where a template has none
    std::vector<uint32_t> bucket;  // [places][parameter]: of the buckets of all of them, one after another
  };
  mutable std::vector<ClassParameters> known_;
};

}  // namespace xsift
