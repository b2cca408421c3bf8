// An instrument's response on its photon-energy grid: effective area (ARF) and redistribution (RMF).
//
//   expected[c] = sum over e of  matrix(e, c) specResp[e] exposure flux[e]
//
//   flux      photons/cm2/s in each energy bin [energLo, energHi), keV          energies() values
//   specResp  effective area, cm2 (1 where there is no ARF or the RMF holds it) energies() values
//   matrix    probability that a photon of row e is recorded in channel c (times area, cm2, where the RMF holds it)
//   expected  mean counts in each channel                                       channels() values
//
// Rows are compressed as in the OGIP format (CAL/GEN/92-002, section 4): row e has groups rowStart[e] .. rowStart[e+1]-1;
// group g covers nChan[g] channels from fChan[g] (counted from 0), its elements start at matrix[elementStart[g]].
//
// A Response never changes after construction, so threads share it without locks.
#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/cpu/parallel.h"

namespace xsift {

struct Response {
  std::vector<double> energLo, energHi, specResp;
  std::vector<int64_t> rowStart, elementStart;  // energies() + 1 and groups + 1 values
  std::vector<int32_t> fChan, nChan;            // one a group
  std::vector<double> matrix;
  int32_t channelCount = 0, firstChannel = 0;

  // Flattened OGIP columns: nGrp one a row, fChan (counted from 0) and nChan one a group, matrix in the same order.
  // firstChannel is the instrument's number of channel 0, for messages.
  // Throws std::invalid_argument naming the row, group or length that does not fit, or the value that is negative or
  // not finite.
  Response(std::vector<double> energLo, std::vector<double> energHi, std::vector<double> specResp,
           const std::vector<int32_t>& nGrp, std::vector<int32_t> fChan, std::vector<int32_t> nChan,
           std::vector<double> matrix, int32_t channels, int32_t firstChannel = 0);

  size_t energies() const { return energLo.size(); }
  size_t channels() const { return static_cast<size_t>(channelCount); }
  size_t bytes() const;
};

// out[e] = flux[e] specResp[e] exposure: photons that reach the detector. out may be flux.
void applyArf(const Response& response, const double* flux, double exposure, double* out);

// expected[c] = sum over e of matrix(e, c) photons[e]. Sums run over e in rising order, for every channel alike.
void applyRmf(const Response& response, const double* photons, double* expected);

void applyResponse(const Response& response, const double* flux, double exposure, double* expected);

// The same for `count` spectra, flux and expected one after the other, spectra shared out over threads. Returns false
// when it was cancelled; control->done counts spectra.
bool applyResponseBatch(const Response& response, const double* flux, int64_t count, double exposure, double* expected,
                        int threads, Control* control);

}  // namespace xsift
