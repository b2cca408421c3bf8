#include "core/spectral/plasma.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>

#include "core/cpu/elementary.h"
#include "core/spectral/continuum.h"
#include "core/spectral/kernels.h"

namespace xsift {

namespace {

constexpr double kKeVPerKelvin = 8.617333262e-8;
constexpr double kLn10 = 2.302585092994045684;
// dex between rows; linear mixing then errs by less than 0.8 % in any 50 eV band (node tools/plasma/check.mjs). Where
// X-rays are the far tail of the spectrum they rise more steeply.
double rowStep(double logT) { return logT < 6.2999 ? 0.00625 : 0.0125; }
// Smaller values (photons/cm2/s/bin at norm 1) are nothing: they would only be subnormal in single precision.
constexpr double kNothing = 1e-30;

bool rises(const std::vector<double>& values) {
  for (size_t i = 1; i < values.size(); ++i) {
    if (!(values[i] > values[i - 1])) return false;
  }
  return true;
}

// Weights of Lagrange's cubic through four nodes.
void cubicWeights(const double* nodes, double x, double* weights) {
  for (int i = 0; i < 4; ++i) {
    weights[i] = 1;
    for (int j = 0; j < 4; ++j) {
      if (j != i) weights[i] *= (x - nodes[j]) / (nodes[i] - nodes[j]);
    }
  }
}

// The fine temperatures: each step of the table in equal parts of at most rowStep.
std::vector<double> fineSteps(const std::vector<double>& logT) {
  std::vector<double> fine;
  for (size_t j = 0; j + 1 < logT.size(); ++j) {
    const double width = logT[j + 1] - logT[j];
    const int parts = static_cast<int>(std::ceil(width / rowStep(logT[j]) - 1e-9));
    for (int k = 0; k < parts; ++k) fine.push_back(logT[j] + width * k / parts);
  }
  fine.push_back(logT.back());
  return fine;
}

}  // namespace

bool isMetal(int z) {
  for (int metal : {6, 7, 8, 10, 12, 13, 14, 16, 18, 20, 26, 28}) {
    if (z == metal) return true;
  }
  return false;
}

void checkPlasmaTable(const std::vector<double>& logT, const std::vector<double>& edges,
                      const std::vector<int>& elements) {
  // Beyond these ends no atom radiates X-rays and the fine steps would be without number.
  if (logT.size() < 4 || !rises(logT) || !(logT.front() >= 2 && logT.back() <= 11)) {
    throw std::invalid_argument("a plasma table needs 4 or more rising temperatures, log10 K from 2 to 11");
  }
  if (edges.size() < 2 || !(edges.front() > 0) || !rises(edges) || !std::isfinite(edges.back())) {
    throw std::invalid_argument("a plasma table needs rising energies above 0");
  }
  for (int z : elements) {
    if (z < 1 || z > 30) throw std::invalid_argument("a plasma table has elements from 1 to 30");
  }
}

double emissivity(float lines, float continuum, int z, size_t temperature, size_t bin) {
  const double line = lines, smooth = continuum;
  if (line >= 0 && smooth >= 0 && line + smooth <= std::numeric_limits<float>::max()) return line + smooth;
  throw std::invalid_argument("element " + std::to_string(z) + ", temperature " + std::to_string(temperature + 1) +
                              ", bin " + std::to_string(bin + 1) + " of a plasma table: the emissivity " +
                              std::to_string(line) + " + " + std::to_string(smooth) +
                              " must be finite and not negative");
}

Cubic cubicAt(const std::vector<double>& nodes, double x) {
  Cubic cubic;
  const auto above = std::upper_bound(nodes.begin() + 1, nodes.end() - 1, x);
  cubic.lower = static_cast<size_t>(above - nodes.begin()) - 1;
  cubic.first = std::min(cubic.lower == 0 ? 0 : cubic.lower - 1, nodes.size() - 4);
  cubicWeights(&nodes[cubic.first], x, cubic.weights);
  cubic.part = (x - nodes[cubic.lower]) / (nodes[cubic.lower + 1] - nodes[cubic.lower]);
  return cubic;
}

double logTOf(double kT) { return logOf(kT / kKeVPerKelvin) / kLn10; }
double kTOf(double logT) { return kKeVPerKelvin * powOf(10, logT); }

// values[i] is spread evenly over [from[i], from[i+1]]; out[k] is what lies in [to[k], to[k+1]] * scale.
void rebin(const double* from, size_t fromBins, const double* values, const double* to, size_t toBins, double scale,
           double* out) {
  size_t i = 0;
  for (size_t k = 0; k < toBins; ++k) {
    const double low = to[k] * scale, high = to[k + 1] * scale;
    while (i < fromBins && from[i + 1] <= low) ++i;
    double sum = 0;
    for (size_t j = i; j < fromBins && from[j] < high; ++j) {
      const double inside = std::min(high, from[j + 1]) - std::max(low, from[j]), width = from[j + 1] - from[j];
      sum += inside >= width ? values[j] : values[j] * (inside / width);
    }
    out[k] = sum;
  }
}

void rebinPlasma(const double* from, size_t fromBins, const double* values, double kT, const double* to, size_t toBins,
                 double scale, double* out) {
  rebin(from, fromBins, values, to, toBins, scale, out);
  const double end = from[fromBins], width = end - from[fromBins - 1], last = values[fromBins - 1];
  if (!(to[toBins] * scale > end) || !(last > 0)) return;
  const double middle = end - width / 2, logMiddle = logOf(middle);
  const auto f = [&](double x) { return expOf(-0.35 * (x - logMiddle) - (expOf(x) - middle) / kT); };
  for (size_t k = toBins; k-- > 0 && to[k + 1] * scale > end;) {
    const double low = std::max(to[k] * scale, end), high = std::min(to[k + 1] * scale, low + 60 * kT);
    out[k] += last * middle / width * integrate(logOf(low), logOf(high), 1 + high / kT, f);
  }
}

void mixRows(const float* lower, const float* upper, size_t bins, size_t stride, double weight, double metals,
             double norm, double* out) {
  spectralKernels().mixRows(lower, upper, bins, stride, (1 - weight) * norm, weight * norm, metals, out);
}

Plasma::Plasma(std::vector<double> logT, std::vector<double> edges, const std::vector<int>& elements,
               const float* lines, const float* continuum, const std::array<double, 30>& abundances)
    : edges_(std::move(edges)) {
  checkPlasmaTable(logT, edges_, elements);
  interpolate(logT, sumElements(logT.size(), elements, lines, continuum, abundances));
}

// Temperatures x 2 x bins: hydrogen with helium and trace elements, then metals.
std::vector<double> Plasma::sumElements(size_t nT, const std::vector<int>& elements, const float* lines,
                                        const float* continuum, const std::array<double, 30>& abundances) const {
  const size_t n = bins();
  std::vector<double> table(nT * 2 * n, 0.0);
  for (size_t z = 0; z < elements.size(); ++z) {
    const double abundance = abundances[elements[z] - 1];
    for (size_t t = 0; t < nT; ++t) {
      double* row = table.data() + (2 * t + (isMetal(elements[z]) ? 1 : 0)) * n;
      const size_t from = (z * nT + t) * n;
      for (size_t e = 0; e < n; ++e) {
        row[e] += abundance * emissivity(lines[from + e], continuum[from + e], elements[z], t, e);
      }
    }
  }
  return table;
}

// The fine rows from the table's.
void Plasma::interpolate(const std::vector<double>& logT, const std::vector<double>& table) {
  const size_t rowSize = 2 * bins();
  std::vector<double> logs(table.size());
  for (size_t i = 0; i < table.size(); ++i) logs[i] = table[i] > kNothing ? logOf(table[i]) : 0;

  logT_ = fineSteps(logT);
  values_.resize(logT_.size() * rowSize);
  for (size_t r = 0; r < logT_.size(); ++r) {
    const Cubic cubic = cubicAt(logT, logT_[r]);
    float* out = values_.data() + r * rowSize;
    for (size_t e = 0; e < rowSize; ++e) {
      const double *log = &logs[cubic.first * rowSize + e], *value = &table[cubic.lower * rowSize + e];
      bool whole = true;
      double sum = 0;
      for (int k = 0; k < 4; ++k) {
        whole = whole && table[(cubic.first + k) * rowSize + e] > kNothing;
        sum += cubic.weights[k] * log[k * rowSize];
      }
      // Where a bin is empty at one of the temperatures its logarithm says nothing.
      const double mixed = whole ? expOf(sum) : value[0] + cubic.part * (value[rowSize] - value[0]);
      out[e] = mixed > kNothing ? static_cast<float>(mixed) : 0;
    }
  }
}

double Plasma::lowestKT() const { return kTOf(logT_.front()); }
double Plasma::highestKT() const { return kTOf(logT_.back()); }

Plasma::Place Plasma::find(double kT) const {
  const double logT = logTOf(kT);
  const auto above = std::upper_bound(logT_.begin() + 1, logT_.end() - 1, logT);
  const size_t row = static_cast<size_t>(above - logT_.begin()) - 1;
  const double weight = (logT - logT_[row]) / (logT_[row + 1] - logT_[row]);
  return {row, weight < 0 ? 0 : weight > 1 ? 1 : weight};
}

Plasma::Bins Plasma::binsOf(double low, double high) const {
  const auto first = std::upper_bound(edges_.begin() + 1, edges_.end() - 1, low);
  const auto last = std::lower_bound(first, edges_.end() - 1, high);
  return {static_cast<size_t>(first - edges_.begin()) - 1, static_cast<size_t>(last - edges_.begin())};
}

std::vector<float> Plasma::onGrid(const std::vector<double>& grid) const {
  const size_t n = bins(), m = grid.size() - 1;
  std::vector<float> result(rows() * 2 * m);
  std::vector<double> from(n), to(m);
  for (size_t r = 0; r < rows() * 2; ++r) {
    const float* values = values_.data() + r * n;
    std::copy(values, values + n, from.begin());
    rebinPlasma(edges_.data(), n, from.data(), kTOf(logT_[r / 2]), grid.data(), m, 1, to.data());
    for (size_t k = 0; k < m; ++k) result[r * m + k] = static_cast<float>(to[k]);
  }
  return result;
}

}  // namespace xsift
