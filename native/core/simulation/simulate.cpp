#include "core/simulation/simulate.h"

#include <algorithm>
#include <cstdio>
#include <exception>
#include <limits>
#include <stdexcept>
#include <string>

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
  throw std::domain_error(where(task, item, channel) + ": " + shortNumber(counts) +
                          (isBackground ? " background" : "") +
                          " counts do not fit into 16 bits (65535); use a shorter exposure or " +
                          (isBackground ? "a larger background scale" : "a lower flux"));
}

// Says what is wrong with means that are no means of counts, or returns.
void complain(const SimulationTask& task, int64_t item, const std::vector<double>& mean, bool isBackground) {
  for (size_t c = 0; c < mean.size(); ++c) {
    if (mean[c] > kPoissonMaxMean && mean[c] <= std::numeric_limits<double>::max()) {
      tooMany(task, item, c, mean[c], isBackground);
    }
    if (mean[c] >= 0 && mean[c] <= kPoissonMaxMean) continue;
    throw std::domain_error(where(task, item, c) + ": the expected counts are " + shortNumber(mean[c]) +
                            "; they must be finite and not negative: check the model's parameters for this spectrum");
  }
}

[[noreturn]] void notFinite(const SimulationTask& task, int64_t item) {
  throw std::domain_error(
      "spectrum " + std::to_string(task.first + task.row[item]) +
      ": the model's flux times area and exposure is not finite: check its parameters for this spectrum");
}

// Memory that a thread uses again for each block.
struct Workspace {
  LaneBlock first, second;
  std::vector<double> flux, expected, other;
  std::vector<uint32_t> drawn, undecided;
};

bool isCancelled(const SimulationTask& task) {
  return task.control && task.control->cancelled.load(std::memory_order_relaxed);
}

void addSpectrum(const SimulationTask& task, const Instrument& instrument, int64_t item, int thread, LaneBlock& block,
                 std::vector<double>& flux) {
  flux.resize(instrument.response->energies());
  instrument.model(task.parameters + item * task.parameterCount, flux.data(), thread);
  if (!block.add(*instrument.response, flux.data(), task.exposure)) notFinite(task, item);
}

// Models of spectra begin to end, and their response, side by side. Returns the number of the first that failed, with
// why, or end: those before it are to be finished first, so that what is reported does not depend on the blocks.
int64_t applyModels(const SimulationTask& task, int64_t begin, int64_t end, int thread, Workspace& space,
                    std::exception_ptr& failure) {
  space.first.clear();
  space.second.clear();
  int64_t item = begin;
  try {
    for (; item < end && !isCancelled(task); ++item) {
      addSpectrum(task, task.instrument, item, thread, space.first, space.flux);
      if (task.second.response) addSpectrum(task, task.second, item, thread, space.second, space.flux);
    }
  } catch (...) {
    failure = std::current_exception();
  }
  space.first.apply(*task.instrument.response);
  if (task.second.response) space.second.apply(*task.second.response);
  return item;
}

void expectedCounts(const SimulationTask& task, int64_t item, size_t place, Workspace& space) {
  const uint32_t row = task.row[item];
  const size_t channels = task.instrument.response->channels();
  space.expected.resize(channels);
  double* expected = space.expected.data();
  if (task.second.response) {
    space.other.resize(channels);
    space.first.expected(*task.instrument.response, place, task.fluxScale * task.weight[row], expected);
    space.second.expected(*task.second.response, place, task.fluxScale * (1 - task.weight[row]), space.other.data());
    for (size_t c = 0; c < channels; ++c) expected[c] += space.other[c];
  } else {
    space.first.expected(*task.instrument.response, place, task.fluxScale, expected);
  }
  clearSlightlyNegative(*task.instrument.response, expected, channels);
  if (task.second.response) clearSlightlyNegative(*task.second.response, expected, channels);
  if (!task.background) return;
  const double* shape = task.background->shapes + task.background->shape[row] * channels;
  const double level = task.background->level[row];
  for (size_t c = 0; c < channels; ++c) expected[c] += level * shape[c];
}

// The means of a spectrum, where they are kept.
void keep(const SimulationTask& task, int64_t item, const std::vector<double>& mean, float* output) {
  if (!output) return;
  float* out = output + static_cast<size_t>(task.row[item]) * mean.size();
  for (size_t c = 0; c < mean.size(); ++c) out[c] = static_cast<float>(mean[c]);
}

void drawCounts(const SimulationTask& task, int64_t item, const std::vector<double>& mean, uint32_t stream,
                uint16_t* output, Workspace& space) {
  const size_t channels = mean.size();
  const bool isBackground = stream != task.stream;
  space.drawn.resize(channels);
  try {
    poissonRow(randomKernels(), task.seed, stream, task.first + task.row[item], mean.data(), channels,
               space.drawn.data(), space.undecided);
  } catch (const std::domain_error&) {
    complain(task, item, mean, isBackground);
    throw;
  }
  uint16_t* out = output + static_cast<size_t>(task.row[item]) * channels;
  uint32_t bits = 0;
  for (size_t c = 0; c < channels; ++c) {
    bits |= space.drawn[c];
    out[c] = static_cast<uint16_t>(space.drawn[c]);
  }
  for (size_t c = 0; bits > 65535 && c < channels; ++c) {
    if (space.drawn[c] > 65535) tooMany(task, item, c, static_cast<double>(space.drawn[c]), isBackground);
  }
}

// What space.expected holds by now is the source region's means.
void drawRegions(const SimulationTask& task, int64_t item, uint16_t* counts, Workspace& space) {
  drawCounts(task, item, space.expected, task.stream, counts, space);
  keep(task, item, space.expected, task.expected);
  if (!task.background) return;
  const BackgroundTask& background = *task.background;
  const uint32_t row = task.row[item];
  const double* shape = background.shapes + background.shape[row] * space.expected.size();
  const double factor = background.level[row] / background.scale[row];
  for (size_t c = 0; c < space.expected.size(); ++c) space.expected[c] = factor * shape[c];
  drawCounts(task, item, space.expected, background.stream, background.counts, space);
  keep(task, item, space.expected, background.expected);
}

}  // namespace

bool simulateCounts(const SimulationTask& task, uint16_t* counts) {
  const size_t threads = static_cast<size_t>(task.threads < 1 ? 1 : task.threads);
  std::vector<Workspace> spaces(threads);
  // Whole blocks, unless there are too few of them for the threads. What a spectrum gets does not depend on its block.
  const int64_t share = task.count / static_cast<int64_t>(threads), lanes = kLaneSpectra;
  const int64_t size = std::clamp<int64_t>(share / lanes * lanes, lanes, LaneBlock::kSpectra);
  return parallelBlocks(task.count, size, static_cast<int>(threads), task.control,
                        [&](int64_t begin, int64_t end, int thread) {
                          Workspace& space = spaces[static_cast<size_t>(thread)];
                          std::exception_ptr failure;
                          end = applyModels(task, begin, end, thread, space, failure);
                          for (int64_t item = begin; item < end && !isCancelled(task); ++item) {
                            expectedCounts(task, item, static_cast<size_t>(item - begin), space);
                            drawRegions(task, item, counts, space);
                          }
                          if (failure) std::rethrow_exception(failure);
                        });
}

}  // namespace xsift
