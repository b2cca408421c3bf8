#include "core/simulation/simulate.h"

#include <algorithm>
#include <cstdio>
#include <limits>
#include <stdexcept>
#include <string>

#include "core/random/philox.h"
#include "core/random/poisson.h"

namespace xsift {

namespace {

std::string where(const SimulationTask& task, int64_t item, size_t channel) {
  return "spectrum " + std::to_string(task.first + task.row[item]) + ", channel " +
         std::to_string(static_cast<int64_t>(channel) + task.response->firstChannel);
}

[[noreturn]] void tooMany(const SimulationTask& task, int64_t item, size_t channel, double counts) {
  char text[32];
  std::snprintf(text, sizeof text, "%.6g", counts);
  throw std::domain_error(where(task, item, channel) + ": " + text +
                          " counts do not fit into 16 bits (65535); use a shorter exposure or a lower flux");
}

void checkExpected(const SimulationTask& task, int64_t item, const std::vector<double>& expected) {
  for (size_t c = 0; c < expected.size(); ++c) {
    if (expected[c] >= 0 && expected[c] <= std::numeric_limits<double>::max()) continue;
    char text[32];
    std::snprintf(text, sizeof text, "%g", expected[c]);
    throw std::domain_error(where(task, item, c) + ": the expected counts are " + text +
                            "; they must be finite and not negative: check the model's parameters for this spectrum");
  }
}

using Finish = std::function<void(int64_t item, const std::vector<double>& expected)>;

bool forEachSpectrum(const SimulationTask& task, const Finish& finish) {
  const size_t threads = static_cast<size_t>(task.threads < 1 ? 1 : task.threads);
  std::vector<std::vector<double>> flux(threads), expected(threads);
  return parallelFor(task.count, static_cast<int>(threads), task.control, [&](int64_t item, int thread) {
    flux[thread].resize(task.response->energies());
    expected[thread].resize(task.response->channels());
    task.model(task.parameters + item * task.parameterCount, flux[thread].data(), thread);
    applyResponse(*task.response, flux[thread].data(), task.exposure, expected[thread].data());
    checkExpected(task, item, expected[thread]);
    finish(item, expected[thread]);
  });
}

}  // namespace

bool simulateCounts(const SimulationTask& task, uint16_t* counts) {
  return forEachSpectrum(task, [&](int64_t item, const std::vector<double>& expected) {
    uint16_t* out = counts + static_cast<size_t>(task.row[item]) * expected.size();
    const uint64_t spectrum = task.first + task.row[item];
    for (size_t c = 0; c < expected.size(); ++c) {
      if (expected[c] > kPoissonMaxMean) tooMany(task, item, c, expected[c]);
      UniformSequence uniforms(task.seed, task.stream, spectrum, static_cast<uint32_t>(c));
      const int64_t drawn = poisson(expected[c], uniforms);
      if (drawn > 65535) tooMany(task, item, c, static_cast<double>(drawn));
      out[c] = static_cast<uint16_t>(drawn);
    }
  });
}

bool simulateExpected(const SimulationTask& task, double* expected) {
  return forEachSpectrum(task, [&](int64_t item, const std::vector<double>& values) {
    std::copy(values.begin(), values.end(), expected + static_cast<size_t>(task.row[item]) * values.size());
  });
}

}  // namespace xsift
