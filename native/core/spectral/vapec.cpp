#include "core/spectral/vapec.h"

#include <algorithm>
#include <cmath>

#include "core/cpu/elementary.h"

namespace xsift {

namespace {

constexpr double kNothing = 1e-30;  // as in plasma.cpp
constexpr int kMetals[] = {6, 7, 8, 10, 12, 13, 14, 16, 18, 20, 26, 28};

size_t groupOf(int z) {
  const int* metal = std::find(std::begin(kMetals), std::end(kMetals), z);
  return metal != std::end(kMetals) ? 2 + static_cast<size_t>(metal - kMetals) : z == 2 ? 1 : 0;
}

}  // namespace

PlasmaElements::PlasmaElements(std::vector<double> logT, std::vector<double> edges, const std::vector<int>& elements,
                               const float* lines, const float* continuum, const std::array<double, 30>& abundances)
    : logT_(std::move(logT)), edges_(std::move(edges)) {
  checkPlasmaTable(logT_, edges_, elements);
  const size_t n = bins(), nT = logT_.size();
  std::vector<double> values(nT * kGroups * n, 0.0);
  for (size_t z = 0; z < elements.size(); ++z) {
    for (size_t t = 0; t < nT; ++t) {
      double* row = values.data() + (t * kGroups + groupOf(elements[z])) * n;
      const size_t from = (z * nT + t) * n;
      for (size_t e = 0; e < n; ++e) {
        row[e] += abundances[elements[z] - 1] * emissivity(lines[from + e], continuum[from + e], elements[z], t, e);
      }
      if (elements[z] != 11) continue;
      double* sodium = values.data() + (t * kGroups + kSodium) * n;
      for (size_t e = 0; e < n; ++e) {
        sodium[e] = abundances[10] * emissivity(lines[from + e], continuum[from + e], 11, t, e);
      }
    }
  }
  encode(values);
}

void PlasmaElements::encode(const std::vector<double>& values) {
  double low = INFINITY, high = kNothing;
  for (double value : values) {
    if (value > kNothing) low = std::fmin(low, value);
    high = std::fmax(high, value);
  }
  logFirst_ = low < high ? logOf(low) : logOf(high);
  logStep_ = low < high ? (logOf(high) - logFirst_) / 65534 : 1;
  codes_.resize(values.size());
  for (size_t i = 0; i < values.size(); ++i) {
    codes_[i] = values[i] > kNothing ? static_cast<uint16_t>(1.5 + (logOf(values[i]) - logFirst_) / logStep_) : 0;
  }
}

double PlasmaElements::decode(double code) const { return expOf(logFirst_ + (code - 1) * logStep_); }

PlasmaElements PlasmaElements::onGrid(const std::vector<double>& edges) const {
  PlasmaElements result;
  result.logT_ = logT_;
  result.edges_ = edges;
  const size_t n = bins(), m = result.bins(), rows = logT_.size() * kGroups;
  std::vector<double> from(n), values(rows * m);
  for (size_t r = 0; r < rows; ++r) {
    const uint16_t* codes = codes_.data() + r * n;
    for (size_t e = 0; e < n; ++e) from[e] = codes[e] ? decode(codes[e]) : 0;
    rebinPlasma(edges_.data(), n, from.data(), kTOf(logT_[r / kGroups]), edges.data(), m, 1, values.data() + r * m);
  }
  result.encode(values);
  return result;
}

void PlasmaElements::interpolate(const Cubic& at, size_t group, size_t first, size_t n, double* out) const {
  const size_t step = kGroups * bins();
  const uint16_t* codes = codes_.data() + at.first * step + group * bins() + first;
  const uint16_t* lower = codes_.data() + at.lower * step + group * bins() + first;
  for (size_t e = 0; e < n; ++e) {
    const uint16_t c[] = {codes[e], codes[e + step], codes[e + 2 * step], codes[e + 3 * step]};
    if (c[0] && c[1] && c[2] && c[3]) {
      out[e] = decode(at.weights[0] * c[0] + at.weights[1] * c[1] + at.weights[2] * c[2] + at.weights[3] * c[3]);
      continue;
    }
    // Where a bin is empty at one of the temperatures its logarithm says nothing.
    const double low = lower[e] ? decode(lower[e]) : 0, high = lower[e + step] ? decode(lower[e + step]) : 0;
    out[e] = low + at.part * (high - low);
  }
}

void PlasmaElements::combine(double kT, size_t first, size_t n, const double* light, const double* metals,
                             const double* abundances, double sodium, double* out,
                             AlignedVector<double>& scratch) const {
  const Cubic at = cubicAt(logT_, logTOf(kT));
  scratch.resize(3 * n);
  double *share = scratch.data(), *all = share + n, *scaled = all + n;
  const auto mix = [&](size_t group, size_t last, const double* spectrum) {
    std::fill(all, scaled + n, 0.0);
    for (size_t g = group; g < last; ++g) {
      const double abundance = g == 0 ? 1 : abundances[g - 1];
      interpolate(at, g, first, n, share);
      for (size_t e = 0; e < n; ++e) {
        all[e] += share[e];
        scaled[e] += abundance * share[e];
      }
    }
    if (group == 0 && sodium != 1) {
      interpolate(at, kSodium, first, n, share);
      for (size_t e = 0; e < n; ++e) scaled[e] += (sodium - 1) * share[e];
    }
    // What is too weak for a code has no share that could be told.
    for (size_t e = 0; e < n; ++e) out[e] += all[e] > 0 ? spectrum[e] * (scaled[e] / all[e]) : 0;
  };
  std::fill(out, out + n, 0.0);
  mix(0, 2, light);
  mix(2, kSodium, metals);
}

}  // namespace xsift
