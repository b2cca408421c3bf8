// Serial f64 application of a response: the reference that vector versions are measured against. The inner loop runs
// along channels (an axpy), so a compiler may vectorise it without reordering any sum (docs/design.md, decision 5).
#include "core/response/response.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <stdexcept>
#include <string>
#include <utility>

namespace xsift {

namespace {

std::string text(double x) {
  char buffer[32];
  std::snprintf(buffer, sizeof buffer, "%g", x);
  return buffer;
}

void need(bool condition, const std::string& message) {
  if (!condition) throw std::invalid_argument(message);
}

void checkGrid(const std::vector<double>& lo, const std::vector<double>& hi, const std::vector<double>& area) {
  need(!lo.empty(), "the response has no energy rows");
  need(hi.size() == lo.size(), "energHi has " + std::to_string(hi.size()) + " rows, energLo " + std::to_string(lo.size()));
  need(area.size() == lo.size(),
       "specResp has " + std::to_string(area.size()) + " rows, energLo " + std::to_string(lo.size()));
  for (size_t e = 0; e < lo.size(); ++e) {
    const std::string row = "energy row " + std::to_string(e + 1);
    need(lo[e] > 0 && hi[e] > lo[e] && std::isfinite(hi[e]),
         row + ": " + text(lo[e]) + " to " + text(hi[e]) + " keV is not a bin of positive energies and width");
    need(area[e] >= 0 && std::isfinite(area[e]),
         row + ": the effective area is " + text(area[e]) + " cm2; it must be finite and not negative");
  }
}

}  // namespace

Response::Response(std::vector<double> lo, std::vector<double> hi, std::vector<double> area,
                   const std::vector<int32_t>& nGrp, std::vector<int32_t> first, std::vector<int32_t> length,
                   std::vector<double> elements, int32_t channels, int32_t firstNumber)
    : energLo(std::move(lo)), energHi(std::move(hi)), specResp(std::move(area)), fChan(std::move(first)),
      nChan(std::move(length)), matrix(std::move(elements)), channelCount(channels), firstChannel(firstNumber) {
  checkGrid(energLo, energHi, specResp);
  need(channels > 0, "the response has no channels");
  need(nGrp.size() == energLo.size(),
       "nGrp has " + std::to_string(nGrp.size()) + " rows, energLo " + std::to_string(energLo.size()));
  need(fChan.size() == nChan.size(),
       "fChan has " + std::to_string(fChan.size()) + " groups, nChan " + std::to_string(nChan.size()));
  rowStart.assign(1, 0);
  elementStart.assign(1, 0);
  for (size_t e = 0; e < nGrp.size(); ++e) {
    const std::string row = "energy row " + std::to_string(e + 1);
    need(nGrp[e] >= 0, row + ": the number of groups is " + std::to_string(nGrp[e]));
    const int64_t begin = rowStart.back(), end = begin + nGrp[e];
    need(end <= static_cast<int64_t>(fChan.size()), row + " needs more groups than fChan and nChan hold");
    for (int64_t g = begin; g < end; ++g) {
      const int64_t from = fChan[g], count = nChan[g];
      need(from >= 0 && count >= 0 && from + count <= channels,
           row + ", group " + std::to_string(g - begin + 1) + ": channels " + std::to_string(from) + " to " +
               std::to_string(from + count - 1) + " (counted from 0) are not within the detector's " +
               std::to_string(channels));
      elementStart.push_back(elementStart.back() + count);
    }
    rowStart.push_back(end);
    const int64_t needed = std::min<int64_t>(elementStart.back(), static_cast<int64_t>(matrix.size()));
    for (int64_t i = elementStart[begin]; i < needed; ++i) {
      if (matrix[i] >= 0 && std::isfinite(matrix[i])) continue;  // no text made for each of a million good elements
      need(false, row + ": a matrix element is " + text(matrix[i]) + "; it must be finite and not negative");
    }
  }
  need(rowStart.back() == static_cast<int64_t>(fChan.size()),
       "fChan and nChan hold " + std::to_string(fChan.size()) + " groups, the rows " + std::to_string(rowStart.back()));
  need(elementStart.back() == static_cast<int64_t>(matrix.size()),
       "the matrix has " + std::to_string(matrix.size()) + " elements, its groups " + std::to_string(elementStart.back()));
}

size_t Response::bytes() const {
  return 8 * (energLo.size() * 3 + rowStart.size() + elementStart.size() + fChan.size() + matrix.size());
}

void applyArf(const Response& response, const double* flux, double exposure, double* out) {
  for (size_t e = 0; e < response.energies(); ++e) out[e] = flux[e] * response.specResp[e] * exposure;
}

static void addRow(const Response& response, size_t e, double photons, double* expected) {
  if (photons == 0) return;
  for (int64_t g = response.rowStart[e]; g < response.rowStart[e + 1]; ++g) {
    const double* element = response.matrix.data() + response.elementStart[g];
    double* out = expected + response.fChan[g];
    const int32_t n = response.nChan[g];
    for (int32_t i = 0; i < n; ++i) out[i] += photons * element[i];
  }
}

void applyRmf(const Response& response, const double* photons, double* expected) {
  std::fill_n(expected, response.channels(), 0.0);
  for (size_t e = 0; e < response.energies(); ++e) addRow(response, e, photons[e], expected);
}

void applyResponse(const Response& response, const double* flux, double exposure, double* expected) {
  std::fill_n(expected, response.channels(), 0.0);
  for (size_t e = 0; e < response.energies(); ++e) {
    addRow(response, e, flux[e] * response.specResp[e] * exposure, expected);
  }
}

bool applyResponseBatch(const Response& response, const double* flux, int64_t count, double exposure, double* expected,
                        int threads, Control* control) {
  return parallelFor(count, threads, control, [&](int64_t item, int) {
    applyResponse(response, flux + item * response.energies(), exposure, expected + item * response.channels());
  });
}

}  // namespace xsift
