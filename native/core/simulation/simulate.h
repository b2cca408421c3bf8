// Spectra by the fused path, a few dozen at a time while they are in cache: parameters -> model -> response (in single
// precision, core/response/kernels.h) -> background -> counts.
//
//   flux[e]       = model(parameters of the spectrum)                photons/cm2/s in energy bin e
//   expected[c]   = fluxScale * applyResponse(flux, exposure)        mean counts of the source in channel c
//   background[c] = level * shape[c]                                 mean background counts in the source region
//   counts[c]     = Poisson(expected[c] + background[c])             source region, at (seed, stream, spectrum, c)
//   region[c]     = Poisson(background[c] / scale)                   background region, in a stream of its own
//
// scale: source region over background region (OGIP/92-007: EXPOSURE x BACKSCAL x AREASCAL of each). With two
// instruments, expected = w * first + (1 - w) * second: the blend of two epochs, exact when they share the matrix as it
// is linear in the area. A spectrum's counts depend on its parameters, the seed, the stream and its number only: not on
// threads, not on what else is simulated beside it. So any split of the work into shards gives the same counts.
#pragma once
#include <cstdint>
#include <functional>
#include <vector>

#include "core/cpu/parallel.h"
#include "core/response/response.h"

namespace xsift {

// Writes response.energies() values of flux for one spectrum's parameters; `thread` picks scratch memory.
using FluxModel = std::function<void(const double* parameters, double* flux, int thread)>;

// A response and the model bound to its energies.
struct Instrument {
  const Response* response;
  FluxModel model;
};

struct BackgroundTask {
  const double* shapes;       // n x channels
  const uint32_t* shape;      // by row: which of them
  const double* level;        // by row: the mean counts in the source region are level * shape, 0 or more
  const double* scale;        // by row: source region over background region, above 0
  uint32_t stream;            // below kStreams
  uint16_t* counts;           // rows x channels: the background region
  float* expected = nullptr;  // the same shape: its mean counts; may be null
};

struct SimulationTask {
  Instrument instrument;
  const double* parameters;  // count x parameterCount
  int64_t parameterCount;
  const uint32_t* row;  // count: row of the output, and spectrum number less `first`
  int64_t count;
  double exposure;       // s
  uint64_t seed, first;  // spectrum number = first + row
  uint32_t stream;       // below kStreams
  int threads;
  Control* control;                            // done counts spectra; may be null
  double fluxScale = 1;                        // factor on every source's flux
  Instrument second{};                         // the other end of a blend, of as many channels; no response without one
  const double* weight = nullptr;              // by row: share of the first instrument; goes with `second`
  const BackgroundTask* background = nullptr;  // may be null
  float* expected = nullptr;  // rows x channels: mean counts in the source region, beside the counts; may be null
};

// Writes rows of response.channels() values at counts + row * channels and returns false when it was cancelled (rows
// not reached are left as they were). std::domain_error: expected counts that are negative, not finite or too many,
// naming spectrum and channel.
bool simulateCounts(const SimulationTask& task, uint16_t* counts);

}  // namespace xsift
