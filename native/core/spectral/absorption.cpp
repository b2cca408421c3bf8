#include "core/spectral/absorption.h"

#include <algorithm>
#include <cmath>

#include "core/cpu/elementary.h"

namespace xsift {

namespace {

// One piece of an element's fit (Verner et al. 1996, eq. 1); `outer`: the outermost shell with resonances averaged.
struct Piece {
  int z;
  double from, to;  // eV
  bool outer;
  int momentum;
  double e0, sigma0, ya, p, yw, y0, y1;
};
const Piece kPieces[] = {
#include "core/spectral/verner_neutral.inc"
};

constexpr int kIron = 26;
constexpr double kMegabarn = 1e-18, kBarn = 1e-24;

double pieceAt(const Piece& f, double eV) {
  const double x = eV / f.e0 - f.y0;
  const double y = f.outer ? std::sqrt(x * x + f.y1 * f.y1) : x;
  const double q = 0.5 * f.p - f.momentum - 5.5;
  return f.sigma0 * kMegabarn * ((x - 1) * (x - 1) + f.yw * f.yw) * powOf(y, q) *
         powOf(1 + std::sqrt(y / f.ya), -f.p);
}

double hydrogen(double eV) {
  const Piece& fit = kPieces[0];
  return eV < fit.from ? 0 : pieceAt(fit, eV);
}

constexpr double kHeliumThreshold = 24.58;  // eV

// For tbabs. Yan, Sadeghpour & Dalgarno 1998, eqs 4 and 19: polynomials in 1 / sqrt(E / threshold).
double helium(double eV) {
  if (eV < kHeliumThreshold) return 0;
  const double u = 1 / std::sqrt(eV / kHeliumThreshold), keV = eV / 1000;
  const double sum =
      1 + u * (-4.7416 + u * (14.8200 + u * (-30.8678 + u * (37.3584 + u * (-23.4585 + u * 5.9133)))));
  return 733.0 * kBarn * sum / (keV * keV * keV * std::sqrt(keV));
}

double molecularHydrogen(double eV) {
  // The fit holds above 85 eV. Below, where no CCD looks, the ratio to the atom stays.
  if (eV < 85) return molecularHydrogen(85) / hydrogen(85) * hydrogen(eV);
  const double u = 1 / std::sqrt(eV / 15.4), keV = eV / 1000;
  const double sum =
      1 + u * (-2.003 + u * (-4.806 + u * (50.577 + u * (-171.044 + u * (231.608 + u * -81.885)))));
  return 45.57 * kBarn * sum / (keV * keV * keV * std::sqrt(keV));
}

// Wilms, Allen & McCray 2000, Table 2, for the elements that XSPEC's tbabs has: the part in the gas, and atomic masses.
struct Element {
  int z;
  double gas, mass;
};
const Element kElements[] = {
    {2, 1, 4.0026},      {6, 0.5, 12.011},   {7, 1, 14.007},       {8, 0.6, 15.999},   {10, 1, 20.180},
    {11, 0.25, 22.990},  {12, 0.2, 24.305},  {13, 0.02, 26.982},   {14, 0.1, 28.085},  {16, 0.6, 32.06},
    {17, 0.5, 35.45},    {18, 1, 39.95},     {20, 0.003, 40.078},  {24, 0.03, 51.996}, {26, 0.3, 55.845},
    {27, 0.05, 58.933},  {28, 0.04, 58.693},
};
constexpr double kGramPerMass = 1.66053906660e-24, kPi = 3.14159265358979324;

// Simpson's rule over ln a, 0.025 to 0.25 um, with weights of n(a) ~ a^-3.5.
constexpr int kSizes = 65;
struct Sizes {
  double radius[kSizes], weight[kSizes];  // cm; n(a) a d(ln a), not normalised
  Sizes() {
    const double step = logOf(10.0) / (kSizes - 1);
    for (int i = 0; i < kSizes; ++i) {
      const double simpson = (i == 0 || i == kSizes - 1 ? 1 : i % 2 ? 4 : 2) / 3.0;
      radius[i] = 0.025e-4 * expOf(i * step);
      weight[i] = simpson * step * powOf(radius[i], -2.5);
    }
  }
};
const Sizes& sizes() {
  static const Sizes instance;
  return instance;
}
constexpr double kGrainDensity = 1;  // g/cm3

// By Verner's fits.
double atom(int z, double eV) {
  double sum = 0;
  for (const Piece& piece : kPieces) {
    if (piece.z == z && eV >= piece.from && eV < piece.to) sum += pieceAt(piece, eV);
  }
  return sum;
}

// Edges inside the table, in steps from its beginning, rising, none twice.
std::vector<double> edgePlaces() {
  std::vector<double> places;
  const auto add = [&](double eV) {
    const double place = StepTable::place(logOf(eV / 1000)) + 0.5;
    if (place > 0 && place < static_cast<double>(StepTable::kSteps)) places.push_back(place);
  };
  add(kHeliumThreshold);
  for (const Piece& piece : kPieces) add(piece.from);
  std::sort(places.begin(), places.end());
  places.erase(std::unique(places.begin(), places.end()), places.end());
  return places;
}

}  // namespace

Absorber::Absorber(const std::array<double, 30>& abundances) : abundances_(abundances) {
  for (const Element& e : kElements) dustMass_ += abundances_[e.z - 1] * (1 - e.gas) * e.mass * kGramPerMass;
  double volume = 0;
  for (int i = 0; i < kSizes; ++i) {
    const double a = sizes().radius[i];
    volume += sizes().weight[i] * 4 / 3 * kPi * a * a * a;
  }
  dustNumber_ = dustMass_ / (kGrainDensity * volume);
  gas_ = stepsOf(&Absorber::gas);
  phabs_ = stepsOf(&Absorber::phabs);
  iron_ = stepsOf(&Absorber::iron);
  otherMetals_ = stepsOf(&Absorber::otherMetals);
}

Absorber::Steps Absorber::stepsOf(double (Absorber::*exact)(double) const) const {
  const auto energyAt = [](double place) { return expOf(StepTable::kLogFirst + place / StepTable::kPerLog); };
  const auto at = [&](double keV) { return 1e22 * (this->*exact)(keV); };
  Steps steps;
  double value = at(energyAt(0));
  for (size_t i = 0; i < StepTable::kSteps; ++i) {
    const double next = at(energyAt(static_cast<double>(i + 1)));
    steps.lines.push_back({static_cast<float>(0.5 * (value + next)), static_cast<float>(next - value)});
    value = next;
  }

  // Where a step holds edges, a line from each to the next; values are taken this near to them.
  constexpr double kNear = 1e-12;
  const std::vector<double> edges = edgePlaces();
  for (size_t k = 0; k < edges.size();) {
    const size_t step = static_cast<size_t>(edges[k]);
    const double first = static_cast<double>(step), middle = first + 0.5;
    steps.lines[step].value = -1 - static_cast<float>(steps.pieces.size());
    double from = first;
    for (bool last = false; !last;) {
      last = k == edges.size() || edges[k] >= first + 1;
      const double to = last ? first + 1 : edges[k++];
      const double low = at(energyAt(from) * (1 + kNear)), high = at(energyAt(to) * (1 - kNear));
      const double change = to - from > 1e-9 ? (high - low) / (to - from) : 0, there = low + change * (middle - from);
      steps.pieces.push_back({from - middle, {static_cast<float>(there), static_cast<float>(change)}, !last});
      from = to;
    }
  }
  return steps;
}

double Absorber::light(double keV) const {
  return abundances_[0] * atom(1, keV * 1000) + abundances_[1] * atom(2, keV * 1000);
}

double Absorber::phabs(double keV) const { return light(keV) + (iron(keV) + otherMetals(keV)); }

double Absorber::iron(double keV) const { return abundances_[kIron - 1] * atom(kIron, keV * 1000); }

double Absorber::otherMetals(double keV) const {
  double sum = 0;
  for (const Element& e : kElements) {
    if (e.z > 2 && e.z != kIron) sum += abundances_[e.z - 1] * atom(e.z, keV * 1000);
  }
  return sum;
}

double Absorber::gas(double keV) const {
  const double eV = keV * 1000;
  double sum = 0.8 * hydrogen(eV) + 0.1 * molecularHydrogen(eV);
  for (const Element& e : kElements) sum += abundances_[e.z - 1] * (e.z == 2 ? helium(eV) : atom(e.z, eV));
  return sum;
}

double Absorber::tbabs(double keV) const {
  const double eV = keV * 1000;
  double sum = 0.8 * hydrogen(eV) + 0.1 * molecularHydrogen(eV), dust = 0;
  for (const Element& e : kElements) {
    const double sigma = abundances_[e.z - 1] * (e.z == 2 ? helium(eV) : atom(e.z, eV));
    sum += e.gas * sigma;
    dust += (1 - e.gas) * sigma;
  }
  if (dustMass_ == 0) return sum;
  const double depthPerLength = dust / dustMass_ * kGrainDensity;
  double blocked = 0;
  for (int i = 0; i < kSizes; ++i) {
    const double a = sizes().radius[i], depth = depthPerLength * a * 4 / 3;
    // 1 - exp(-depth) without cancellation where grains are transparent.
    const double stopped = depth < 1e-4 ? depth * (1 - depth / 2) : 1 - expOf(-depth);
    blocked += sizes().weight[i] * kPi * a * a * stopped;
  }
  return sum + dustNumber_ * blocked;
}

}  // namespace xsift
