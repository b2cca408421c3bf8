#include "core/spectral/absorption.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <stdexcept>
#include <string>

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
  return f.sigma0 * kMegabarn * ((x - 1) * (x - 1) + f.yw * f.yw) * powOf(y, q) * powOf(1 + std::sqrt(y / f.ya), -f.p);
}

// eV; the fit of H2 begins at the third.
constexpr double kHydrogenThreshold = 13.599, kHeliumThreshold = 24.58, kMoleculeFit = 85;

// For tbabs. Band et al. 1990, A&A 237, 267: 605 Mb / (y^1.5 (1 + sqrt(y))^4), y = 2 E / threshold.
double hydrogen(double eV) {
  if (eV < kHydrogenThreshold) return 0;
  const double root = std::sqrt(2 * eV / kHydrogenThreshold), one = 1 + root, two = one * one;
  return 605 * kMegabarn / (root * root * root * two * two);
}

// The four resonances of helium at 60-65 eV by Fano's profile (Fernley, Taylor & Seaton 1987, J. Phys. B 20, 6457; Oza
// 1986, Phys. Rev. A 33, 824): their wings are 0.3 % of the cross-section at 0.2 keV. Energies in Rydberg.
double heliumResonances(double eV) {
  static const double q[] = {2.81, 2.51, 2.45, 2.44}, nu[] = {1.610, 2.795, 3.817, 4.824},
                      width[] = {2.64061e-3, 6.20116e-4, 2.56061e-4, 1.320159e-4};
  double factor = 1;
  for (int i = 0; i < 4; ++i) {
    const double centre = 3 - 1 / (nu[i] * nu[i]) + 1.807317, x = 2 * (eV / 13.598 - centre) / width[i];
    factor *= (x - q[i]) * (x - q[i]) / (1 + x * x);
  }
  return factor;
}

// For tbabs. Yan, Sadeghpour & Dalgarno 1998, eqs 4 and 19: polynomials in 1 / sqrt(E / threshold).
double helium(double eV) {
  if (eV < kHeliumThreshold) return 0;
  const double u = 1 / std::sqrt(eV / kHeliumThreshold), keV = eV / 1000;
  const double sum = 1 + u * (-4.7416 + u * (14.8200 + u * (-30.8678 + u * (37.3584 + u * (-23.4585 + u * 5.9133)))));
  return 733.0 * kBarn * sum / (keV * keV * keV * std::sqrt(keV)) * heliumResonances(eV);
}

double molecularHydrogen(double eV) {
  // The fit holds above 85 eV. Below, where no CCD looks, the ratio to the atom stays.
  if (eV < kMoleculeFit) return molecularHydrogen(kMoleculeFit) / hydrogen(kMoleculeFit) * hydrogen(eV);
  const double u = 1 / std::sqrt(eV / 15.4), keV = eV / 1000;
  const double sum = 1 + u * (-2.003 + u * (-4.806 + u * (50.577 + u * (-171.044 + u * (231.608 + u * -81.885)))));
  return 45.57 * kBarn * sum / (keV * keV * keV * std::sqrt(keV));
}

// Wilms, Allen & McCray 2000, Table 2, for the elements that XSPEC's tbabs has: the part in the gas, and atomic masses.
struct Element {
  int z;
  double gas, mass;
};
const Element kElements[] = {
    {2, 1, 4.0026},     {6, 0.5, 12.011},   {7, 1, 14.007},      {8, 0.6, 15.999},   {10, 1, 20.180},
    {11, 0.25, 22.990}, {12, 0.2, 24.305},  {13, 0.02, 26.982},  {14, 0.1, 28.085},  {16, 0.6, 32.06},
    {17, 0.5, 35.45},   {18, 1, 39.95},     {20, 0.003, 40.078}, {24, 0.03, 51.996}, {26, 0.3, 55.845},
    {27, 0.05, 58.933}, {28, 0.04, 58.693},
};
constexpr double kGramPerMass = 1.66053906660e-24, kPi = 3.14159265358979324;

// Simpson's rule over ln a with weights of n(a) ~ a^-index.
constexpr int kSizes = 65;
struct Sizes {
  double radius[kSizes], weight[kSizes];  // cm; n(a) a d(ln a), not normalised
  Sizes(double least, double ratio, double index) {
    const double step = logOf(ratio) / (kSizes - 1);
    for (int i = 0; i < kSizes; ++i) {
      const double simpson = (i == 0 || i == kSizes - 1 ? 1 : i % 2 ? 4 : 2) / 3.0;
      radius[i] = least * expOf(i * step);
      weight[i] = simpson * step * powOf(radius[i], 1 - index);
    }
  }
  double volume() const {
    double sum = 0;
    for (int i = 0; i < kSizes; ++i) sum += weight[i] * 4 / 3 * kPi * radius[i] * radius[i] * radius[i];
    return sum;
  }
  // The area that grains block, of a material of this depth per cm.
  double blocked(double depthPerLength) const {
    double sum = 0;
    for (int i = 0; i < kSizes; ++i) {
      const double a = radius[i], depth = depthPerLength * a * 4 / 3;
      // 1 - exp(-depth) without cancellation where grains are transparent.
      const double stopped = depth < 1e-4 ? depth * (1 - depth / 2) : 1 - expOf(-depth);
      sum += weight[i] * kPi * a * a * stopped;
    }
    return sum;
  }
};
const Sizes& sizes() {
  static const Sizes instance(0.025e-4, 10, 3.5);
  return instance;
}
constexpr double kGrainDensity = 1;  // g/cm3

}  // namespace

Absorber::Absorber(const std::array<double, 30>& abundances, std::vector<FineStructure> structure)
    : abundances_(abundances), structure_(std::move(structure)) {
  checkStructure();
  for (const Element& e : kElements) dustMass_ += abundances_[e.z - 1] * (1 - e.gas) * e.mass * kGramPerMass;
  const double volume = sizes().volume();
  dustNumber_ = dustMass_ / (kGrainDensity * volume);
  makeSteps();
}

void Absorber::checkStructure() const {
  for (const FineStructure& fine : structure_) {
    bool fits = fine.z >= 1 && fine.z <= 30 && fine.sigma.size() >= 2 && std::isfinite(fine.logFirst) &&
                std::isfinite(fine.logLast) && fine.logFirst < fine.logLast;
    for (double sigma : fine.sigma) fits = fits && sigma >= 0 && sigma < 1;
    for (const FineStructure& other : structure_) {
      fits = fits &&
             (&other == &fine || other.z != fine.z || other.logLast < fine.logFirst || other.logFirst > fine.logLast);
    }
    if (!fits) {
      throw std::invalid_argument("the fine structure of element " + std::to_string(fine.z) +
                                  " needs rising energies of its own and 2 or more cross-sections in cm2, from 0 to 1");
    }
  }
}

// Edges inside the table, in steps from its beginning, rising, none twice; the nodes of the fine structure are edges
// too, as lines bend there.
std::vector<double> Absorber::edgePlaces(bool structured) const {
  std::vector<double> places;
  const auto add = [&](double logEnergy) {
    const double place = StepTable::place(logEnergy) + 0.5;
    if (place > 0 && place < static_cast<double>(StepTable::kSteps)) places.push_back(place);
  };
  for (const Piece& piece : kPieces) add(logOf(piece.from / 1000));
  for (double threshold : {kHydrogenThreshold, kHeliumThreshold, kMoleculeFit}) add(logOf(threshold / 1000));
  if (structured) {
    for (const FineStructure& fine : structure_) {
      const double last = static_cast<double>(fine.sigma.size() - 1), width = fine.logLast - fine.logFirst;
      for (size_t i = 0; i < fine.sigma.size(); ++i) add(fine.logFirst + width * (static_cast<double>(i) / last));
    }
  }
  std::sort(places.begin(), places.end());
  places.erase(std::unique(places.begin(), places.end()), places.end());
  return places;
}

// The tables' values: exact at every eighth step and near edges; a cubic through four of those (good to 1e-8) between
// them.
void Absorber::makeSteps() {
  constexpr size_t kStride = 8, kSteps = StepTable::kSteps, kAll = (kSteps / kStride) * kStride;
  const std::vector<double> edges = edgePlaces(true);
  std::vector<char> rough(kSteps + 1, 0);
  for (double place : edges) rough[static_cast<size_t>(place)] = 1;
  const auto step = [](double keV) { return static_cast<size_t>(StepTable::place(logOf(keV)) + 0.5); };
  for (size_t i = step(0.05); i <= step(0.08); ++i) rough[i] = 1;  // helium's resonances

  std::vector<double> gas(kSteps + 1), phabs(kSteps + 1), iron(kSteps + 1), otherMetals(kSteps + 1);
  std::vector<double>* const tables[] = {&gas, &phabs, &iron, &otherMetals};
  const auto exact = [&](size_t i) {
    const double keV = StepTable::energyAt(static_cast<double>(i));
    const Atoms atoms = atomsAt(keV);
    phabs[i] = phabsOf(atoms);
    iron[i] = ironOf(atoms);
    otherMetals[i] = otherMetalsOf(atoms);
    gas[i] = gasOf(withStructure(atoms, keV), keV);
  };
  for (size_t i = 0; i <= kSteps; i += i < kAll ? kStride : 1) exact(i);
  for (size_t block = 0; block < kAll; block += kStride) {
    bool smooth = block >= kStride && block + 2 * kStride <= kAll;
    for (size_t i = block - kStride; smooth && i < block + 2 * kStride; ++i) smooth = !rough[i];
    for (size_t i = block + 1; i < block + kStride; ++i) {
      if (!smooth) {
        exact(i);
        continue;
      }
      const double t = static_cast<double>(i - block) / kStride;
      const double weights[] = {-t * (t - 1) * (t - 2) / 6, (t + 1) * (t - 1) * (t - 2) / 2, -(t + 1) * t * (t - 2) / 2,
                                (t + 1) * t * (t - 1) / 6};
      for (std::vector<double>* table : tables) {
        const double* at = table->data() + block - kStride;
        (*table)[i] =
            weights[0] * at[0] + weights[1] * at[kStride] + weights[2] * at[2 * kStride] + weights[3] * at[3 * kStride];
      }
    }
  }
  for (std::vector<double>* table : tables) {
    for (double& sigma : *table) sigma *= 1e22;
  }
  const std::vector<double> ofAtoms = edgePlaces(false);
  gas_ = Steps([&](double keV) { return 1e22 * this->gas(keV); }, gas, edges);
  phabs_ = Steps([&](double keV) { return 1e22 * this->phabs(keV); }, phabs, ofAtoms);
  iron_ = Steps([&](double keV) { return 1e22 * this->iron(keV); }, iron, ofAtoms);
  otherMetals_ = Steps([&](double keV) { return 1e22 * this->otherMetals(keV); }, otherMetals, ofAtoms);
}

Absorber::Atoms Absorber::atomsAt(double keV) {
  Atoms atoms{};
  const double eV = keV * 1000;
  for (const Piece& piece : kPieces) {
    if (eV >= piece.from && eV < piece.to) atoms.sigma[piece.z] += pieceAt(piece, eV);
  }
  return atoms;
}

Absorber::Atoms Absorber::withStructure(Atoms atoms, double keV) const {
  const double logEnergy = logOf(keV);
  for (const FineStructure& fine : structure_) {
    const double sigma = fine.at(logEnergy);
    if (sigma >= 0) atoms.sigma[fine.z] = sigma;
  }
  return atoms;
}

double Absorber::ironOf(const Atoms& atoms) const { return abundances_[kIron - 1] * atoms.sigma[kIron]; }

double Absorber::otherMetalsOf(const Atoms& atoms) const {
  double sum = 0;
  for (const Element& e : kElements) {
    if (e.z > 2 && e.z != kIron) sum += abundances_[e.z - 1] * atoms.sigma[e.z];
  }
  return sum;
}

double Absorber::phabsOf(const Atoms& atoms) const {
  const double light = abundances_[0] * atoms.sigma[1] + abundances_[1] * atoms.sigma[2];
  return light + (ironOf(atoms) + otherMetalsOf(atoms));
}

double Absorber::gasOf(const Atoms& atoms, double keV) const {
  const double eV = keV * 1000;
  double sum = 0.8 * hydrogen(eV) + 0.1 * molecularHydrogen(eV);
  for (const Element& e : kElements) sum += abundances_[e.z - 1] * (e.z == 2 ? helium(eV) : atoms.sigma[e.z]);
  return sum;
}

double Absorber::iron(double keV) const { return ironOf(atomsAt(keV)); }

double Absorber::otherMetals(double keV) const { return otherMetalsOf(atomsAt(keV)); }

double Absorber::phabs(double keV) const { return phabsOf(atomsAt(keV)); }

double Absorber::gas(double keV) const { return gasOf(withStructure(atomsAt(keV), keV), keV); }

double Absorber::tbabs(double keV) const {
  const Atoms atoms = withStructure(atomsAt(keV), keV);
  const double eV = keV * 1000;
  double sum = 0.8 * hydrogen(eV) + 0.1 * molecularHydrogen(eV), dust = 0;
  for (const Element& e : kElements) {
    const double sigma = abundances_[e.z - 1] * (e.z == 2 ? helium(eV) : atoms.sigma[e.z]);
    sum += e.gas * sigma;
    dust += (1 - e.gas) * sigma;
  }
  if (dustMass_ == 0) return sum;
  const double depthPerLength = dust / dustMass_ * kGrainDensity;
  return sum + dustNumber_ * sizes().blocked(depthPerLength);
}

void Absorber::mixture(const Mixture& m, const double* keV, size_t n, double* sigma) const {
  constexpr double kHydrogenMass = 1.008;
  double mass = (1 - m.gas[0]) * kHydrogenMass * kGramPerMass;
  for (size_t k = 0; k < std::size(kElements); ++k) {
    const Element& e = kElements[k];
    mass += m.abundance[k] * abundances_[e.z - 1] * (1 - m.gas[k + 1]) * e.mass * kGramPerMass;
  }
  const Sizes grains(m.leastSize * 1e-4, m.mostSize / m.leastSize, m.sizeIndex);
  const double number = mass / (m.density * grains.volume());
  for (size_t i = 0; i < n; ++i) {
    const Atoms atoms = withStructure(atomsAt(keV[i]), keV[i]);
    const double eV = keV[i] * 1000;
    const double both = (1 - m.molecules) * hydrogen(eV) + 0.5 * m.molecules * molecularHydrogen(eV);
    double sum = m.gas[0] * both, dust = (1 - m.gas[0]) * both;
    for (size_t k = 0; k < std::size(kElements); ++k) {
      const int z = kElements[k].z;
      const double part = m.abundance[k] * abundances_[z - 1] * (z == 2 ? helium(eV) : atoms.sigma[z]);
      sum += m.gas[k + 1] * part;
      dust += (1 - m.gas[k + 1]) * part;
    }
    sigma[i] = mass > 0 ? sum + number * grains.blocked(dust / mass * m.density) : sum;
  }
}

}  // namespace xsift
