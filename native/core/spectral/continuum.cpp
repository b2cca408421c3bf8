#include "core/spectral/continuum.h"

#include <algorithm>

namespace xsift {

namespace {

// Kellogg, Baldwin & Koch 1975: g / g(Born) = a + b u + c u^2 at seven values of 1000 G (rows), in six ranges of u.
constexpr double kConstant[7][6] = {
    {1.001, 1.004, 1.017, 1.036, 1.056, 1.121},   {1.001, 1.005, 1.017, 1.046, 1.073, 1.115},
    {0.9991, 1.005, 1.03, 1.055, 1.102, 1.176},   {0.997, 1.005, 1.035, 1.069, 1.134, 1.186},
    {0.9962, 1.004, 1.042, 1.1, 1.193, 1.306},    {0.9874, 0.9962, 1.047, 1.156, 1.327, 1.485},
    {0.9681, 0.9755, 1.020, 1.208, 1.525, 1.965},
};
constexpr double kLinear[7][6] = {
    {0.3029, 0.1616, 0.04757, 0.013, 0.0049, -0.0032},    {0.4905, 0.2155, 0.08357, 0.02041, 0.00739, 0.00029},
    {0.654, 0.2833, 0.08057, 0.03257, 0.00759, -0.00151}, {1.029, 0.391, 0.1266, 0.05149, 0.01274, 0.00324},
    {0.9569, 0.4891, 0.1764, 0.05914, 0.01407, -0.00024}, {1.236, 0.7579, 0.326, 0.1077, 0.028, 0.00548},
    {1.327, 1.017, 0.6017, 0.205, 0.0605, 0.00187},
};
constexpr double kQuadratic[7][6] = {
    {-1.323, -0.254, -0.01571, -0.001, -0.000184, 0.00008},
    {-4.762, -0.3386, -0.03571, -0.001786, -0.0003, 0.00001},
    {-6.349, -0.4206, -0.02571, -0.003429, -0.000234, 0.00005},
    {-13.231, -0.59, -0.04571, -0.005714, -0.000445, -0.00004},
    {-7.672, -0.6852, -0.0643, -0.005857, -0.00042, 0.00004},
    {-7.143, -0.9947, -0.12, -0.01007, -0.000851, -0.00004},
    {-3.175, -1.116, -0.2270, -0.01821, -0.001729, 0.00023},
};
constexpr double kRanges[5] = {0.03, 0.30, 1, 5, 15};  // upper ends in u
// 1000 G between rows: where it begins, and the width by which the published fit divides.
constexpr double kRows[6] = {1, 1.7783, 3, 5.6234, 10, 30}, kWidths[6] = {0.7783, 1.2217, 2.6234, 4.3766, 20, 70};

// R. Kurucz: g at log u = -4, -3.5, ... 1.5 (rows) and log G = -1, -0.5, ... 2.
constexpr double kKurucz[12][7] = {
    {5.40, 5.25, 5.00, 4.69, 4.48, 4.16, 3.85}, {4.77, 4.63, 4.40, 4.13, 3.87, 3.52, 3.27},
    {4.15, 4.02, 3.80, 3.57, 3.27, 2.98, 2.70}, {3.54, 3.41, 3.22, 2.97, 2.70, 2.45, 2.20},
    {2.94, 2.81, 2.65, 2.44, 2.21, 2.01, 1.81}, {2.41, 2.32, 2.19, 2.02, 1.84, 1.67, 1.50},
    {1.95, 1.90, 1.80, 1.68, 1.52, 1.41, 1.30}, {1.55, 1.56, 1.51, 1.42, 1.33, 1.25, 1.17},
    {1.17, 1.30, 1.32, 1.30, 1.20, 1.15, 1.11}, {0.86, 1.00, 1.15, 1.18, 1.15, 1.11, 1.08},
    {0.59, 0.76, 0.97, 1.09, 1.13, 1.10, 1.08}, {0.38, 0.53, 0.76, 0.96, 1.08, 1.09, 1.09},
};

double kurucz(double u, double g) {
  const double perDecade = 2 / 2.302585092994045684;
  const double column = std::min(logOf(g) * perDecade + 2, 6.0), row = std::min(logOf(u) * perDecade + 8, 11.0);
  const int j = std::min(static_cast<int>(column), 5), k = std::max(0, std::min(static_cast<int>(row), 10));
  const double t = column - j, s = row - k;  // s < 0 below the table: g goes on growing as -log u
  const double left = (1 - s) * kKurucz[k][j] + s * kKurucz[k + 1][j];
  const double right = (1 - s) * kKurucz[k][j + 1] + s * kKurucz[k + 1][j + 1];
  return (1 - t) * left + t * right;
}

// exp(x) K0(x): Abramowitz & Stegun 1964, 9.8.1, 9.8.5 and 9.8.6.
double scaledK0(double x) {
  if (x > 2) {
    const double t = 2 / x;
    const double sum =
        1.25331414 + t * (-0.07832358 +
                          t * (0.02189568 + t * (-0.01062446 + t * (0.00587872 + t * (-0.00251540 + t * 0.00053208)))));
    return sum / std::sqrt(x);
  }
  const double a = x / 3.75 * (x / 3.75), b = x / 2 * (x / 2);
  const double i0 =
      1 + a * (3.5156229 + a * (3.0899424 + a * (1.2067492 + a * (0.2659732 + a * (0.0360768 + a * 0.0045813)))));
  const double k0 =
      -logOf(x / 2) * i0 - 0.57721566 +
      b * (0.42278420 + b * (0.23069756 + b * (0.03488590 + b * (0.00262698 + b * (0.00010750 + b * 0.00000740)))));
  return expOf(x) * k0;
}

}  // namespace

double gauntFactor(double energy, double kT, int charge) {
  const double g = 0.01358 * charge * charge / kT;
  double u = energy / kT;
  if (g > 0.1) return kurucz(u, g);
  const double born = 0.5513 * scaledK0(u / 2), scaled = std::min(1000 * g, 100.0);
  if (scaled < 1) return born;
  u = std::max(u, 0.003);
  int range = 0, row = 0;
  while (range < 5 && u > kRanges[range]) ++range;
  while (row < 5 && scaled > kRows[row + 1]) ++row;
  const auto at = [&](int r) { return kConstant[r][range] + u * (kLinear[r][range] + u * kQuadratic[r][range]); };
  const double part = (scaled - kRows[row]) / kWidths[row];
  return born * ((1 - part) * at(row) + part * at(row + 1));
}

void cutoffPowerLaw(const EnergyGrid& grid, double index, double cutoff, double norm, double* spectrum) {
  const double a = 1 - index;
  const auto f = [&](double x) { return expOf(a * x - expOf(x) / cutoff); };
  for (size_t i = 0; i < grid.bins(); ++i) {
    // Beyond 50 cut-off energies from the lower edge nothing is left of a bin.
    const double low = grid.edges[i], high = std::min(grid.edges[i + 1], low + 50 * cutoff);
    const double logHigh = high < grid.edges[i + 1] ? logOf(high) : grid.logEdges[i + 1];
    spectrum[i] = norm * integrate(grid.logEdges[i], logHigh, std::fabs(a) + high / cutoff, f);
  }
}

void blackBody(const EnergyGrid& grid, double kT, double norm, double* spectrum) {
  const double scale = norm * 8.0525 / kT;  // E^3 / (kT)^4 = (E / kT)^3 / kT
  const auto f = [&](double x) {
    const double u = expOf(x) / kT;
    // exp(u) - 1 by its series where the difference would lose digits.
    const double below = u < 1e-4 ? u * (1 + u / 2 * (1 + u / 3)) : expOf(u) - 1;
    return u * u * u / below;
  };
  for (size_t i = 0; i < grid.bins(); ++i) {
    const double low = grid.edges[i], high = std::min(grid.edges[i + 1], low + 60 * kT);
    const double logHigh = high < grid.edges[i + 1] ? logOf(high) : grid.logEdges[i + 1];
    spectrum[i] = low > 700 * kT ? 0 : scale * integrate(grid.logEdges[i], logHigh, 2 + high / kT, f);
  }
}

void bremsstrahlung(const EnergyGrid& grid, double kT, double norm, double* spectrum) {
  constexpr double kHelium = 0.085, kHighest = 50;
  const double scale = norm / std::sqrt(kT), logHighest = logOf(kHighest * kT);
  const auto f = [&](double x) {
    const double energy = expOf(x);
    return (gauntFactor(energy, kT, 1) + 4 * kHelium * gauntFactor(energy, kT, 2)) * expOf(-energy / kT);
  };
  for (size_t i = 0; i < grid.bins(); ++i) {
    const double logHigh = std::min(grid.logEdges[i + 1], logHighest);
    const double rate = 1 + std::min(grid.edges[i + 1] / kT, kHighest);
    spectrum[i] = logHigh > grid.logEdges[i] ? scale * integrate(grid.logEdges[i], logHigh, rate, f) : 0;
  }
}

}  // namespace xsift
