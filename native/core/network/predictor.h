// Class probabilities of spectra straight from their counts: the inputs of a block of rows (network/inputs.h) are made,
// multiplied and forgotten while they are in cache.
//
//   counts [spectra][channels] -> probabilities [spectra][classes]
//
// The bits are those of CountRows (whole numbers, a linear rule) or FloatRows of all spectra and predict() of them.
// Roofline: as network/inputs.h and network/predict.h; nothing is written to memory but the results.
#pragma once
#include <memory>
#include <mutex>
#include <vector>

#include "core/network/counts.h"
#include "core/network/packed.h"

namespace xsift {

// Spectra, [spectra][channels]; the rule's channels begin with `first`.
template <typename T>
struct SpectrumRows {
  const T *counts = nullptr, *background = nullptr;  // background: null for none
  const double *scale = nullptr, *exposure = nullptr;
  const float* descriptor = nullptr;  // [spectra][descriptors]
  size_t channels = 0, first = 0, descriptors = 0;

  SpectrumCounts<T> at(size_t row) const {
    const size_t place = row * channels + first;
    return {counts + place, background ? background + place : nullptr, scale ? scale[row] : 0,
            exposure ? exposure[row] : 0, descriptor ? descriptor + row * descriptors : nullptr};
  }
};

class Predictor {
 public:
  Predictor(const InputRule& rule, const Topology& topology, Activation activation, const float* weights,
            const double* mean, const double* deviation);
  ~Predictor();

  // Channels whose counts are added up beside: [begin, end) of a row.
  struct Band {
    size_t begin, end;
  };
  struct Results {
    float* probabilities;  // [spectra][classes]
    float* extras;         // [spectra][rule.extras()]
    double* sums;          // [spectra][2]: counts in the band, background counts (0 without)
  };
  // Rows from `begin` to before `end`. Returns the first row whose group of channels has over 2^32 - 1 counts, else
  // `end`.
  template <typename T>
  size_t predict(const SpectrumRows<T>& spectra, size_t begin, size_t end, const Band& band, const Results& results,
                 int threads) const;

  const InputRule& rule() const { return rule_; }
  size_t classes() const { return static_cast<size_t>(topology_.classes()); }
  size_t bytes() const { return sizeof(float) * (dense_.parameters.size() + (bytes_ ? bytes_->parameters.size() : 0)); }

 private:
  struct Scratch;
  // Kept from call to call: a single spectrum takes less time than to make one.
  std::unique_ptr<Scratch> take() const;
  void give(std::unique_ptr<Scratch> scratch) const;
  template <typename T>
  size_t predictBlock(const SpectrumRows<T>& spectra, size_t begin, size_t end, const Results& results,
                      Scratch& scratch) const;

  InputRule rule_;
  Topology topology_;
  PackedNetwork dense_;
  std::unique_ptr<PackedNetwork> bytes_;  // for counts alone, where the first layer takes them as bytes
  mutable std::mutex mutex_;
  mutable std::vector<std::unique_ptr<Scratch>> idle_;
};

}  // namespace xsift
