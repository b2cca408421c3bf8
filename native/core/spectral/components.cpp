// powerlaw   K E^-G                                     K photons/keV/cm2/s at 1 keV
// pegpwrlw   the same, K such that the energy flux in [eMin, eMax] keV is norm * 1e-12 erg/cm2/s
// gaussian   K / (s sqrt(2 pi)) exp(-(E - E0)^2 / 2 s^2)   K photons/cm2/s in the line; s = 0 is a delta function
// cutoffpl, bbody, bremss    continuum.h
// zpowerlw, zgauss           1 / (1 + z) times powerlaw, gaussian at E (1 + z): K counts photons at the source's
// energies apec       plasma in collisional equilibrium (plasma.h); vapec with an abundance for each element (vapec.h)
// pexrav     a cut-off power law with its reflection (pexrav.h)
// tbabs      exp(-nH sigma), nH in 1e22 cm-2, sigma the mean of the cross-sections at both edges of the bin (as XSPEC)
// ztbabs     the same without grains at the energies E (1 + z)
// phabs      exp(-nH sigma) with sigma of the atoms alone; zphabs the same at E (1 + z)
// constant   a factor
// cflux      scales what is to its right so that its energy flux in [Emin, Emax] keV is 10^lg10Flux erg/cm2/s
// Spectra are integrated over each bin: in closed form unless said otherwise.
//
// Power laws and absorbers are exponentials in the logarithm of a spectrum, so they hand over exponents
// (Component::exponent) and a product such as tbabs*ztbabs*pegpwrlw takes one exponential for each bin.
#include "core/spectral/components.h"

#include <algorithm>
#include <limits>
#include <stdexcept>

#include "core/cpu/elementary.h"
#include "core/cpu/erf.h"
#include "core/spectral/continuum.h"
#include "core/spectral/kernels.h"

namespace xsift {

namespace {

constexpr double kErgPerKeV = 1.602176634e-9;  // exact since the SI of 2019

// The integral of E^(a - 1) from low to high: (high^a - low^a) / a, by a series where a is so near 0 that the
// difference would lose its digits.
double powerIntegral(double a, double low, double high) {
  const double logLow = logOf(low), logHigh = logOf(high), width = logHigh - logLow, t = a * width;
  const double lowPower = expOf(a * logLow), highPower = expOf(a * logHigh);
  if (t > 1e-3 || t < -1e-3) return (highPower - lowPower) / a;
  return lowPower * width * (1 + t / 2 * (1 + t / 3 * (1 + t / 4 * (1 + t / 5))));
}

// E^-index is e^((1 - index) c), c the middle of a bin in ln E, times a factor for the bin's width.
Term powerTerm(const Tables& tables, const double* p, Range range, double*) {
  return {tables.logCentre.data() + range.first, 1 - p[0]};
}

void powerFactors(const Tables& tables, double index, double norm, double* spectrum) {
  const AlignedVector<double>& widths = tables.logWidth;
  spectralKernels().powerFactors(widths.data(), widths.size(), tables.widestLog, 1 - index, norm, spectrum);
}

void powerlaw(const Tables& tables, const double* p, double* spectrum, Work&) {
  powerFactors(tables, p[0], p[1], spectrum);
}

void zpowerlw(const Tables& tables, const double* p, double* spectrum, Work&) {
  powerFactors(tables, p[0], p[2] * powOf(1 + p[1], -p[0]), spectrum);
}

void cutoffpl(const Tables& tables, const double* p, double* spectrum, Work&) {
  cutoffPowerLaw(tables.grid, p[0], p[1], p[2], spectrum);
}

void bbody(const Tables& tables, const double* p, double* spectrum, Work&) {
  blackBody(tables.grid, p[0], p[1], spectrum);
}

void bremss(const Tables& tables, const double* p, double* spectrum, Work&) {
  bremsstrahlung(tables.grid, p[0], p[1], spectrum);
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

// The part of a unit Gaussian between two points given in units of sqrt(2) sigma, without cancellation in the tails.
double gaussianPart(double low, double high) {
  if (low > 0) return 0.5 * (erfcOf(low) - erfcOf(high));
  if (high < 0) return 0.5 * (erfcOf(-high) - erfcOf(-low));
  return 0.5 * (erfOf(high) - erfOf(low));
}

void addLine(const EnergyGrid& grid, double line, double sigma, double norm, double* spectrum, Work& work) {
  const size_t n = grid.bins();
  // Comparisons with NaN are false and would lead past the ends of the grid.
  const bool isNumber = line == line && sigma == sigma;
  std::fill(spectrum, spectrum + n, isNumber ? 0.0 : std::numeric_limits<double>::quiet_NaN());
  if (!isNumber) return;
  work.range = {0, 0};
  const auto binOf = [&](double energy) {  // of the last edge at or below the energy; n when above the grid
    return static_cast<size_t>(std::upper_bound(grid.edges.begin(), grid.edges.end(), energy) - grid.edges.begin()) - 1;
  };
  if (sigma == 0) {
    if (!(line >= grid.edges[0] && line < grid.edges[n])) return;
    const size_t bin = binOf(line);
    work.range = {bin, bin + 1};
    spectrum[bin] = norm;
    return;
  }
  // Beyond 9 sigma less than 1e-18 of the line is left.
  const double reach = 9 * sigma;
  if (line + reach <= grid.edges[0] || line - reach >= grid.edges[n]) return;
  const size_t first = line - reach <= grid.edges[0] ? 0 : binOf(line - reach);
  const size_t last = line + reach >= grid.edges[n] ? n - 1 : binOf(line + reach);
  work.range = {first, last + 1};
  const double scale = 1 / (1.4142135623730951 * sigma);
  for (size_t i = first; i <= last; ++i) {
    spectrum[i] = norm * gaussianPart((grid.edges[i] - line) * scale, (grid.edges[i + 1] - line) * scale);
  }
}

void gaussian(const Tables& tables, const double* p, double* spectrum, Work& work) {
  addLine(tables.grid, p[0], p[1], p[2], spectrum, work);
}

void zgauss(const Tables& tables, const double* p, double* spectrum, Work& work) {
  const double z1 = 1 + p[2];
  addLine(tables.grid, p[0] / z1, p[1] / z1, p[3] / z1, spectrum, work);
}

void apec(const Tables& tables, const double* p, double* spectrum, Work& work) {
  const EnergyGrid& grid = tables.grid;
  const Plasma& plasma = *tables.plasma;
  const Plasma::Place place = plasma.find(p[0]);
  if (p[2] == 0) {
    const float* lower = tables.plasmaRows.data() + place.row * 2 * grid.bins();
    mixRows(lower, lower + 2 * grid.bins(), grid.bins(), grid.bins(), place.weight, p[1], p[3], spectrum);
    return;
  }
  // One factor 1 / (1 + z) for the slower arrival of photons; the distance is in norm.
  const double z1 = 1 + p[2];
  const Plasma::Bins bins = plasma.binsOf(grid.edges.front() * z1, grid.edges.back() * z1);
  const float* lower = plasma.row(place.row) + bins.first;
  work.values.resize(bins.size());
  mixRows(lower, lower + 2 * plasma.bins(), bins.size(), plasma.bins(), place.weight, p[1], p[3] / z1,
          work.values.data());
  rebinPlasma(plasma.edges().data() + bins.first, bins.size(), work.values.data(), p[0], grid.edges.data(), grid.bins(),
              z1, spectrum);
}

// p: kT, 13 abundances from He on, redshift, norm.
void vapec(const Tables& tables, const double* p, double* spectrum, Work& work) {
  const EnergyGrid& grid = tables.grid;
  const Plasma& plasma = *tables.plasma;
  const double z = p[14], norm = p[15];
  const Plasma::Place place = plasma.find(p[0]);
  // Redshifted, all is done on the table's own energies and moved at the end, as apec does.
  const bool moved = z != 0;
  const PlasmaElements& elements = moved ? *tables.elements : *tables.elementsHere;
  const Plasma::Bins bins =
      moved ? plasma.binsOf(grid.edges.front() * (1 + z), grid.edges.back() * (1 + z)) : Plasma::Bins{0, grid.bins()};
  const size_t n = bins.size(), stride = elements.bins();
  const float* lower = (moved ? plasma.row(place.row) : tables.plasmaRows.data() + place.row * 2 * stride) + bins.first;
  work.values.resize(3 * n);
  double *light = work.values.data(), *metals = light + n, *out = moved ? metals + n : spectrum;
  const double a = (1 - place.weight) * norm / (1 + z), b = place.weight * norm / (1 + z);
  for (size_t i = 0; i < n; ++i) {
    light[i] = a * lower[i] + b * lower[2 * stride + i];
    metals[i] = a * lower[stride + i] + b * lower[3 * stride + i];
  }
  elements.combine(p[0], bins.first, n, light, metals, p + 1, out, work.more);
  if (!moved) return;
  rebinPlasma(plasma.edges().data() + bins.first, n, out, p[0], grid.edges.data(), grid.bins(), 1 + z, spectrum);
}

// The incident power law, whose norm is that at the observer, times what is seen of it and of its reflection. The share
// that is reflected is that of a bin's middle, as XSPEC has it.
void pexrav(const Tables& tables, const double* p, double* spectrum, Work& work) {
  const EnergyGrid& grid = tables.grid;
  const size_t n = grid.bins();
  const double z1 = 1 + p[3], direct = p[2] < 0 ? 0 : 1, reflected = std::fabs(p[2]);
  if (p[1] > 0) {
    // norm is that of the power law with its cut-off, at 1 keV.
    cutoffPowerLaw(grid, p[0], p[1] / z1, p[7] * expOf(z1 / p[1]), spectrum);
  } else {
    powerFactors(tables, p[0], p[7], spectrum);
  }
  if (reflected == 0) return;
  AlignedVector<double>& ratios = work.values;
  ratios.resize(n);
  work.reflection.set(*tables.absorber, p[6], p[4], p[5]);
  work.reflection.ratios({p[0], p[1]}, grid.logMiddle.data(), n, logOf(z1), ratios.data());
  for (size_t i = 0; i < n; ++i) spectrum[i] *= direct + reflected * ratios[i];
}

// Without a cut-off it is a power law, times a factor.
Term pexravTerm(const Tables& tables, const double* p, Range range, double* memory) {
  const Term term = powerTerm(tables, p, range, memory);
  return p[1] > 0 ? Term{term.x, 0} : term;
}

std::string pexravComplaint(const Tables&, const double* p) {
  if (p[1] == 0 || p[1] >= 1) return "";
  return "foldE of pexrav is " + std::to_string(p[1]) + " keV; it is 0 for no cut-off, or 1 keV at least";
}

std::string plasmaComplaint(const Tables& tables, const double* p, const char* name) {
  const double low = tables.plasma->lowestKT(), high = tables.plasma->highestKT();
  if (p[0] >= low && p[0] <= high) return "";
  return std::string("kT of ") + name + " is " + std::to_string(p[0]) + " keV; the plasma table reaches from " +
         std::to_string(low) + " to " + std::to_string(high) + " keV";
}

std::string apecComplaint(const Tables& tables, const double* p) { return plasmaComplaint(tables, p, "apec"); }
std::string vapecComplaint(const Tables& tables, const double* p) { return plasmaComplaint(tables, p, "vapec"); }

Term tbabs(const Tables& tables, const double* p, Range range, double*) {
  return {tables.tbabs.data() + range.first, -p[0]};
}

// -nH sigma, sigma the mean of those at both edges of a bin, moved by the redshift.
Term absorb(const Tables& tables, const StepTable& sigma, double nH, double z, Range range, double* memory) {
  const double shift = StepTable::kPerLog * logOf(1 + z);
  spectralKernels().stepSums(sigma, tables.places.data() + range.first, range.size(), shift, memory);
  return {memory, -0.5 * nH};
}

Term ztbabs(const Tables& tables, const double* p, Range range, double* memory) {
  return absorb(tables, tables.absorber->gasSteps(), p[0], p[1], range, memory);
}

Term phabs(const Tables& tables, const double* p, Range range, double* memory) {
  return absorb(tables, tables.absorber->phabsSteps(), p[0], 0, range, memory);
}

Term zphabs(const Tables& tables, const double* p, Range range, double* memory) {
  return absorb(tables, tables.absorber->phabsSteps(), p[0], p[1], range, memory);
}

void constant(const Tables& tables, const double* p, double* spectrum, Work&) {
  std::fill(spectrum, spectrum + tables.grid.bins(), p[0]);
}

// The sum of middle energy times photons over a band, keV/cm2/s; bins that the band cuts count with the fraction inside
// it.
double bandFlux(const EnergyGrid& grid, double low, double high, const double* spectrum) {
  const std::vector<double>& edges = grid.edges;
  // Bins [first, last) touch the band, [from, to) lie inside it.
  const size_t first = static_cast<size_t>(std::upper_bound(edges.begin() + 1, edges.end(), low) - edges.begin()) - 1;
  const size_t last = static_cast<size_t>(std::lower_bound(edges.begin(), edges.end() - 1, high) - edges.begin());
  if (first >= last) return 0;
  const auto cut = [&](size_t i) {
    const double inside = std::min(edges[i + 1], high) - std::max(edges[i], low);
    return inside / (edges[i + 1] - edges[i]) * grid.middle[i] * spectrum[i];
  };
  if (last == first + 1) return cut(first);
  const size_t from = first + 1, to = last - 1;
  return cut(first) + spectralKernels().dot(grid.middle.data() + from, spectrum + from, to - from) + cut(to);
}

void cflux(const Tables& tables, const double* p, double* spectrum, Work&) {
  const double sum = bandFlux(tables.grid, p[0], p[1], spectrum);
  if (!(sum > 0)) {
    throw std::domain_error("cflux: the spectrum has no flux from " + std::to_string(p[0]) + " to " +
                            std::to_string(p[1]) + " keV, so it cannot be scaled to one (is nH too high?)");
  }
  spectralKernels().scale(expOf(p[2] * 2.302585092994045684) / (kErgPerKeV * sum), tables.grid.bins(), spectrum);
}

std::string cfluxComplaint(const Tables& tables, const double* p) {
  // Edges of a grid in single precision: 0.5 keV may be stored as 0.50000001.
  const double low = tables.grid.edges.front(), high = tables.grid.edges.back(), slack = 1e-6;
  const bool rises = p[0] > 0 && p[0] < p[1];
  if (rises && p[0] >= low * (1 - slack) && p[1] <= high * (1 + slack)) return "";
  const std::string band = std::to_string(p[0]) + " to " + std::to_string(p[1]) + " keV";
  if (!rises) return "cflux needs 0 < Emin < Emax, but the band is " + band;
  return "the band of cflux, " + band + ", reaches outside the energies at which the model was bound, " +
         std::to_string(low) + " to " + std::to_string(high) +
         " keV; these are the response's and the band written in the expression, so write the " + "widest band there";
}

void cfluxReach(const double* p, double* low, double* high) {
  if (!(p[0] > 0 && p[0] < p[1])) return;  // cfluxComplaint's
  *low = std::min(*low, p[0]);
  *high = std::max(*high, p[1]);
}

const Component kComponents[] = {
    {"powerlaw", Kind::Additive, 2, powerlaw, nullptr, Component::Nothing, nullptr, powerTerm},
    {"zpowerlw", Kind::Additive, 3, zpowerlw, nullptr, Component::Nothing, nullptr, powerTerm},
    {"pegpwrlw", Kind::Additive, 4, pegpwrlw, pegpwrlwComplaint, Component::Nothing, nullptr, powerTerm},
    {"cutoffpl", Kind::Additive, 3, cutoffpl, nullptr, Component::Nothing},
    {"bbody", Kind::Additive, 2, bbody, nullptr, Component::Nothing},
    {"bremss", Kind::Additive, 2, bremss, nullptr, Component::Nothing},
    {"gaussian", Kind::Additive, 3, gaussian, nullptr, Component::Nothing},
    {"zgauss", Kind::Additive, 4, zgauss, nullptr, Component::Nothing},
    {"apec", Kind::Additive, 4, apec, apecComplaint, Component::NeedsPlasma},
    {"vapec", Kind::Additive, 16, vapec, vapecComplaint, Component::NeedsElements},
    {"pexrav", Kind::Additive, 8, pexrav, pexravComplaint, Component::NeedsAbsorber, nullptr, pexravTerm},
    {"tbabs", Kind::Multiplicative, 1, nullptr, nullptr, Component::NeedsAbsorber, nullptr, tbabs},
    {"ztbabs", Kind::Multiplicative, 2, nullptr, nullptr, Component::NeedsAbsorber, nullptr, ztbabs},
    {"phabs", Kind::Multiplicative, 1, nullptr, nullptr, Component::NeedsAbsorber, nullptr, phabs},
    {"zphabs", Kind::Multiplicative, 2, nullptr, nullptr, Component::NeedsAbsorber, nullptr, zphabs},
    {"constant", Kind::Multiplicative, 1, constant, nullptr, Component::Nothing},
    {"cflux", Kind::Convolution, 3, cflux, cfluxComplaint, Component::Nothing, cfluxReach},
    {nullptr, Kind::Additive, 0, nullptr, nullptr, Component::Nothing},
};

}  // namespace

Tables::Tables(EnergyGrid energies, std::shared_ptr<const Absorber> absorption, std::shared_ptr<const Plasma> emission,
               std::shared_ptr<const PlasmaElements> byElement)
    : grid(std::move(energies)), absorber(std::move(absorption)), plasma(std::move(emission)),
      elements(std::move(byElement)) {
  for (size_t i = 0; i < grid.bins(); ++i) {
    logCentre.push_back(0.5 * (grid.logEdges[i] + grid.logEdges[i + 1]));
    logWidth.push_back(grid.logEdges[i + 1] - grid.logEdges[i]);
    widestLog = std::max(widestLog, logWidth.back());
  }
  for (double logEdge : grid.logEdges) places.push_back(StepTable::place(logEdge));
  places.resize(places.size() + SpectralKernels::kPadding, places.back());
  if (plasma) plasmaRows = plasma->onGrid(grid.edges);
  if (elements) {
    if (!plasma || elements->bins() != plasma->bins()) {
      throw std::invalid_argument("elements and plasma are of two tables");
    }
    elementsHere = std::make_shared<const PlasmaElements>(elements->onGrid(grid.edges));
  }
  if (!absorber) return;
  tbabs.reserve(grid.bins());
  double low = absorber->tbabs(grid.edges[0]);
  for (size_t i = 0; i < grid.bins(); ++i) {
    const double high = absorber->tbabs(grid.edges[i + 1]);
    tbabs.push_back(0.5e22 * (low + high));
    low = high;
  }
}

const Component* allComponents() { return kComponents; }

const Component* findComponent(const std::string& name) {
  for (const Component* c = kComponents; c->name; ++c) {
    if (name == c->name) return c;
  }
  return nullptr;
}

}  // namespace xsift
