// simulateCounts(model, response, parameters, rows, first, exposure, seed, stream, output, threads, control, extras)
//   -> Promise
// poissonCounts(expected, seed, stream, item, counts)
//
// extras: { fluxScale, expected, second: { model, response, weight },
//   background: { shapes, shape, level, scale, stream, counts, expected } }
// each of them optional; core/simulation/simulate.h says what they mean. The long call copies what is small
// (parameters, row numbers, extras), shares models and responses, and keeps the outputs referenced until the promise
// settles.
#include <stdexcept>
#include <string>
#include <vector>

#include "addon/arguments.h"
#include "addon/handles.h"
#include "core/cpu/memory.h"
#include "core/random/philox.h"
#include "core/random/poisson.h"
#include "core/simulation/simulate.h"
#include "core/spectral/model.h"

namespace xsift {

namespace {

// A model bound to a response, and the memory that evaluating it takes.
struct Pair {
  std::shared_ptr<const Model> model;
  std::shared_ptr<const Response> response;
  std::vector<Model::Scratch> scratch;
};

// Everything that a task points into, kept alive by the closure that runs it.
struct Job {
  Pair first, second;
  std::vector<double> parameters, weight, shapes, level, scale;
  std::vector<uint32_t> rows, shape;
  std::shared_ptr<Control> control;
  SimulationTask task{};
  BackgroundTask background{};
  size_t outputRows = 0;
};

// The properties of `extras`, all read before any array is looked at; empty where they were left out.
struct Extras {
  Napi::Value fluxScale, second, model, response, weight, background, shapes, shape, level, scale, stream, counts,
      expected, backgroundExpected;

  explicit Extras(const Napi::Value& value) {
    if (!value.IsObject()) return;
    const auto extras = value.As<Napi::Object>();
    fluxScale = extras.Get("fluxScale");
    second = extras.Get("second");
    background = extras.Get("background");
    expected = extras.Get("expected");
    if (!expected.IsUndefined()) requireFixedLength(expected, "expected counts");
    if (second.IsObject()) {
      const auto object = second.As<Napi::Object>();
      model = object.Get("model");
      response = object.Get("response");
      weight = object.Get("weight");
    }
    if (!background.IsObject()) return;
    const auto object = background.As<Napi::Object>();
    shapes = object.Get("shapes");
    shape = object.Get("shape");
    level = object.Get("level");
    scale = object.Get("scale");
    stream = object.Get("stream");
    counts = object.Get("counts");
    requireFixedLength(counts, "background counts");
    backgroundExpected = object.Get("expected");
    if (!backgroundExpected.IsUndefined()) requireFixedLength(backgroundExpected, "expected background counts");
  }
};

// `pair` must stay where it is: the model that is returned refers to it.
Instrument instrumentFrom(const Napi::Value& model, const Napi::Value& response, size_t threads, Pair& pair) {
  pair.model = modelFrom(model);
  pair.response = responseFrom(response);
  if (pair.model->energies() != pair.response->energies()) {
    throw Napi::RangeError::New(model.Env(), "the model is bound to " + std::to_string(pair.model->energies()) +
                                                 " energies, the response has " +
                                                 std::to_string(pair.response->energies()));
  }
  pair.scratch.resize(threads);
  Pair* raw = &pair;
  return {pair.response.get(), [raw](const double* p, double* flux, int thread) {
            raw->model->evaluate(p, flux, raw->scratch[static_cast<size_t>(thread)]);
          }};
}

// Every row must lie within the output, and occur once: two threads must not write the same memory.
void setRows(const Napi::Env env, size_t outputLength, Job& job) {
  const size_t channels = job.first.response->channels();
  job.outputRows = outputLength / channels;
  std::vector<bool> taken(job.outputRows);
  for (uint32_t row : job.rows) {
    if (row >= job.outputRows) {
      throw Napi::RangeError::New(env, "row " + std::to_string(row) + " is beyond the output's " +
                                           std::to_string(job.outputRows) + " rows of " + std::to_string(channels) +
                                           " channels");
    }
    if (taken[row]) throw Napi::RangeError::New(env, "row " + std::to_string(row) + " occurs twice");
    taken[row] = true;
  }
}

std::shared_ptr<Job> jobFrom(const Napi::CallbackInfo& info, size_t outputLength) {
  const Napi::Env env = info.Env();
  auto job = std::make_shared<Job>();
  SimulationTask& task = job->task;
  task.threads = threadsOf(info[9]);
  task.instrument = instrumentFrom(info[0], info[1], static_cast<size_t>(task.threads), job->first);
  const auto width = static_cast<size_t>(job->first.model->parameters());
  job->rows = uint32(info[3], "rows").copy();
  job->parameters = float64(info[2], "parameters", job->rows.size() * width).copy();
  requireParameters(env, *job->first.model, job->parameters.data(), job->rows.size());
  job->control = ControlHandle::from(info[10]);
  task.parameters = job->parameters.data();
  task.parameterCount = static_cast<int64_t>(width);
  task.row = job->rows.data();
  task.count = static_cast<int64_t>(job->rows.size());
  task.first = static_cast<uint64_t>(integer(info[4], "first", 0, kMaxSafe));
  task.exposure = exposureOf(info[5]);
  task.seed = static_cast<uint64_t>(integer(info[6], "seed", 0, kMaxSafe));
  task.stream = static_cast<uint32_t>(integer(info[7], "stream", 0, kStreams - 1));
  task.control = job->control.get();
  setRows(env, outputLength, *job);
  return job;
}

void setSecond(const Napi::Env env, const Extras& extras, Job& job) {
  job.task.second = instrumentFrom(extras.model, extras.response, job.first.scratch.size(), job.second);
  if (job.second.response->channels() != job.first.response->channels() ||
      job.second.model->parameters() != job.first.model->parameters()) {
    throw Napi::RangeError::New(env, "the second response has " + std::to_string(job.second.response->channels()) +
                                         " channels, the first " + std::to_string(job.first.response->channels()) +
                                         "; channels and model must be the same");
  }
  requireParameters(env, *job.second.model, job.parameters.data(), job.rows.size());
  job.weight = float64(extras.weight, "weight", job.outputRows).copy();
  for (double weight : job.weight) {
    if (!(weight >= 0 && weight <= 1)) throw Napi::RangeError::New(env, "weight must be from 0 to 1");
  }
  job.task.weight = job.weight.data();
}

void setBackground(const Napi::Env env, const Extras& extras, Job& job) {
  const size_t channels = job.first.response->channels();
  const auto fail = [&](const char* text) { throw Napi::RangeError::New(env, text); };
  const auto finite = [](double value) { return value >= 0 && value <= 1e300; };
  job.shapes = float64(extras.shapes, "shapes").copy();
  job.shape = uint32(extras.shape, "shape", job.outputRows).copy();
  job.level = float64(extras.level, "level", job.outputRows).copy();
  job.scale = float64(extras.scale, "scale", job.outputRows).copy();
  for (double value : job.shapes) {
    if (!finite(value)) fail("shapes must be finite and not negative");
  }
  for (size_t row = 0; row < job.outputRows; ++row) {
    if (job.shape[row] >= job.shapes.size() / channels) fail("shape must be the number of a shape");
    if (!finite(job.level[row])) fail("level must be finite and not negative");
    if (!(finite(job.scale[row]) && job.scale[row] > 0)) fail("scale must be finite and above 0");
  }
  BackgroundTask& background = job.background;
  background.stream = static_cast<uint32_t>(integer(extras.stream, "stream", 0, kStreams - 1));
  if (background.stream == job.task.stream) fail("the background needs a stream of its own");
  background.shapes = job.shapes.data();
  background.shape = job.shape.data();
  background.level = job.level.data();
  background.scale = job.scale.data();
  background.counts = uint16(extras.counts, "background counts", job.outputRows * channels).data;
  job.task.background = &background;
}

bool isGiven(const Napi::Value& value) { return !value.IsEmpty() && !value.IsUndefined(); }

void setExtras(const Napi::Env env, const Extras& extras, Job& job) {
  if (!extras.fluxScale.IsEmpty() && !extras.fluxScale.IsUndefined()) {
    job.task.fluxScale = number(extras.fluxScale, "fluxScale");
    if (!(job.task.fluxScale > 0 && job.task.fluxScale <= 1e300)) {
      throw Napi::RangeError::New(env, "fluxScale must be finite and above 0");
    }
  }
  if (!extras.model.IsEmpty()) setSecond(env, extras, job);
  if (!extras.counts.IsEmpty()) setBackground(env, extras, job);
  const size_t length = job.outputRows * job.first.response->channels();
  if (isGiven(extras.expected)) job.task.expected = float32(extras.expected, "expected counts", length).data;
  if (isGiven(extras.backgroundExpected)) {
    job.background.expected = float32(extras.backgroundExpected, "expected background counts", length).data;
  }
}

Napi::Value simulate(const Napi::CallbackInfo& info) {
  const Extras extras(info[11]);
  requireFixedLength(info[8], "output");
  const auto output = uint16(info[8], "output");
  const auto job = jobFrom(info, output.length);
  setExtras(info.Env(), extras, *job);
  preferLargePages(output.data, output.length * sizeof(uint16_t));
  if (job->task.background) preferLargePages(job->background.counts, output.length * sizeof(uint16_t));
  std::vector<Napi::Value> pinned = {info[8]};
  if (job->task.background) pinned.push_back(extras.counts);
  for (const Napi::Value& kept : {extras.expected, extras.backgroundExpected}) {
    if (isGiven(kept)) pinned.push_back(kept);
  }
  return asyncTask(info.Env(), pinned, [job, output] { simulateCounts(job->task, output.data); });
}

Napi::Value poissonCounts(const Napi::CallbackInfo& info) {
  const auto means = float64(info[0], "expected");
  const auto seed = static_cast<uint64_t>(integer(info[1], "seed", 0, kMaxSafe));
  const auto stream = static_cast<uint32_t>(integer(info[2], "stream", 0, kStreams - 1));
  const auto item = static_cast<uint64_t>(integer(info[3], "item", 0, kMaxSafe));
  const auto out = uint32(info[4], "counts", means.length);
  std::vector<uint32_t> undecided;
  try {
    poissonRow(randomKernels(), seed, stream, item, means.data, means.length, out.data, undecided);
  } catch (const std::domain_error&) {
    size_t c = 0;
    while (isPoissonMean(means[c])) ++c;
    throw Napi::RangeError::New(info.Env(), "expected[" + std::to_string(c) + "] is " + std::to_string(means[c]) +
                                                "; a Poisson mean must be from 0 to 1e9");
  }
  return info.Env().Undefined();
}

}  // namespace

void initSimulation(Napi::Env env, Napi::Object exports) {
  exports.Set("simulateCounts", Napi::Function::New(env, simulate, "simulateCounts"));
  exports.Set("poissonCounts", Napi::Function::New(env, poissonCounts, "poissonCounts"));
}

}  // namespace xsift
