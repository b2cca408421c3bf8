// Kernels to count instructions of: `instructions NAME` does the work of one kernel, once to warm up and once inside
// measured(), which is what callgrind collects. `instructions` alone says which compiler built it and lists the names,
// each with its number of items. One thread, data from a fixed seed, sizes of an ACIS spectrum. bench/instructions.mjs
// runs it.
#include <array>
#include <cmath>
#include <cstdio>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/network/counts.h"
#include "core/network/packed.h"
#include "core/network/predict.h"
#include "core/network/train.h"
#include "core/random/philox.h"
#include "core/random/poisson.h"
#include "core/response/response.h"
#include "core/simulation/simulate.h"
#include "core/spectral/model.h"

using namespace xsift;

namespace {

constexpr int kEnergies = 937, kChannels = 1024, kWidth = 527;
constexpr double kExposure = 1e6;

struct Kernel {
  const char* name;
  int items;
  std::function<std::function<void()>()> prepare;
};

std::vector<double> uniforms(uint64_t seed, size_t n) {
  std::vector<double> out(n);
  fillUniforms(seed, 255, 0, n, 1, out.data());
  return out;
}

// A line spread of 60 eV on a tail that falls off to a thousandth, 0.3-11 keV onto channels of 14.6 eV: 40 % of a full
// matrix.
std::shared_ptr<Response> response() {
  std::vector<double> low, high, area, matrix;
  std::vector<int32_t> nGrp(kEnergies, 1), first, length;
  for (int e = 0; e < kEnergies; ++e) {
    low.push_back(0.3 + 0.0114 * e);
    high.push_back(0.3 + 0.0114 * (e + 1));
    area.push_back(400 / (1 + 0.1 * low[e] * low[e]));
    const double centre = low[e] / 0.0146;
    const int last = std::min(kChannels - 1, static_cast<int>(centre) + 16);
    first.push_back(0);
    length.push_back(last + 1);
    for (int c = 0; c <= last; ++c) {
      const double x = (c - centre) / 4;
      matrix.push_back(0.1 * std::exp(-0.5 * x * x) + 1e-4);
    }
  }
  return std::make_shared<Response>(low, high, area, nGrp, first, length, matrix, kChannels, 1);
}

Instruction step(const char* name, int parameter) {
  return {Instruction::Op::Component, findComponent(name), parameter};
}
const Instruction kMultiply{Instruction::Op::Multiply, nullptr, 0};

std::array<double, 30> abundances() {
  std::array<double, 30> out{};
  for (size_t z = 0; z < 30; ++z) out[z] = z == 0 ? 1 : z == 1 ? 0.1 : 1e-4 / static_cast<double>(z);
  return out;
}

std::shared_ptr<const Plasma> plasma() {
  const std::vector<int> elements = {1, 2, 8, 26};
  std::vector<double> logT, edges;
  for (int t = 0; t < 16; ++t) logT.push_back(5.6 + 0.2 * t);
  for (int b = 0; b <= 600; ++b) edges.push_back(0.05 + 0.02 * b);
  const size_t n = elements.size() * logT.size() * 600;
  const std::vector<double> draw = uniforms(3, 2 * n);
  const std::vector<float> lines(draw.begin(), draw.begin() + static_cast<ptrdiff_t>(n)),
      continuum(draw.begin() + static_cast<ptrdiff_t>(n), draw.end());
  return std::make_shared<const Plasma>(logT, edges, elements, lines.data(), continuum.data(), abundances());
}

// tbabs times one component, whose parameters follow its nH.
std::shared_ptr<Model> absorbed(const char* component, const Response& at, int parameters) {
  const bool isPlasma = std::string(component) == "apec";
  const EnergyGrid grid(at.energLo.data(), at.energHi.data(), at.energies());
  Tables tables(grid, std::make_shared<const Absorber>(abundances()), isPlasma ? plasma() : nullptr);
  const std::vector<Instruction> program = {step("tbabs", 0), step(component, 1), kMultiply};
  return std::make_shared<Model>(std::move(tables), program,
                                 std::vector<Limits>(static_cast<size_t>(parameters), {0, 100}));
}

std::function<void()> evaluate(const char* component, std::vector<double> parameters) {
  const auto at = response();
  const auto model = absorbed(component, *at, static_cast<int>(parameters.size()));
  const auto flux = std::make_shared<std::vector<double>>(at->energies());
  const auto scratch = std::make_shared<Model::Scratch>();
  return [=]() mutable {
    for (int i = 0; i < 16; ++i) {
      parameters[1] = 0.6 + 0.1 * i;
      model->evaluate(parameters.data(), flux->data(), *scratch);
    }
  };
}

std::function<void()> philoxNumbers() {
  const auto out = std::make_shared<std::vector<double>>(1 << 16);
  return [=] { fillUniforms(1, 0, 0, 1 << 15, 2, out->data()); };
}

// Expected counts of a typical spectrum: 30 at the peak, few above 5 keV.
std::vector<double> means() {
  std::vector<double> out;
  for (int c = 1; c <= kChannels; ++c) {
    const double keV = 0.0146 * c;
    out.push_back(30 * std::pow(keV, -0.7) * std::exp(-0.35 / keV - keV / 2));
  }
  return out;
}

std::function<void()> poissonDraws() {
  const auto mean = means();
  const auto out = std::make_shared<std::vector<uint32_t>>(kChannels),
             scratch = std::make_shared<std::vector<uint32_t>>();
  return [=] {
    for (uint64_t item = 0; item < 16; ++item) {
      poissonRow(randomKernels(), 1, 0, item, mean.data(), kChannels, out->data(), *scratch);
    }
  };
}

template <typename T>
std::function<void()> batch(int spectra) {
  const auto at = response();
  const size_t n = static_cast<size_t>(spectra);
  const auto draw = uniforms(2, n * at->energies());
  const auto flux = std::make_shared<std::vector<T>>(draw.begin(), draw.end());
  const auto expected = std::make_shared<std::vector<T>>(n * at->channels());
  return [=] { applyResponseBatch(*at, flux->data(), spectra, kExposure, expected->data(), 1, nullptr); };
}

std::function<void()> one() {
  const auto at = response();
  const auto flux = std::make_shared<std::vector<double>>(uniforms(2, at->energies()));
  const auto expected = std::make_shared<std::vector<double>>(at->channels());
  return [=] { applyResponse(*at, flux->data(), kExposure, expected->data()); };
}

// Absorbed power laws with a background, as the populations have AGN.
std::function<void()> simulated() {
  const auto at = response();
  const auto model = absorbed("powerlaw", *at, 3);
  const auto scratch = std::make_shared<Model::Scratch>();
  constexpr int kCount = 32;
  std::vector<double> parameters, level(kCount, 50), scale(kCount, 0.04);
  std::vector<uint32_t> rows, shape(kCount, 0);
  for (int i = 0; i < kCount; ++i) {
    parameters.insert(parameters.end(), {0.05 + 0.01 * i, 1.4 + 0.02 * i, 1e-7});
    rows.push_back(static_cast<uint32_t>(i));
  }
  const std::vector<double> shapes(kChannels, 1.0 / kChannels);
  const auto counts = std::make_shared<std::vector<uint16_t>>(size_t{kCount} * kChannels),
             region = std::make_shared<std::vector<uint16_t>>(*counts);
  return [=] {
    const FluxModel flux = [&](const double* p, double* out, int) { model->evaluate(p, out, *scratch); };
    const BackgroundTask background{shapes.data(), shape.data(), level.data(), scale.data(), 1, region->data()};
    SimulationTask task{{at.get(), flux}, parameters.data(), 3, rows.data(), kCount, kExposure, 1, 0, 0, 1, nullptr};
    task.background = &background;
    simulateCounts(task, counts->data());
  };
}

// Spectra of some 500 counts in 40 % of their channels.
std::shared_ptr<const CountRows> countRows(size_t n) {
  const auto rows = std::make_shared<CountRows>(kWidth, n);
  const auto draw = uniforms(4, n * kWidth);
  std::vector<uint16_t> row(kWidth);
  for (size_t i = 0; i < n; ++i) {
    for (size_t c = 0; c < kWidth; ++c) {
      const double u = draw[i * kWidth + c];
      row[c] = u < 0.6 ? 0 : static_cast<uint16_t>(1 + 10 * (u - 0.6));
    }
    rows->append<uint16_t>(row.data(), nullptr, 0);
  }
  return rows;
}

std::function<void()> training(const std::vector<int>& hidden, int batchSize, int rows) {
  TrainingJob job{};
  job.topology.sizes.push_back(kWidth);
  job.topology.sizes.insert(job.topology.sizes.end(), hidden.begin(), hidden.end());
  job.topology.sizes.push_back(2);
  job.settings.stages = {{1, 1e-3}};
  job.settings.batchSize = batchSize;
  job.settings.l1 = 1e-3;
  const size_t n = static_cast<size_t>(rows);
  const auto inputs = countRows(n);
  const auto labels = std::make_shared<std::vector<uint8_t>>(n);
  const auto order = std::make_shared<std::vector<uint32_t>>(n);
  for (size_t i = 0; i < n; ++i) (*labels)[i] = i % 2, (*order)[i] = static_cast<uint32_t>(i);
  const auto weights = std::make_shared<std::vector<float>>(job.topology.parameters());
  const auto moments = std::make_shared<std::vector<double>>(2 * kWidth + kEpochRecord);
  return [=]() mutable {
    job.train = order->data();
    job.trainRows = n;
    job.weights = weights->data();
    job.mean = moments->data();
    job.deviation = moments->data() + kWidth;
    job.history = moments->data() + 2 * kWidth;
    std::vector<TrainingJob> jobs = {job};
    Control control;
    trainAll({{kWidth, nullptr, inputs.get()}, labels->data()}, jobs, 1, control);
  };
}

std::function<void()> prediction(int rows) {
  const Topology topology{{kWidth, 10, 2}};
  const size_t n = static_cast<size_t>(rows);
  const auto from = uniforms(6, topology.parameters());
  const auto inputs = countRows(n);
  const std::vector<float> weights(from.begin(), from.end());
  const std::vector<double> mean(kWidth, 0.002), deviation(kWidth, 0.001);
  const auto network = std::make_shared<PackedNetwork>(topology, Activation::Relu, true, mean.data(), deviation.data());
  network->load(weights.data());
  const auto out = std::make_shared<std::vector<float>>(2 * n);
  return [=] { predict(*network, {kWidth, nullptr, inputs.get()}, nullptr, n, out->data(), 1, nullptr); };
}

const std::vector<Kernel> kernels = {
    {"philox uniforms", 1 << 16, philoxNumbers},
    {"poisson", 16 * kChannels, poissonDraws},
    {"tbabs*powerlaw", 16,
     [] {
       return evaluate("powerlaw", {0.1, 1.7, 1e-4});
     }},
    {"tbabs*apec", 16,
     [] {
       return evaluate("apec", {0.1, 1, 0.3, 0, 1e-4});
     }},
    {"applyResponse", 1, one},
    {"applyResponse, batch, double", 48, [] { return batch<double>(48); }},
    {"applyResponse, batch, single", 96, [] { return batch<float>(96); }},
    {"simulate tbabs*powerlaw with background", 32, simulated},
    {"training epoch 527-10-2, batch 32", 512, [] { return training({10}, 32, 512); }},
    {"training epoch 527-64-32-2, batch 256", 512,
     [] {
       return training({64, 32}, 256, 512);
     }},
    {"predict 527-10-2", 1024, [] { return prediction(1024); }},
};

}  // namespace

extern "C" __attribute__((noinline)) void measured(const std::function<void()>& work) {
  work();
  asm volatile("" ::: "memory");  // no tail call: the frame is what callgrind looks for
}

int main(int count, char** values) {
  if (count < 2) {
    std::printf("%s\n", __VERSION__);
    for (const Kernel& kernel : kernels) std::printf("%d %s\n", kernel.items, kernel.name);
    return 0;
  }
  for (const Kernel& kernel : kernels) {
    if (std::string(values[1]) != kernel.name) continue;
    const std::function<void()> work = kernel.prepare();
    work();
    measured(work);
    return 0;
  }
  std::fprintf(stderr, "no kernel '%s'\n", values[1]);
  return 2;
}
