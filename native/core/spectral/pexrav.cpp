#include "core/spectral/pexrav.h"

#include <algorithm>
#include <cmath>  // sqrt alone: it is exact everywhere

#include "core/cpu/elementary.h"

namespace xsift {

namespace {

constexpr double kElectronRest = 511;          // keV, as in the paper
constexpr double kElectrons = 1.21;            // for each hydrogen atom
constexpr double kOpacityPerSigma = 150.3;     // (1e-22 cm2) / Thomson's cross-section
constexpr double kLowest = 10, kHighest = 12;  // keV: between them both regimes are mixed
constexpr double kLeastY = 0.03333;            // incident photons up to 30 rest masses of the electron
constexpr double kStep = 0.05;                 // of ln E between nodes

struct Gauss {
  double at, weight;
};
constexpr Gauss kGauss8[] = {{0.1834346424956498, 0.3626837833783620},
                             {0.5255324099163290, 0.3137066458778873},
                             {0.7966664774136267, 0.2223810344533745},
                             {0.9602898564975363, 0.1012285362903763}};

double squareRoot(double x) { return x > 0 ? std::sqrt(x) : 0; }
double powerOf(double x, double exponent) { return x > 0 ? powOf(x, exponent) : 0; }
double polynomial(double x, double a, double b, double c = 0, double d = 0, double e = 0) {
  return a + x * (b + x * (c + x * (d + x * e)));
}

// atan by halving the angle and its series, and sin up to a quarter of a turn: not from the C library (elementary.h).
double atanOf(double x) {
  if (x < 0) return -atanOf(-x);
  if (x > 1) return 1.57079632679489662 - atanOf(1 / x);
  const double half = x / (1 + std::sqrt(1 + x * x)), square = half * half;  // half <= 0.4143
  double sum = 0;
  for (int k = 41; k > 0; k -= 2) sum = 1.0 / k - square * sum;
  return 2 * half * sum;
}
double sinOf(double x) {
  double sum = 1;
  for (int k = 18; k > 0; k -= 2) sum = 1 - x * x / (k * (k + 1)) * sum;
  return x * sum;
}

// Coefficients of the part of G that comes from scattering alone, up to dy = 2 (0-17) and beyond (18-24).
std::array<double, 25> energyCoefficients(double m) {
  return {
      polynomial(m, 0.8827, -0.5885, 0.7988, -0.4117),
      polynomial(m, 0.0517, 0.1076, -0.1691, 0.0678),
      polynomial(m, 0.0014, 0.0043),
      polynomial(m, -0.0003, -0.0027, 0.0021),
      polynomial(m, -1.3259, 1.6214, -3.7007, 2.1722) + expOf(20.3 * (m - 1.063)),
      polynomial(m, 0.0790, -0.4029, 0.6619, 0.2210) - expOf(17.7 * (m - 1.041)),
      polynomial(m, 0.0751, -0.1848, 0.4068, -0.4126) + expOf(9.8 * (m - 1.185)),
      polynomial(m, -0.0020, -0.0394, 0.1004, -0.0597),
      polynomial(m, 3.2953, -3.6996, 7.9837, -4.6855),
      polynomial(m, -0.5278, 0.9857, -1.7454, -0.3464) + expOf(27.6 * (m - 0.959)),
      polynomial(m, -0.1919, 0.5798, -1.2879, 1.4885) - expOf(18.3 * (m - 0.986)),
      polynomial(m, 0.0200, 0.0832, -0.0333, -0.2370) + expOf(16.6 * (m - 1.086)),
      polynomial(m, -2.2779, 2.4031, -4.0733, 1.9499) - expOf(19.6 * (m - 0.968)),
      polynomial(m, 0.4790, -1.0166, 3.1727, -4.0108, 3.0545) - expOf(30.4 * (m - 0.957)),
      polynomial(m, 0.1122, -0.3580, 0.4985, -0.3750, -0.5349) + expOf(31.2 * (m - 0.972)),
      polynomial(m, -0.0160, -0.0471, -0.0536, 0.2006, 0.2929) - expOf(30.6 * (m - 1.009)),
      polynomial(m, 0.0005, 0.0021, -0.0447, 0.1749, -0.2303) + expOf(16.9 * (m - 1.130)),
      polynomial(m, 0.006, 0.089, -0.102, 0.056),
      polynomial(m, 0.618, -0.830),
      polynomial(m, 0.128, -0.132),
      polynomial(m, 0.632, -0.875),
      polynomial(m, -0.672, -0.286, 0.717, -0.481),
      polynomial(m, 0.0126, -0.0160, 0.0077),
      polynomial(m, 0.0111, 0.0030, -0.0014),
      polynomial(m, -2.437, -0.328, -0.260, 0.279),
  };
}

// Coefficients of the dependence on the angle of scattering, through dy = 1 - cos(angle).
std::array<double, 18> angleCoefficients(double m) {
  const double u = 0.911 - 0.549 * powerOf(1 - m, 1.471), v = 0.254 - 0.041 * powOf(m, -3.798), n = std::min(m, 0.524);
  return {
      u - 2 * v,
      v,
      0.161 + 0.439 * powOf(m, 0.189) - 0.791 * powOf(m, 7.789),
      std::max(0.0, -0.871 + 1.740 * powOf(m, 0.176) - 1.088 * powOf(m, 0.907)),
      0.934 + 0.054 * powOf(m, -0.666),
      polynomial(n, 4.647, -11.574, 11.046),
      0.012 + 0.199 * powOf(m, 0.939) + 0.861 * powOf(m, 8.999),
      2.150,
      polynomial(m, -1.281, 2.374, -4.332, 2.630),
      2.882 + 0.035 * powOf(m, -1.065),
      polynomial(m, 30.28, 69.29),
      1.037 * powOf(1 - std::sqrt(1 - 0.874 * m * m), 0.123),
      0.123,
      polynomial(m, 56.50, -27.54, 671.8, -1245, 708.4),
      polynomial(m, -0.897, -0.826, 2.273, -0.984),
      polynomial(m, 1.240, -1.297),
      polynomial(m, -0.490, 1.181, -1.038),
      1.858 * (powOf(m, 2.033) + 0.745 * powOf(m, 1.065)),
  };
}

// The logarithm of what absorption between scatterings leaves, from y0 to y0 + dy: closed form of the integral of
// ln(1 / (1 + a v^3)).
double survival(double a, double y0, double dy) {
  const double b = powOf(a, 1.0 / 3), c = 0.5 / b;
  const auto f = [&](double v) {
    const double w = b * v, sum = 1 + w;
    return v * (3 - logOf(1 + w * w * w)) + c * logOf((1 - w + w * w) / (sum * sum)) -
           3.4641016151377544 * c * atanOf(0.5773502691896258 * (2 * w - 1));
  };
  return f(y0 + dy) - f(y0);
}

}  // namespace

double Reflection::green(double y, double y0) const {
  const double dy = y - y0;
  if (dy > 2) {  // scattered more than once
    const double p = logOf(y0);
    const double q4 = 0.230 + 0.033 * p + 0.763 * powOf(y0, -0.507) + 0.007 * powOf(y0, -1.553);
    const double q6 = -0.100 + 0.115 * p + 0.100 * powOf(y0, 1.623);
    const double q7 = y0 < 1 ? x_[18] + x_[19] * p : x_[20] + x_[21] * p + x_[22] * powOf(x_[23] + 1 / y0, x_[24]);
    const double angle =
        m_[17] * powOf(dy, -1.5) * (1 + dy) * powOf(1 + m_[13] / (1 + dy), m_[14] + m_[15] * powOf(1 + dy, m_[16]));
    return q4 * powOf(1 + 75.180 / y0 / y, q6 * (1 + q7 / y)) * angle * expOf(survival(absorption_, y0, dy - 0.15));
  }
  const double p = logOf(std::min(y0, 10.0));
  const double q0 = p * polynomial(p, x_[0], x_[1], x_[2], x_[3]), q1 = p * polynomial(p, x_[4], x_[5], x_[6], x_[7]),
               q2 = p * polynomial(p, x_[8], x_[9], x_[10], x_[11]),
               q3 = p * polynomial(p, x_[12], x_[13], x_[14], x_[15], x_[16]);
  double t, factor = 1;
  if (y0 < 10) {
    t = logOf((y0 + 2) / y) / logOf((y0 + 2) / y0);
  } else {
    t = 5.4848 * logOf(12 / (10 + dy));
    factor = (1 + x_[17] * (0.326 * (powOf(y0 / 10, 1.692) - 1) + p - 2.303)) * (y0 + dy) / (10 + dy);
  }
  const double energy = factor * expOf(q0 + t * (q1 + t * (q2 + t * q3)));
  const double a = m_[0] + m_[1] * dy;
  const double b = powerOf(m_[2] + m_[3] * powerOf(m_[4] - dy, m_[5]) + m_[6] * powOf(m_[7] - dy, m_[8]), m_[9]) /
                   (1 + expOf(m_[10] * (m_[11] - powerOf(dy, m_[12]))));
  const double rest0 = 1 / (1 + absorption_ * y0 * y0 * y0), rest = 1 / (1 + absorption_ * y * y * y);
  const double absorbed = escape_ + (1 - escape_) * (1 + (expOf(0.381 * dy) - 2) * squareRoot(1 - rest)) *
                                        expOf(survival(absorption_, y0, dy));
  return energy * std::min(a, b) * rest0 * absorbed;
}

void Reflection::set(const Absorber& absorber, double mu, double metals, double iron) {
  mu = std::min(std::max(mu, 0.05), 0.95);
  if (absorber_ == &absorber && mu_ == mu && metals_ == metals && iron_ == iron) return;
  absorber_ = &absorber, mu_ = mu, metals_ = metals, iron_ = iron;
  x_ = energyCoefficients(mu);
  m_ = angleCoefficients(mu);
  const double x = 0.01947, norm = opacity(logOf(x * kElectronRest)) * x * x * x;
  absorption_ = std::max(norm / kElectrons, 1e-24);  // without metals: 1, not 0 / 0
  escape_ = polynomial(mu, 0.802, -1.019, 2.528, -3.198, 1.457) + powOf(0.030 / mu, 4);
  const double least = kLeastY + 1 - std::sqrt(1 - (mu - 0.05) * (mu - 0.05));
  nodes_.assign(static_cast<size_t>(logOf(kElectronRest / least / kLowest) / kStep) + 2, Node{});
}

double Reflection::opacity(double logEnergy) const {
  const double place = StepTable::place(logEnergy);
  return kOpacityPerSigma *
         (metals_ * absorber_->otherMetalsSteps().at(place) + iron_ * absorber_->ironSteps().at(place));
}

double Reflection::elastic(double logEnergy) const {
  const double mu = mu_, al0 = 1 / (1 + opacity(logEnergy) / kElectrons), al1 = std::max(squareRoot(1 - al0), 1e-6);
  const double al2 = 1.7320508075688772 * al1, xl = logOf(1 + 1 / mu), mu2 = mu * mu;
  const double single = 0.375 * ((3 - 2 * mu2 + 3 * mu2 * mu2) * xl + (3 * mu2 - 1) * (0.5 - mu));
  const double further =
      (1 + (1 / al1 - 1) * (1 - logOf(1 + al2) / al2)) * (1 + mu * 1.7320508075688772) / (1 + mu * al2) - 1;
  return 0.5 * al0 * mu * (single + further * xl);
}

// Gauss's rule in panels: dy up to 2 (the angular part rises within 0.05 of its least value), ln y0 beyond. Their ends
// are chosen such that sums agree with those of panels 16 times narrower to 1e-4, for photon indices 1-3, cut-offs from
// 1 keV, metals up to 10.
void Reflection::prepare(size_t index) {
  Node& node = nodes_[index];
  const double y = kElectronRest / (kLowest * expOf(static_cast<double>(index) * kStep));
  size_t point = 0;
  const auto panel = [&](double from, double to, bool logarithmic) {
    const double half = 0.5 * (to - from), middle = 0.5 * (to + from);
    for (const Gauss& g : kGauss8) {
      for (const double at : {middle - g.at * half, middle + g.at * half}) {
        const double y0 = logarithmic ? expOf(at) : std::max(y - at, kLeastY);
        node.energy[point] = kElectronRest / y0;
        node.logEnergy[point] = logOf(node.energy[point]);
        node.weight[point] = half > 0 ? half * g.weight * green(y, y0) * (logarithmic ? y0 : 1) : 0;
        ++point;
      }
    }
  };
  const double least = 1 - std::sqrt(1 - (mu_ - 0.05) * (mu_ - 0.05)),
               most = std::max(least, std::min(y - kLeastY, 2.0));
  const double width = most - least;
  const double ends[] = {0, 0.04, 0.11, 0.29, 0.525, 0.94, 1};
  for (int k = 0; k < 6; ++k) panel(least + ends[k] * width, least + ends[k + 1] * width, false);
  const double top = std::max(y - 2, kLeastY), logLeast = logOf(kLeastY), logTop = logOf(top);
  const double split = logTop - std::min(0.25, 0.3 * (logTop - logLeast));
  const double second = split - std::min(2.7, 0.88 * (split - logLeast));
  panel(logLeast, second, true);
  panel(second, split, true);
  panel(split, logTop, true);
  node.known = true;
}

double Reflection::atNode(const IncidentPowerLaw& incident, size_t index) {
  if (!nodes_[index].known) prepare(index);
  const Node& node = nodes_[index];
  const double a = 2 - incident.index, perCutoff = incident.cutoff > 0 ? 1 / incident.cutoff : 0;
  const double logEnergy = logOf(kLowest) + static_cast<double>(index) * kStep, energy = expOf(logEnergy);
  double sum = 0;
  for (size_t k = 0; k < kPoints; ++k) {
    sum += node.weight[k] * expOf(a * (node.logEnergy[k] - logEnergy) - (node.energy[k] - energy) * perCutoff);
  }
  return sum * energy / kElectronRest;
}

void Reflection::ratios(const IncidentPowerLaw& incident, const double* logEnergies, size_t n, double logShift,
                        double* out) {
  const double logLowest = logOf(kLowest), logHighest = logOf(kHighest);
  values_.clear();
  // The cubic needs four nodes around an energy; above the last one the ratio is 0.
  const double last = (logEnergies[n - 1] + logShift - logLowest) / kStep;
  const size_t needed =
      last < 0 ? 0 : std::min(nodes_.size(), std::max(size_t{4}, static_cast<size_t>(std::min(last, 1e6)) + 3));
  for (size_t k = 0; k < needed; ++k) values_.push_back(atNode(incident, k));
  for (size_t i = 0; i < n; ++i) {
    const double logEnergy = logEnergies[i] + logShift;
    if (logEnergy < logLowest) {
      out[i] = elastic(logEnergy);
      continue;
    }
    const double place = (logEnergy - logLowest) / kStep;
    double inelastic = 0;
    if (place < static_cast<double>(nodes_.size() - 1)) {
      const size_t k = std::min(std::max(static_cast<size_t>(place), size_t{1}), needed - 3);
      const double t = place - static_cast<double>(k);
      inelastic = -t * (t - 1) * (t - 2) / 6 * values_[k - 1] + (t + 1) * (t - 1) * (t - 2) / 2 * values_[k] -
                  (t + 1) * t * (t - 2) / 2 * values_[k + 1] + (t + 1) * t * (t - 1) / 6 * values_[k + 2];
    }
    if (logEnergy < logHighest) {
      // (1 + sin(pi (s - 1/2))) / 2 is a smooth step; a cubic step 3 s^2 - 2 s^3 is within 0.01 of it but not the
      // paper's.
      const double s = (logEnergy - logLowest) / (logHighest - logLowest);
      const double part = 0.5 * (1 + sinOf(3.14159265358979324 * (s - 0.5)));
      inelastic = (1 - part) * elastic(logEnergy) + part * inelastic;
    }
    out[i] = std::max(inelastic, 0.0);
  }
}

}  // namespace xsift
