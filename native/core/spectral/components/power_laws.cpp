// powerlaw   K E^-G                                     K photons/keV/cm2/s at 1 keV
// zpowerlw   1 / (1 + z) times powerlaw at E (1 + z): K counts photons at the source's energies
// pegpwrlw   the same as powerlaw, K such that the energy flux in [eMin, eMax] keV is norm * 1e-12 erg/cm2/s
// cutoffpl   continuum.h
// Spectra are integrated over each bin in closed form, but for cutoffpl.
//
// Power laws are exponentials in the logarithm of a spectrum, so they hand over exponents (Component::exponent) and a
// product such as tbabs*ztbabs*pegpwrlw takes one exponential for each bin.
#include "core/spectral/components/power_laws.h"

#include "core/cpu/elementary.h"
#include "core/spectral/continuum.h"

namespace xsift {

// The integral of E^(a - 1) from low to high: (high^a - low^a) / a, by a series where a is so near 0 that the
// difference would lose its digits.
double powerIntegral(double a, double low, double high) {
  const double logLow = logOf(low), logHigh = logOf(high), width = logHigh - logLow, t = a * width;
  const double lowPower = expOf(a * logLow), highPower = expOf(a * logHigh);
  if (t > 1e-3 || t < -1e-3) return (highPower - lowPower) / a;
  return lowPower * width * (1 + t / 2 * (1 + t / 3 * (1 + t / 4 * (1 + t / 5))));
}

Term powerTerm(const Tables& tables, const double* p, Range range, double*) {
  return {tables.logCentre.data() + range.first, 1 - p[0]};
}

void powerFactors(const Tables& tables, double index, double norm, double* spectrum) {
  const AlignedVector<double>& widths = tables.logWidth;
  spectralKernels().powerFactors(widths.data(), widths.size(), tables.widestLog, 1 - index, norm, spectrum);
}

namespace {

void powerlaw(const Tables& tables, const double* p, double* spectrum, Work&) {
  powerFactors(tables, p[0], p[1], spectrum);
}

void zpowerlw(const Tables& tables, const double* p, double* spectrum, Work&) {
  powerFactors(tables, p[0], p[2] * powOf(1 + p[1], -p[0]), spectrum);
}

void cutoffpl(const Tables& tables, const double* p, double* spectrum, Work&) {
  cutoffPowerLaw(tables.grid, p[0], p[1], p[2], spectrum);
}

void pegpwrlw(const Tables& tables, const double* p, double* spectrum, Work&) {
  const double energyFlux = kErgPerKeV * powerIntegral(2 - p[0], p[1], p[2]);  // of a power law with norm 1, erg/cm2/s
  powerFactors(tables, p[0], p[3] * 1e-12 / energyFlux, spectrum);
}

std::string pegpwrlwComplaint(const Tables&, const double* p) {
  if (p[1] > 0 && p[1] < p[2]) return "";
  return "pegpwrlw needs 0 < eMin < eMax, but eMin is " + std::to_string(p[1]) + " and eMax " + std::to_string(p[2]) +
         " keV";
}

}  // namespace

const Component kPowerLaws[] = {
    {"powerlaw", Kind::Additive, 2, powerlaw, powerTerm},
    {"zpowerlw", Kind::Additive, 3, zpowerlw, powerTerm},
    {"pegpwrlw", Kind::Additive, 4, pegpwrlw, powerTerm, Component::Nothing, pegpwrlwComplaint},
    {"cutoffpl", Kind::Additive, 3, cutoffpl},
    {nullptr, Kind::Additive, 0, nullptr},
};

}  // namespace xsift
