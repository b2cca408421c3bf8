// Spectra by the fused path, one at a time while it is in cache: parameters -> model -> response -> Poisson counts.
//
//   flux[e]     = model(parameters of the spectrum)       photons/cm2/s in energy bin e
//   expected[c] = applyResponse(flux, exposure)           mean counts in channel c
//   counts[c]   = Poisson(expected[c]) from the uniforms at (seed, stream, spectrum, c)
//
// A spectrum's counts depend on its parameters, the seed, the stream and its number only: not on threads, not on what else
// is simulated beside it. So any split of the work into shards gives the same counts.
#pragma once
#include <cstdint>
#include <functional>
#include <vector>

#include "core/cpu/parallel.h"
#include "core/response/response.h"

namespace xsift {

// Writes response.energies() values of flux for one spectrum's parameters; `thread` picks scratch memory.
using FluxModel = std::function<void(const double* parameters, double* flux, int thread)>;

struct SimulationTask {
  const Response* response;
  FluxModel model;
  const double* parameters;   // count x parameterCount
  int64_t parameterCount;
  const uint32_t* row;        // count: row of the output, and spectrum number less `first`
  int64_t count;
  double exposure;            // s
  uint64_t seed, first;       // spectrum number = first + row
  uint32_t stream;            // below kStreams
  int threads;
  Control* control;           // done counts spectra; may be null
};

// Each writes rows of response.channels() values at output + row * channels and returns false when it was cancelled (rows
// not reached are left as they were). std::domain_error: expected counts that are negative, not finite or too many,
// naming spectrum and channel.
bool simulateCounts(const SimulationTask& task, uint16_t* counts);
bool simulateExpected(const SimulationTask& task, double* expected);

}  // namespace xsift
