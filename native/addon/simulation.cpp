// simulateCounts, simulateExpected (model, response, parameters, rows, first, exposure, seed, stream, output, threads,
// control) -> Promise; poissonCounts(expected, seed, stream, item, counts). The long calls copy what is small (parameters,
// row numbers), share model and response, and keep the output referenced until the promise settles.
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

// Everything that a task points into, kept alive by the closure that runs it.
struct Job {
  std::shared_ptr<const Model> model;
  std::shared_ptr<const Response> response;
  std::vector<double> parameters;
  std::vector<uint32_t> rows;
  std::vector<Model::Scratch> scratch;
  std::shared_ptr<Control> control;
  SimulationTask task{};
};

std::shared_ptr<Job> jobFrom(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  auto job = std::make_shared<Job>();
  job->model = modelFrom(info[0]);
  job->response = responseFrom(info[1]);
  if (job->model->energies() != job->response->energies()) {
    throw Napi::RangeError::New(env, "the model is bound to " + std::to_string(job->model->energies()) +
                                         " energies, the response has " + std::to_string(job->response->energies()));
  }
  const auto rows = uint32(info[3], "rows");
  const auto width = static_cast<size_t>(job->model->parameters());
  const auto parameters = float64(info[2], "parameters", rows.length * width);
  job->parameters.assign(parameters.data, parameters.data + parameters.length);
  job->rows.assign(rows.data, rows.data + rows.length);
  job->control = ControlHandle::from(info[10]);
  SimulationTask& task = job->task;
  task.response = job->response.get();
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
  task.threads = static_cast<int>(integer(info[9], "threads", 1, 1024));
  task.control = job->control.get();
  job->scratch.resize(static_cast<size_t>(task.threads));
  Job* raw = job.get();  // the job owns the task: a shared pointer here would be a cycle
  task.model = [raw](const double* p, double* flux, int thread) {
    raw->model->evaluate(p, flux, raw->scratch[static_cast<size_t>(thread)]);
  };
  return job;
}

void checkRows(const Napi::Env env, const Job& job, size_t outputLength) {
  const size_t channels = job.response->channels();
  for (uint32_t row : job.rows) {
    if (row >= outputLength / channels) {
      throw Napi::RangeError::New(env, "row " + std::to_string(row) + " is beyond the output's " +
                                           std::to_string(outputLength / channels) + " rows of " +
                                           std::to_string(channels) + " channels");
    }
  }
}

Napi::Value counts(const Napi::CallbackInfo& info) {
  const auto job = jobFrom(info);
  const auto output = uint16(info[8], "output");
  checkRows(info.Env(), *job, output.length);
  return asyncTask(info.Env(), {info[8]}, [job, output] { simulateCounts(job->task, output.data); });
}

Napi::Value expected(const Napi::CallbackInfo& info) {
  const auto job = jobFrom(info);
  const auto output = float64(info[8], "output");
  checkRows(info.Env(), *job, output.length);
  return asyncTask(info.Env(), {info[8]}, [job, output] { simulateExpected(job->task, output.data); });
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
