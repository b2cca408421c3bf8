// erf.h and the Gaunt factor against the C and C++ libraries, and a model program without Node.
#include <array>
#include <limits>
#include <stdexcept>

#include "check.h"
#include "core/cpu/erf.h"
#include "core/spectral/continuum.h"
#include "core/spectral/model.h"

using namespace xsift;

namespace {

Tables octaves() {
  const double low[] = {1, 2, 4}, high[] = {2, 4, 8};
  return Tables(EnergyGrid(low, high, 3), nullptr, nullptr);
}

Instruction step(const char* name, int parameter) {
  return {Instruction::Op::Component, findComponent(name), parameter};
}
const Instruction add{Instruction::Op::Add, nullptr, 0}, multiply{Instruction::Op::Multiply, nullptr, 0};

std::array<double, 30> hydrogenAndIron() {
  std::array<double, 30> abundances{};
  abundances[0] = 1;
  abundances[25] = 0.5;
  return abundances;
}

void testErf() {
  double worstErf = 0, worstErfc = 0;
  for (int i = -60000; i <= 270000; ++i) {
    const double x = i / 10000.0;
    const auto ulps = [](double ours, double theirs) {
      return std::fabs(ours - theirs) / (std::nextafter(std::fabs(theirs), INFINITY) - std::fabs(theirs));
    };
    worstErf = std::fmax(worstErf, ulps(erfOf(x), std::erf(x)));
    if (x < 26) worstErfc = std::fmax(worstErfc, ulps(erfcOf(x), std::erfc(x)));
  }
  CHECK(worstErf <= 1);
  CHECK(worstErfc <= 4);
  CHECK(erfcOf(40) == 0 && erfcOf(-40) == 2 && erfOf(0) == 0 && erfcOf(0) == 1 && std::isnan(erfOf(NAN)));
}

void testModel() {
  const std::vector<Limits> limits(5, {0, 10});
  const Model model(octaves(), {step("powerlaw", 0), step("gaussian", 2), add}, limits);
  Model::Scratch scratch;
  double flux[3];
  const double parameters[] = {1, 3, 2.5, 0, 7};
  model.evaluate(parameters, flux, scratch);
  const double perOctave = 3 * std::log(2.0);
  CHECK_CLOSE(flux[0], perOctave, 1e-15);
  CHECK_CLOSE(flux[1], perOctave + 7, 1e-15);
  CHECK_CLOSE(flux[2], perOctave, 1e-15);
  const double* memory = scratch.stack.data();
  model.evaluate(parameters, flux, scratch);
  CHECK(scratch.stack.data() == memory);  // no allocation after the first call
  CHECK(model.check(parameters, 1).row == -1);
  const double bad[] = {1, 3, 2.5, 0, 7, 1, 3, 2.5, 11, 7};
  CHECK(model.check(bad, 2).row == 1 && model.check(bad, 2).parameter == 3);
}

void testExtendedGrid() {
  const double low[] = {1, 1.5}, high[] = {1.5, 2};
  const EnergyGrid own(low, high, 2), grid = own.extended(0.3, 9);
  const std::vector<double> edges = {0.3, 0.5, 0.75, 1, 1.5, 2, 2.5, 3, 3.5, 4};
  CHECK(grid.own == 2 && grid.first == 3 && grid.edges[grid.first] == 1);
  for (size_t i = 0; i < edges.size(); ++i) CHECK_CLOSE(grid.edges[i], edges[i], 1e-15);
  CHECK(grid.edges.back() == 9 && grid.edges[10] == 4.5 && grid.edges[11] == 4.5 * 1.125);
  CHECK(own.extended(1, 2).bins() == 2 && own.extended(1.2, 1.7).bins() == 2);
}

void testDividedGrid() {
  // A wide bin, one of 10 eV, one of 1.4 %: the wide ones are divided alone. A last part is at most 1.5 of its 10 eV
  // wide.
  const double low[] = {0.3, 0.4, 0.41, 5}, high[] = {0.4, 0.41, 5, 5.07};
  const EnergyGrid own(low, high, 4), grid = own.divided();
  CHECK(grid.own == 4 && grid.first == 0 && grid.starts.size() == 5 && grid.starts[4] == grid.bins());
  CHECK(grid.starts[1] > 95 && grid.starts[2] == grid.starts[1] + 1 && grid.starts[4] == grid.starts[3] + 1);
  for (size_t i = 0; i < 4; ++i) CHECK(grid.edges[grid.starts[i]] == low[i]);
  for (size_t i = 0; i < grid.starts[3]; ++i) {
    CHECK(grid.edges[i + 1] - grid.edges[i] < 0.0151 && grid.edges[i + 1] > grid.edges[i]);
  }
  CHECK(EnergyGrid(low + 1, high + 1, 1).divided().starts.empty());
  const EnergyGrid extended = EnergyGrid(low + 2, high + 2, 1).extended(0.2, 9).divided();
  CHECK(extended.edges[extended.first] == 0.41 && extended.edges[extended.starts[1]] == 5);
}

void testRefusedParameters() {
  Model::Scratch scratch;
  // Parameters that check() refuses must not write beyond the spectrum.
  const Model line(octaves(), {step("gaussian", 0)}, {{0, 10}, {0, 10}, {0, 10}});
  double guarded[] = {-1, -1, -1, 42};
  for (const auto& broken :
       {std::array<double, 3>{NAN, 1, 1}, {2.5, NAN, 1}, {INFINITY, INFINITY, 1}, {2.5, INFINITY, 1}}) {
    line.evaluate(broken.data(), guarded, scratch);
    CHECK(guarded[3] == 42 && line.check(broken.data(), 1).row == 0);
  }
  const double unknown[] = {NAN, 1, 1};
  line.evaluate(unknown, guarded, scratch);
  CHECK(std::isnan(guarded[0]) && std::isnan(guarded[2]));
}

void testPrograms() {
  const std::vector<Limits> limits(5, {0, 10});
  int refused = 0;
  const std::vector<std::vector<Instruction>> wrong = {{},
                                                       {add},
                                                       {step("powerlaw", 0), step("powerlaw", 0)},
                                                       {step("powerlaw", 0), step("powerlaw", 0), multiply},
                                                       {step("cflux", 0)},
                                                       {step("powerlaw", 4)},
                                                       {step("powerlaw", std::numeric_limits<int>::max())},
                                                       {step("nonsense", 0)},
                                                       {step("tbabs", 0), step("powerlaw", 1), multiply}};
  for (const auto& program : wrong) {
    try {
      Model(octaves(), program, limits);
    } catch (const std::invalid_argument&) {
      ++refused;
    }
  }
  CHECK(refused == static_cast<int>(wrong.size()));
}

void testRebin() {
  // Photons survive rebinning: bins inside, across and beyond each other.
  const double from[] = {1, 2, 3, 5}, values[] = {1, 10, 100}, to[] = {0.5, 1.5, 2, 4, 9};
  double moved[4];
  rebin(from, 3, values, to, 4, 1, moved);
  CHECK(moved[0] == 0.5 && moved[1] == 0.5 && moved[2] == 60 && moved[3] == 50);
  rebin(from, 3, values, to, 4, 2, moved);
  CHECK(moved[0] == 11 && moved[1] == 50 && moved[2] == 50 && moved[3] == 0);
  // A plasma goes on above the table from the last bin's 50 a keV at 4 keV: without end of kT as a power law.
  rebinPlasma(from, 3, values, 1e9, to, 4, 1, moved);
  CHECK(moved[2] == 60);
  CHECK_CLOSE(moved[3], 50 + 50 * std::pow(4, 1.35) * (std::pow(5, -0.35) - std::pow(9, -0.35)) / 0.35, 1e-6);
  // Of a cold one exp(-E / kT) counts most: 50 (5 / 4)^-1.35 kT exp(-1 / kT), less by 1.35 kT / 5.
  rebinPlasma(from, 3, values, 0.1, to, 4, 1, moved);
  CHECK_CLOSE(moved[3] - 50, 50 * std::pow(1.25, -1.35) * 0.1 * std::exp(-10.0), 0.03);
}

void testPlasma() {
  // A table that is a power of T in every bin is exact at its own temperatures and, but for the linear mixing of rows,
  // between them; an element that sets in above the first temperature must not overshoot.
  const std::array<double, 30> abundances = hydrogenAndIron();
  std::vector<float> lines, continuum(2 * 4 * 3);
  for (int z = 0; z < 2; ++z) {
    for (int t = 0; t < 4; ++t) {
      for (int e = 0; e < 3; ++e) lines.push_back(z == 1 && t == 0 ? 0.f : std::pow(10.f, static_cast<float>(t * e)));
    }
  }
  const Plasma plasma({6.2, 6.3, 6.4, 6.5}, {1, 2, 4, 8}, {1, 26}, lines.data(), continuum.data(), abundances);
  CHECK(plasma.rows() == 16 + 8 + 8 + 1 && plasma.bins() == 3);
  const Plasma::Place middle = plasma.find(8.617333262e-8 * std::pow(10, 6.35));
  double mixed[3];
  mixRows(plasma.row(middle.row), plasma.row(middle.row + 1), 3, 3, middle.weight, 2, 3, mixed);
  CHECK_CLOSE(mixed[0], 3 * (1 + 2 * 0.5), 1e-6);
  CHECK_CLOSE(plasma.row(20)[1], std::pow(10, 1.5), 1e-6);
  CHECK(plasma.row(1)[3] > 0 && plasma.row(1)[3] < plasma.row(2)[3] && plasma.row(0)[3] == 0);
  const auto holds = [&](double low, double high, size_t first, size_t last) {
    const Plasma::Bins bins = plasma.binsOf(low, high);
    return bins.first == first && bins.last == last;
  };
  CHECK(holds(0.1, 0.5, 0, 1) && holds(2, 4, 1, 2) && holds(1.5, 4.1, 0, 3) && holds(5, 20, 2, 3) &&
        holds(9, 10, 2, 3));
  CHECK(plasma.find(1e-9).row == 0 && plasma.find(1e-9).weight == 0 && plasma.find(1e9).weight == 1);
}

void testRefusedPlasma() {
  const auto plasmaRefused = [](std::vector<double> logT, std::vector<double> edges, int z, float value) {
    const std::vector<float> table(4, value), nothing(4);
    try {
      Plasma(std::move(logT), std::move(edges), {z}, table.data(), nothing.data(), hydrogenAndIron());
    } catch (const std::invalid_argument&) {
      return true;
    }
    return false;
  };
  CHECK(!plasmaRefused({5, 6, 7, 8}, {1, 2}, 26, 1));
  CHECK(plasmaRefused({5, 6, 7, INFINITY}, {1, 2}, 26, 1) && plasmaRefused({5, 6, 7, 1e9}, {1, 2}, 26, 1));
  CHECK(plasmaRefused({5, 6, 7, 8}, {1, INFINITY}, 26, 1) && plasmaRefused({5, 6, 7, 8}, {1, 2}, 31, 1));
  CHECK(plasmaRefused({5, 6, 7, 8}, {1, 2}, 26, NAN) && plasmaRefused({5, 6, 7, 8}, {1, 2}, 26, -1));
}

void testGaunt() {
  // Gaunt factors: Born's approximation against the C++ library's Bessel function, and a node of the table for low
  // temperatures (G = 1 and u = 0.1 for hydrogen, the same for helium at four times the temperature).
  for (double u = 0.01; u < 50; u *= 1.3) {
    CHECK_CLOSE(gauntFactor(20 * u, 20, 1), 0.5513 * std::exp(u / 2) * std::cyl_bessel_k(0, u / 2), 1e-6);
  }
  CHECK_CLOSE(gauntFactor(0.1 * 0.01358, 0.01358, 1), 1.80, 1e-12);
  CHECK_CLOSE(gauntFactor(0.4 * 0.01358, 4 * 0.01358, 2), 1.80, 1e-12);
  CHECK(gauntFactor(1e-9, 0.1, 1) > gauntFactor(1e-8, 0.1, 1) && gauntFactor(10, 0.1, 1) > 0);
}

void testVerner() {
  // Verner's fits at the thresholds of hydrogen (6.30 Mb, exact theory) and helium (7.4 Mb, measured).
  std::array<double, 30> only{};
  only[0] = 1;
  CHECK_CLOSE(Absorber(only).phabs(0.013606), 6.30e-18, 0.01);
  only[0] = 0, only[1] = 1;
  CHECK_CLOSE(Absorber(only).phabs(0.0246), 7.4e-18, 0.03);
  CHECK(Absorber(only).iron(8) == 0 && Absorber(only).otherMetals(1) == 0);
}

void testAbsorberTables() {
  // Redshifted absorption reads tables; they hold what the fits and the fine structure give.
  std::array<double, 30> some{};
  some[0] = 1, some[1] = 0.0977, some[7] = 4.9e-4, some[25] = 2.7e-5;
  const std::vector<FineStructure> structure = {{8, std::log(0.52), std::log(0.56), {3e-20, 5e-18, 4e-19}}};
  const Absorber absorber(some, structure);
  double worst = 0;
  for (double keV = 0.1; keV < 30; keV *= 1.00037) {
    const double at = StepTable::place(std::log(keV)), unit = 1e22;
    worst = std::fmax(worst, std::fabs(absorber.gasSteps().at(at) / (unit * absorber.gas(keV)) - 1));
    worst = std::fmax(worst, std::fabs(absorber.phabsSteps().at(at) / (unit * absorber.phabs(keV)) - 1));
    worst = std::fmax(
        worst, std::fabs(absorber.ironSteps().at(at) - unit * absorber.iron(keV)) / (unit * absorber.phabs(keV)));
  }
  CHECK(worst < 2e-6);
  const double top = std::sqrt(0.52 * 0.56);
  CHECK_CLOSE(absorber.gas(top) - Absorber(some).gas(top), 4.9e-4 * (5e-18 - Absorber(some).otherMetals(top) / 4.9e-4),
              1e-12);
  CHECK(absorber.gas(0.519) == Absorber(some).gas(0.519) && absorber.phabs(top) == Absorber(some).phabs(top));
  int refused = 0;
  for (const FineStructure& wrong : {FineStructure{0, 0, 1, {1e-20, 1e-20}}, FineStructure{8, 1, 0, {1e-20, 1e-20}},
                                     FineStructure{8, 0, 1, {1e-20}}, FineStructure{8, 0, 1, {1e-20, NAN}},
                                     FineStructure{8, 0, INFINITY, {1e-20, 1e-20}}, FineStructure{8, 0, 1, {-1, 1}}}) {
    try {
      Absorber(some, {wrong});
    } catch (const std::invalid_argument&) {
      ++refused;
    }
  }
  CHECK(refused == 6);
}

}  // namespace

int main() {
  testErf();
  testModel();
  testExtendedGrid();
  testDividedGrid();
  testRefusedParameters();
  testPrograms();
  testRebin();
  testPlasma();
  testRefusedPlasma();
  testGaunt();
  testVerner();
  testAbsorberTables();
  return xsift_test::report();
}
