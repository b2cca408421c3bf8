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
         std::to_string(static_cast<int64_t>(channel) + task.instrument.response->firstChannel);
}

std::string shortNumber(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.6g", value);
  return text;
}

[[noreturn]] void tooMany(const SimulationTask& task, int64_t item, size_t channel, double counts, bool isBackground) {
  throw std::domain_error(where(task, item, channel) + ": " + shortNumber(counts) + (isBackground ? " background" : "") +
                          " counts do not fit into 16 bits (65535); use a shorter exposure or " +
                          (isBackground ? "a larger background scale" : "a lower flux"));
}

void checkExpected(const SimulationTask& task, int64_t item, const std::vector<double>& expected) {
  for (size_t c = 0; c < expected.size(); ++c) {
    if (expected[c] >= 0 && expected[c] <= std::numeric_limits<double>::max()) continue;
    throw std::domain_error(where(task, item, c) + ": the expected counts are " + shortNumber(expected[c]) +
                            "; they must be finite and not negative: check the model's parameters for this spectrum");
  }
}

// Memory that a thread uses again for each spectrum.
struct Workspace {
  std::vector<double> flux, expected, other;
};

void applyInstrument(const SimulationTask& task, const Instrument& instrument, int64_t item, int thread,
                     std::vector<double>& flux, std::vector<double>& expected) {
  flux.resize(instrument.response->energies());
  expected.resize(instrument.response->channels());
  instrument.model(task.parameters + item * task.parameterCount, flux.data(), thread);
  applyResponse(*instrument.response, flux.data(), task.exposure, expected.data());
}

void sourceCounts(const SimulationTask& task, int64_t item, int thread, Workspace& space) {
  applyInstrument(task, task.instrument, item, thread, space.flux, space.expected);
  if (task.second.response) {
    applyInstrument(task, task.second, item, thread, space.flux, space.other);
    const double weight = task.weight[task.row[item]];
    for (size_t c = 0; c < space.expected.size(); ++c) {
      space.expected[c] = weight * space.expected[c] + (1 - weight) * space.other[c];
    }
  }
  if (task.fluxScale != 1) {
    for (double& mean : space.expected) mean *= task.fluxScale;
  }
}

void addBackground(const SimulationTask& task, int64_t item, std::vector<double>& expected) {
  const BackgroundTask& background = *task.background;
  const double* shape = background.shapes + background.shape[task.row[item]] * expected.size();
  const double level = background.level[task.row[item]];
  for (size_t c = 0; c < expected.size(); ++c) expected[c] += level * shape[c];
}

void drawCounts(const SimulationTask& task, int64_t item, const double* mean, double factor, uint32_t stream, uint16_t* output) {
  const size_t channels = task.instrument.response->channels();
  uint16_t* out = output + static_cast<size_t>(task.row[item]) * channels;
  const bool isBackground = stream != task.stream;
  for (size_t c = 0; c < channels; ++c) {
    const double expected = factor * mean[c];
    if (!(expected <= kPoissonMaxMean)) tooMany(task, item, c, expected, isBackground);
    UniformSequence uniforms(task.seed, stream, task.first + task.row[item], static_cast<uint32_t>(c));
    const int64_t drawn = poisson(expected, uniforms);
    if (drawn > 65535) tooMany(task, item, c, static_cast<double>(drawn), isBackground);
    out[c] = static_cast<uint16_t>(drawn);
  }
}

using Finish = std::function<void(int64_t item, const std::vector<double>& expected)>;

bool forEachSpectrum(const SimulationTask& task, const Finish& finish) {
  const size_t threads = static_cast<size_t>(task.threads < 1 ? 1 : task.threads);
  std::vector<Workspace> space(threads);
  return parallelFor(task.count, static_cast<int>(threads), task.control, [&](int64_t item, int thread) {
    std::vector<double>& expected = space[thread].expected;
    sourceCounts(task, item, thread, space[thread]);
    if (task.background) addBackground(task, item, expected);
    checkExpected(task, item, expected);
    finish(item, expected);
  });
}

}  // namespace

bool simulateCounts(const SimulationTask& task, uint16_t* counts) {
  return forEachSpectrum(task, [&](int64_t item, const std::vector<double>& expected) {
    drawCounts(task, item, expected.data(), 1, task.stream, counts);
    if (!task.background) return;
    const BackgroundTask& background = *task.background;
    const uint32_t row = task.row[item];
    const double* shape = background.shapes + background.shape[row] * expected.size();
    drawCounts(task, item, shape, background.level[row] / background.scale[row], background.stream, background.counts);
  });
}

bool simulateExpected(const SimulationTask& task, double* expected) {
  return forEachSpectrum(task, [&](int64_t item, const std::vector<double>& values) {
    std::copy(values.begin(), values.end(), expected + static_cast<size_t>(task.row[item]) * values.size());
  });
}

}  // namespace xsift
