// An instrument's response on its photon-energy grid: effective area (ARF) and redistribution (RMF).
//
//   expected[c] = sum over e of  matrix(e, c) specResp[e] exposure flux[e]
//
//   flux      photons/cm2/s in each energy bin [energLo, energHi), keV          energies() values
//   specResp  effective area, cm2 (1 where there is no ARF or the RMF holds it) energies() values
//   matrix    probability that a photon of row e is recorded in channel c (times area, cm2, where the RMF holds it)
//   expected  mean counts in each channel                                       channels() values
//
// The matrix comes compressed as in the OGIP format (CAL/GEN/92-002, section 4) and is kept in strips of channels
// (response/kernels.h): in single precision where that loses nothing, as files hold it, and rounded for the batches
// that ask for single precision.
//
// A Response never changes after construction, so threads share it without locks. Responses that differ in area alone
// share one matrix.
#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "core/cpu/aligned.h"
#include "core/cpu/parallel.h"
#include "core/response/kernels.h"

namespace xsift {

// The elements of a matrix as they come, in single or in double precision; borrowed.
struct Elements {
  const float* floats = nullptr;  // where the precision is single
  const double* doubles = nullptr;
  size_t size = 0;
  Elements(const float* from, size_t n) : floats(from), size(n) {}
  Elements(const double* from, size_t n) : doubles(from), size(n) {}
  double operator[](size_t i) const { return floats ? static_cast<double>(floats[i]) : doubles[i]; }
};

struct Response {
  std::vector<double> energLo, energHi, specResp;
  int32_t channelCount = 0, firstChannel = 0;

  // Flattened OGIP columns: nGrp one a row, fChan (counted from 0) and nChan one a group, matrix in the same order.
  // firstChannel is the instrument's number of channel 0, for messages.
  // Elements may be negative, as in files that were interpolated or fitted; see hasNegative().
  // Throws std::invalid_argument naming the row, group or length that does not fit, or the element that is not finite.
  Response(std::vector<double> energLo, std::vector<double> energHi, std::vector<double> specResp,
           const std::vector<int32_t>& nGrp, const std::vector<int32_t>& fChan, const std::vector<int32_t>& nChan,
           Elements matrix, int32_t channels, int32_t firstChannel = 0);
  Response(std::vector<double> energLo, std::vector<double> energHi, std::vector<double> specResp,
           const std::vector<int32_t>& nGrp, const std::vector<int32_t>& fChan, const std::vector<int32_t>& nChan,
           const std::vector<double>& matrix, int32_t channels, int32_t firstChannel = 0);
  // The same matrix under another area, and not a copy of it.
  // Throws std::invalid_argument for an area of another length, negative or not finite.
  Response(const Response& other, std::vector<double> specResp);

  size_t energies() const { return energLo.size(); }
  size_t channels() const { return static_cast<size_t>(channelCount); }
  // Channels with those that fill the last strip.
  size_t paddedChannels() const { return (channels() + kStripChannels - 1) / kStripChannels * kStripChannels; }
  // What this response added to memory: a shared matrix counts where it was made.
  size_t bytes() const;
  Strips strips() const;
  // Multiplies the elements of strips().rounded to those of the matrix: a power of two.
  double roundedScale() const { return matrix_->roundedScale; }
  // Whether an element is negative, so that a channel may expect a little less than nothing.
  bool hasNegative() const { return matrix_->hasNegative; }

 private:
  // The matrix in strips.
  struct Matrix {
    std::vector<uint32_t> start, energy;
    AlignedVector<float> rounded;
    AlignedVector<double> exact;  // empty where `rounded` says all
    double roundedScale = 1;
    bool hasNegative = false;
    void round();  // `rounded` of `exact`
  };
  void pack(const std::vector<int32_t>& nGrp, const std::vector<int32_t>& fChan, const std::vector<int32_t>& nChan,
            Elements matrix);
  std::shared_ptr<const Matrix> matrix_;
  bool isMatrixShared_ = false;
};

// out[e] = flux[e] specResp[e] exposure: photons that reach the detector. out may be flux.
void applyArf(const Response& response, const double* flux, double exposure, double* out);

// expected[c] = sum over e of matrix(e, c) photons[e]. Sums run over e in rising order, for every channel alike.
void applyRmf(const Response& response, const double* photons, double* expected);

void applyResponse(const Response& response, const double* flux, double exposure, double* expected);

// What a mean of counts can be, of n channels: 0 where negative elements of the response left a channel slightly below,
// by less than 1e-3 of the largest. What is lower stays and is refused as a mean.
void clearSlightlyNegative(const Response& response, double* expected, size_t n);
void clearSlightlyNegative(const Response& response, float* expected, size_t n);

// The same for `count` spectra, flux and expected one after the other, blocks of spectra shared out over threads; bit
// for bit what applyResponse gives. Returns false when it was cancelled; control->done counts spectra.
bool applyResponseBatch(const Response& response, const double* flux, int64_t count, double exposure, double* expected,
                        int threads, Control* control);
// In single precision: photons and elements rounded to 24 bits and summed by fma, within 1e-5 of the spectrum's largest
// value (1e-6 is usual). A spectrum's result depends on itself only.
bool applyResponseBatch(const Response& response, const float* flux, int64_t count, double exposure, float* expected,
                        int threads, Control* control);

// Spectra side by side, for the response in single precision: add() up to kSpectra, apply(), then read each one's
// means.
class LaneBlock {
 public:
  static constexpr size_t kSpectra = 4 * kLaneSpectra;

  void clear() { count_ = 0; }
  // False when flux x area x exposure is infinite or no number in a bin.
  bool add(const Response& response, const double* flux, double exposure);
  void apply(const Response& response);
  // channels() values, times `factor`.
  void expected(const Response& response, size_t spectrum, double factor, double* out) const;
  void expected(const Response& response, size_t spectrum, float* out) const;

 private:
  static size_t strideOf(size_t energies) { return (energies + 3) / 4 * 4; }
  void toLanes(size_t stride);

  size_t count_ = 0;
  std::vector<double> photons_;
  AlignedVector<float> scaled_, lanes_, sums_;  // scaled_: of the group that is being filled
  double scale_[kSpectra];
};

}  // namespace xsift
