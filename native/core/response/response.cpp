// Checks a response, cuts its matrix into strips, and hands spectra to the kernels in groups that share what is in
// cache.
#include "core/response/response.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>
#include <stdexcept>
#include <string>
#include <type_traits>
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
  need(hi.size() == lo.size(),
       "energHi has " + std::to_string(hi.size()) + " rows, energLo " + std::to_string(lo.size()));
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
                   const std::vector<int32_t>& nGrp, const std::vector<int32_t>& fChan,
                   const std::vector<int32_t>& nChan, const std::vector<double>& matrix, int32_t channels,
                   int32_t firstNumber)
    : Response(std::move(lo), std::move(hi), std::move(area), nGrp, fChan, nChan,
               Elements(matrix.data(), matrix.size()), channels, firstNumber) {}

Response::Response(std::vector<double> lo, std::vector<double> hi, std::vector<double> area,
                   const std::vector<int32_t>& nGrp, const std::vector<int32_t>& fChan,
                   const std::vector<int32_t>& nChan, Elements matrix, int32_t channels, int32_t firstNumber)
    : energLo(std::move(lo)), energHi(std::move(hi)), specResp(std::move(area)), channelCount(channels),
      firstChannel(firstNumber) {
  checkGrid(energLo, energHi, specResp);
  need(channels > 0, "the response has no channels");
  need(nGrp.size() == energLo.size(),
       "nGrp has " + std::to_string(nGrp.size()) + " rows, energLo " + std::to_string(energLo.size()));
  need(fChan.size() == nChan.size(),
       "fChan has " + std::to_string(fChan.size()) + " groups, nChan " + std::to_string(nChan.size()));
  size_t group = 0, element = 0;
  for (size_t e = 0; e < nGrp.size(); ++e) {
    const std::string row = "energy row " + std::to_string(e + 1);
    need(nGrp[e] >= 0, row + ": the number of groups is " + std::to_string(nGrp[e]));
    const size_t end = group + static_cast<size_t>(nGrp[e]), begin = element;
    need(end <= fChan.size(), row + " needs more groups than fChan and nChan hold");
    for (size_t g = group; g < end; ++g) {
      const int64_t from = fChan[g], count = nChan[g];
      if (from < 0 || count < 0 || from + count > channels) {  // no text made for each of a million good groups
        need(false, row + ", group " + std::to_string(g - group + 1) + ": channels " + std::to_string(from) + " to " +
                        std::to_string(from + count - 1) + " (counted from 0) are not within the detector's " +
                        std::to_string(channels));
      }
      element += static_cast<size_t>(count);
    }
    group = end;
    for (size_t i = begin; i < std::min(element, matrix.size); ++i) {
      if (!std::isfinite(matrix[i])) {
        need(false, row + ": a matrix element is " + text(matrix[i]) + "; it must be finite");
      }
    }
  }
  need(group == fChan.size(),
       "fChan and nChan hold " + std::to_string(fChan.size()) + " groups, the rows " + std::to_string(group));
  need(element == matrix.size,
       "the matrix has " + std::to_string(matrix.size) + " elements, its groups " + std::to_string(element));
  pack(nGrp, fChan, nChan, matrix);
}

namespace {

// Calls visit(energy row, channel, element) for every element that is not 0, in the order of the file.
template <typename Visit>
void eachElement(const std::vector<int32_t>& nGrp, const std::vector<int32_t>& fChan, const std::vector<int32_t>& nChan,
                 Elements matrix, Visit visit) {
  size_t group = 0, element = 0;
  for (size_t e = 0; e < nGrp.size(); ++e) {
    for (const size_t end = group + static_cast<size_t>(nGrp[e]); group < end; ++group) {
      const auto first = static_cast<size_t>(fChan[group]);
      for (size_t i = 0; i < static_cast<size_t>(nChan[group]); ++i, ++element) {
        if (matrix[element] != 0) visit(static_cast<uint32_t>(e), first + i, matrix[element]);
      }
    }
  }
}

// Whether the groups of each row follow each other, so that no two of them share a channel.
bool areApart(const std::vector<int32_t>& nGrp, const std::vector<int32_t>& fChan, const std::vector<int32_t>& nChan) {
  size_t group = 0;
  for (const int32_t groups : nGrp) {
    int64_t past = 0;
    for (const size_t end = group + static_cast<size_t>(groups); group < end; ++group) {
      if (fChan[group] < past) return false;
      past = int64_t{fChan[group]} + nChan[group];
    }
  }
  return true;
}

double powerOfTwoBelow(double largest) {
  return largest > 0 ? std::ldexp(1.0, std::max(std::ilogb(largest), -1000)) : 1;
}

constexpr double kDropped = 0x1p-60;  // of Strips::rounded

}  // namespace

// A matrix of 60,000 x 60,000 takes tens of megabytes, so that nothing is kept beside it while it is packed where
// single precision is known beforehand to lose nothing: a first look at the elements counts the rows of each strip.
void Response::pack(const std::vector<int32_t>& nGrp, const std::vector<int32_t>& fChan,
                    const std::vector<int32_t>& nChan, Elements matrix) {
  constexpr uint32_t kNone = UINT32_MAX;
  const size_t count = paddedChannels() / kStripChannels;
  std::vector<uint32_t> latest(count, kNone);
  double largest = 0, smallest = std::numeric_limits<double>::infinity();
  bool isSingle = true;
  const auto packed = std::make_shared<Matrix>();
  packed->start.assign(count + 1, 0);
  eachElement(nGrp, fChan, nChan, matrix, [&](uint32_t e, size_t channel, double x) {
    const size_t strip = channel / kStripChannels;
    packed->start[strip + 1] += latest[strip] != e;
    latest[strip] = e;
    largest = std::max(largest, std::fabs(x));
    smallest = std::min(smallest, std::fabs(x));
    isSingle = isSingle && static_cast<double>(static_cast<float>(x)) == x;
    packed->hasNegative = packed->hasNegative || x < 0;
  });
  for (size_t s = 0; s < count; ++s) packed->start[s + 1] += packed->start[s];
  packed->roundedScale = powerOfTwoBelow(largest);
  const bool isDirect = isSingle && smallest >= kDropped * packed->roundedScale && areApart(nGrp, fChan, nChan);
  packed->energy.resize(packed->start.back());
  std::vector<uint32_t> next(packed->start.begin(), packed->start.end() - 1);
  latest.assign(count, kNone);
  // Groups of a row that overlap add up; OGIP does not forbid them.
  const auto fill = [&](auto& elements, double scale) {
    elements.resize(packed->energy.size() * kStripChannels);
    eachElement(nGrp, fChan, nChan, matrix, [&](uint32_t e, size_t channel, double x) {
      const size_t strip = channel / kStripChannels;
      if (latest[strip] != e) packed->energy[next[strip]++] = latest[strip] = e;
      auto& sum = elements[(next[strip] - 1) * size_t{kStripChannels} + channel % kStripChannels];
      sum = static_cast<std::decay_t<decltype(sum)>>(sum + x / scale);
    });
  };
  if (isDirect) {
    fill(packed->rounded, packed->roundedScale);
  } else {
    fill(packed->exact, 1);
    packed->round();
  }
  matrix_ = packed;
}

void Response::Matrix::round() {
  double largest = 0;
  for (const double x : exact) largest = std::max(largest, std::fabs(x));
  need(std::isfinite(largest), "the elements of overlapping groups add up to infinity");
  roundedScale = powerOfTwoBelow(largest);
  rounded.resize(exact.size());
  bool isExact = true;
  for (size_t i = 0; i < exact.size(); ++i) {
    exact[i] /= roundedScale;
    rounded[i] = std::fabs(exact[i]) < kDropped ? 0.0F : static_cast<float>(exact[i]);
    isExact = isExact && static_cast<double>(rounded[i]) == exact[i];
  }
  if (isExact) AlignedVector<double>().swap(exact);
}

Response::Response(const Response& other, std::vector<double> area) : Response(other) {
  checkGrid(energLo, energHi, area);
  specResp = std::move(area);
  isMatrixShared_ = true;
}

Strips Response::strips() const {
  const Matrix& matrix = *matrix_;
  return {matrix.start.size() - 1, energies(),
          matrix.start.data(),     matrix.energy.data(),
          matrix.rounded.data(),   matrix.exact.empty() ? nullptr : matrix.exact.data()};
}

size_t Response::bytes() const {
  const Matrix& matrix = *matrix_;
  const size_t shared =
      8 * matrix.exact.size() + 4 * (matrix.start.size() + matrix.energy.size() + matrix.rounded.size());
  return 8 * energLo.size() * 3 + (isMatrixShared_ ? 0 : shared);
}

void applyArf(const Response& response, const double* flux, double exposure, double* out) {
  for (size_t e = 0; e < response.energies(); ++e) out[e] = flux[e] * response.specResp[e] * exposure;
}

void applyRmf(const Response& response, const double* photons, double* expected) {
  AlignedVector<double> padded(response.paddedChannels());
  std::vector<double> scaled(photons, photons + response.energies());
  for (double& x : scaled) x *= response.roundedScale();
  responseKernels().apply(response.strips(), scaled.data(), 1, padded.data(), padded.size());
  std::copy_n(padded.data(), response.channels(), expected);
}

void applyResponse(const Response& response, const double* flux, double exposure, double* expected) {
  AlignedVector<double> photons(response.energies());
  applyArf(response, flux, exposure, photons.data());
  applyRmf(response, photons.data(), expected);
}

namespace {

template <typename Number>
void clearNegative(const Response& response, Number* expected, size_t n) {
  if (!response.hasNegative() || n == 0) return;
  const double lowest = -1e-3 * static_cast<double>(*std::max_element(expected, expected + n));
  for (size_t c = 0; c < n; ++c) {
    if (expected[c] < 0 && static_cast<double>(expected[c]) >= lowest) expected[c] = 0;
  }
}

}  // namespace

void clearSlightlyNegative(const Response& response, double* expected, size_t n) {
  clearNegative(response, expected, n);
}
void clearSlightlyNegative(const Response& response, float* expected, size_t n) {
  clearNegative(response, expected, n);
}

bool applyResponseBatch(const Response& response, const double* flux, int64_t count, double exposure, double* expected,
                        int threads, Control* control) {
  const size_t energies = response.energies(), channels = response.channels(), padded = response.paddedChannels();
  return parallelBlocks(count, kLaneSpectra, threads, control, [&](int64_t begin, int64_t end, int) {
    const auto n = static_cast<size_t>(end - begin);
    AlignedVector<double> photons(n * energies), sums(n * padded);
    for (size_t s = 0; s < n; ++s) {
      applyArf(response, flux + (static_cast<size_t>(begin) + s) * energies, exposure, photons.data() + s * energies);
    }
    for (double& x : photons) x *= response.roundedScale();
    responseKernels().apply(response.strips(), photons.data(), n, sums.data(), padded);
    for (size_t s = 0; s < n; ++s) {
      std::copy_n(sums.data() + s * padded, channels, expected + (static_cast<size_t>(begin) + s) * channels);
    }
  });
}

bool applyResponseBatch(const Response& response, const float* flux, int64_t count, double exposure, float* expected,
                        int threads, Control* control) {
  struct Scratch {
    LaneBlock block;
    std::vector<double> flux;
  };
  const size_t energies = response.energies(), channels = response.channels();
  std::vector<Scratch> scratch(static_cast<size_t>(threads < 1 ? 1 : threads));
  return parallelBlocks(count, LaneBlock::kSpectra, threads, control, [&](int64_t begin, int64_t end, int thread) {
    Scratch& own = scratch[static_cast<size_t>(thread)];
    own.flux.resize(energies);
    own.block.clear();
    for (int64_t s = begin; s < end; ++s) {
      std::copy_n(flux + static_cast<size_t>(s) * energies, energies, own.flux.begin());
      own.block.add(response, own.flux.data(), exposure);
    }
    own.block.apply(response);
    for (int64_t s = begin; s < end; ++s) {
      own.block.expected(response, static_cast<size_t>(s - begin), expected + static_cast<size_t>(s) * channels);
    }
  });
}

bool LaneBlock::add(const Response& response, const double* flux, double exposure) {
  const size_t n = response.energies(), stride = strideOf(n), place = count_ % kLaneSpectra;
  photons_.resize(n);
  scaled_.resize(kLaneSpectra * stride);
  lanes_.resize(kSpectra * stride);
  const uint64_t largest = responseKernels().photons(flux, response.specResp.data(), exposure, n, photons_.data());
  const int exponent = static_cast<int>(largest >> 52) - 1023;
  const bool isFinite = exponent < 1024;
  // The largest comes to lie in [2^40, 2^41): products of what is not dropped stay within the floats' normal range, and
  // so do sums of 2^40 of them.
  const double scale = std::ldexp(1.0, 40 - std::max(isFinite ? exponent : 0, -900));
  scale_[count_] = response.roundedScale() / scale;
  responseKernels().scale(photons_.data(), n, scale, scaled_.data() + place * stride);
  ++count_;
  if (place + 1 == kLaneSpectra) toLanes(stride);
  return isFinite;
}

// The last group of up to kLaneSpectra spectra side by side. Those beyond the last spectrum are of an earlier one: they
// are summed and not looked at.
void LaneBlock::toLanes(size_t stride) {
  const size_t group = (count_ - 1) / kLaneSpectra;
  responseKernels().toLanes(scaled_.data(), stride, lanes_.data() + group * kLaneSpectra * stride);
}

void LaneBlock::apply(const Response& response) {
  const size_t groups = (count_ + kLaneSpectra - 1) / kLaneSpectra, stride = response.paddedChannels();
  if (count_ % kLaneSpectra != 0) toLanes(strideOf(response.energies()));
  sums_.resize(kSpectra * stride);
  responseKernels().applyLanes(response.strips(), lanes_.data(), groups, sums_.data(), stride);
}

void LaneBlock::expected(const Response& response, size_t spectrum, double factor, double* out) const {
  responseKernels().widen(sums_.data() + spectrum * response.paddedChannels(), response.channels(),
                          factor * scale_[spectrum], out);
}

void LaneBlock::expected(const Response& response, size_t spectrum, float* out) const {
  responseKernels().narrow(sums_.data() + spectrum * response.paddedChannels(), response.channels(), scale_[spectrum],
                           out);
}

}  // namespace xsift
