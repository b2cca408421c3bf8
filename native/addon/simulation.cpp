// simulateCounts, simulateExpected (model, response, parameters, rows, first, exposure, seed, stream, output, threads,
// control, extras) -> Promise; poissonCounts(expected, seed, stream, item, counts). The long calls copy what is small
// (parameters, row numbers, extras), share models and responses, and keep the outputs referenced until the promise settles.
// extras: { fluxScale, second: { model, response, weight }, background: { shapes, shape, level, scale, stream, counts } },
// each of them optional (see core/simulation/simulate.h for what they mean).
#include <stdexcept>
#include <string>
#include <vector>

#include "addon/arguments.h"
#include "addon/handles.h"
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

template <typename T>
std::vector<T> copied(const Span<T>& span) {
  return std::vector<T>(span.data, span.data + span.length);
}

// `pair` must stay where it is: the model that is returned refers to it.
Instrument instrumentFrom(const Napi::Value& model, const Napi::Value& response, size_t threads, Pair& pair) {
  pair.model = modelFrom(model);
  pair.response = responseFrom(response);
  if (pair.model->energies() != pair.response->energies()) {
    throw Napi::RangeError::New(model.Env(), "the model is bound to " + std::to_string(pair.model->energies()) +
                                                 " energies, the response has " + std::to_string(pair.response->energies()));
  }
  pair.scratch.resize(threads);
  Pair* raw = &pair;
  return {pair.response.get(), [raw](const double* p, double* flux, int thread) {
            raw->model->evaluate(p, flux, raw->scratch[static_cast<size_t>(thread)]);
          }};
}

std::shared_ptr<Job> jobFrom(const Napi::CallbackInfo& info, size_t outputLength) {
  const Napi::Env env = info.Env();
  auto job = std::make_shared<Job>();
  SimulationTask& task = job->task;
  task.threads = static_cast<int>(integer(info[9], "threads", 1, 1024));
  task.instrument = instrumentFrom(info[0], info[1], static_cast<size_t>(task.threads), job->first);
  const auto rows = uint32(info[3], "rows");
  const auto width = static_cast<size_t>(job->first.model->parameters());
  job->parameters = copied(float64(info[2], "parameters", rows.length * width));
  job->rows = copied(rows);
  job->control = ControlHandle::from(info[10]);
  task.parameters = job->parameters.data();
  task.parameterCount = static_cast<int64_t>(width);
  task.row = job->rows.data();
  task.count = static_cast<int64_t>(rows.length);
  task.first = static_cast<uint64_t>(integer(info[4], "first", 0, kMaxSafe));
  task.exposure = number(info[5], "exposure");
  if (!(task.exposure > 0 && task.exposure <= 1e15)) {
    throw Napi::RangeError::New(env, "exposure must be above 0 and at most 1e15 s");
  }
  task.seed = static_cast<uint64_t>(integer(info[6], "seed", 0, kMaxSafe));
  task.stream = static_cast<uint32_t>(integer(info[7], "stream", 0, kStreams - 1));
  task.control = job->control.get();
  const size_t channels = job->first.response->channels();
  job->outputRows = outputLength / channels;
  for (uint32_t row : job->rows) {
    if (row >= job->outputRows) {
      throw Napi::RangeError::New(env, "row " + std::to_string(row) + " is beyond the output's " +
                                           std::to_string(job->outputRows) + " rows of " + std::to_string(channels) + " channels");
    }
  }
  return job;
}

void setSecond(const Napi::Object& second, Job& job) {
  job.task.second = instrumentFrom(second.Get("model"), second.Get("response"), job.first.scratch.size(), job.second);
  if (job.second.response->channels() != job.first.response->channels() ||
      job.second.model->parameters() != job.first.model->parameters()) {
    throw Napi::RangeError::New(second.Env(), "the second response has " + std::to_string(job.second.response->channels()) +
                                                  " channels, the first " + std::to_string(job.first.response->channels()) +
                                                  "; channels and model must be the same");
  }
  job.weight = copied(float64(second.Get("weight"), "weight", job.outputRows));
  for (double weight : job.weight) {
    if (!(weight >= 0 && weight <= 1)) throw Napi::RangeError::New(second.Env(), "weight must be from 0 to 1");
  }
  job.task.weight = job.weight.data();
}

void setBackground(const Napi::Object& object, Job& job) {
  const size_t channels = job.first.response->channels();
  const auto fail = [&](const char* text) { throw Napi::RangeError::New(object.Env(), text); };
  const auto finite = [](double value) { return value >= 0 && value <= 1e300; };
  job.shapes = copied(float64(object.Get("shapes"), "shapes"));
  job.shape = copied(uint32(object.Get("shape"), "shape", job.outputRows));
  job.level = copied(float64(object.Get("level"), "level", job.outputRows));
  job.scale = copied(float64(object.Get("scale"), "scale", job.outputRows));
  for (double value : job.shapes) {
    if (!finite(value)) fail("shapes must be finite and not negative");
  }
  for (size_t row = 0; row < job.outputRows; ++row) {
    if (job.shape[row] >= job.shapes.size() / channels) fail("shape must be the number of a shape");
    if (!finite(job.level[row])) fail("level must be finite and not negative");
    if (!(finite(job.scale[row]) && job.scale[row] > 0)) fail("scale must be finite and above 0");
  }
  BackgroundTask& background = job.background;
  background.stream = static_cast<uint32_t>(integer(object.Get("stream"), "stream", 0, kStreams - 1));
  if (background.stream == job.task.stream) fail("the background needs a stream of its own");
  background.shapes = job.shapes.data();
  background.shape = job.shape.data();
  background.level = job.level.data();
  background.scale = job.scale.data();
  background.counts = uint16(object.Get("counts"), "background counts", job.outputRows * channels).data;
  job.task.background = &background;
}

// Returns the array of background counts, which has to stay referenced as the output has.
Napi::Value setExtras(const Napi::Value& value, Job& job) {
  if (!value.IsObject()) return value.Env().Undefined();
  const auto extras = value.As<Napi::Object>();
  if (extras.Has("fluxScale") && !extras.Get("fluxScale").IsUndefined()) {
    job.task.fluxScale = number(extras.Get("fluxScale"), "fluxScale");
    if (!(job.task.fluxScale > 0 && job.task.fluxScale <= 1e300)) {
      throw Napi::RangeError::New(value.Env(), "fluxScale must be finite and above 0");
    }
  }
  if (extras.Get("second").IsObject()) setSecond(extras.Get("second").As<Napi::Object>(), job);
  if (!extras.Get("background").IsObject()) return value.Env().Undefined();
  const auto background = extras.Get("background").As<Napi::Object>();
  setBackground(background, job);
  return background.Get("counts");
}

Napi::Value counts(const Napi::CallbackInfo& info) {
  const auto output = uint16(info[8], "output");
  const auto job = jobFrom(info, output.length);
  const Napi::Value background = setExtras(info[11], *job);
  return asyncTask(info.Env(), {info[8], background}, [job, output] { simulateCounts(job->task, output.data); });
}

Napi::Value expected(const Napi::CallbackInfo& info) {
  const auto output = float64(info[8], "output");
  const auto job = jobFrom(info, output.length);
  const Napi::Value background = setExtras(info[11], *job);
  return asyncTask(info.Env(), {info[8], background}, [job, output] { simulateExpected(job->task, output.data); });
}

Napi::Value poissonCounts(const Napi::CallbackInfo& info) {
  const auto means = float64(info[0], "expected");
  const auto seed = static_cast<uint64_t>(integer(info[1], "seed", 0, kMaxSafe));
  const auto stream = static_cast<uint32_t>(integer(info[2], "stream", 0, kStreams - 1));
  const auto item = static_cast<uint64_t>(integer(info[3], "item", 0, kMaxSafe));
  const auto out = uint32(info[4], "counts", means.length);
  for (size_t c = 0; c < means.length; ++c) {
    if (!isPoissonMean(means[c])) {
      throw Napi::RangeError::New(info.Env(), "expected[" + std::to_string(c) + "] is " + std::to_string(means[c]) +
                                                  "; a Poisson mean must be from 0 to 1e9");
    }
    UniformSequence uniforms(seed, stream, item, static_cast<uint32_t>(c));
    out[c] = static_cast<uint32_t>(poisson(means[c], uniforms));
  }
  return info.Env().Undefined();
}

}  // namespace

void initSimulation(Napi::Env env, Napi::Object exports) {
  exports.Set("simulateCounts", Napi::Function::New(env, counts, "simulateCounts"));
  exports.Set("simulateExpected", Napi::Function::New(env, expected, "simulateExpected"));
  exports.Set("poissonCounts", Napi::Function::New(env, poissonCounts, "poissonCounts"));
}

}  // namespace xsift
