// trainNetworks(inputs, answers, jobs, threads, control, expected) -> Promise of { epochsRun, bestEpoch } for each job
// predictNetwork(inputs, sizes, weights, mean, deviation, probabilities, threads, control, activation, rows) -> Promise
//
// Inputs are a Float32Array, rows x width, FloatRows (addon/inputs.cpp) or CountRows (addon/counts.cpp); beside these,
// `expected` may be ExpectedRows of the same rows, as many as are trained on: every epoch then trains on fresh draws.
// Answers are { labels, targets, sampleWeights }, the latter two or one of them undefined (core/network/train.h).
// Activation: 'relu' (or undefined), 'tanh', 'linear'. `rows`: those to predict, or undefined for all. The fields of a
// job are those of NativeTrainingJob in ts/native/networks.ts. Labels, row numbers and the weights to predict with are
// copied; the other arrays stay in use until the promise settles.
#include <cmath>
#include <memory>
#include <string>
#include <vector>

#include "addon/arguments.h"
#include "addon/handles.h"
#include "addon/networks.h"
#include "core/network/predict.h"
#include "core/network/train.h"

namespace xsift {

namespace {

// Inputs in memory that stays: JavaScript's floats, pinned, or rows, shared.
struct Inputs {
  InputRows view;
  size_t rows;
  std::shared_ptr<const CountRows> counts;
  std::shared_ptr<const FloatRows> floats;
  std::shared_ptr<const ExpectedRows> expected;
};

Inputs inputsOf(const Napi::Value& value, size_t width) {
  Inputs inputs{};
  inputs.view.width = width;
  inputs.floats = floatRowsOr(value);
  if (inputs.floats) {
    inputs.view.rows = inputs.floats.get();
    inputs.rows = inputs.floats->rows();
    if (inputs.floats->width() == width) return inputs;
  } else if (!value.IsTypedArray()) {
    inputs.counts = countRowsFrom(value);
    inputs.view.counts = inputs.counts.get();
    inputs.rows = inputs.counts->rows();
    if (inputs.counts->inputs() == width) return inputs;
  } else {
    const auto floats = float32(value, "inputs");
    inputs.view.floats = floats.data;
    inputs.rows = floats.length / width;
    if (floats.length % width == 0) return inputs;
  }
  throw Napi::RangeError::New(value.Env(), "inputs must hold whole rows of " + std::to_string(width) + " values");
}

void requireFixedInputs(const Napi::Value& value) {
  if (value.IsTypedArray()) requireFixedLength(value, "inputs");
}

template <typename Value>
void requireBelow(Napi::Env env, const char* name, const std::vector<Value>& values, size_t limit, const char* what) {
  for (size_t i = 0; i < values.size(); ++i) {
    if (values[i] < limit) continue;
    throw Napi::RangeError::New(env, std::string(name) + "[" + std::to_string(i) + "] is " + std::to_string(values[i]) +
                                         ", but there are " + std::to_string(limit) + " " + what);
  }
}

double positive(const Napi::Object& job, const char* name, double low) {
  const double value = number(job.Get(name), name);
  if (value >= low && value <= 1e6) return value;
  throw Napi::RangeError::New(job.Env(),
                              std::string(name) + " must be a number from " + (low > 0 ? "above 0" : "0") + " to 1e6");
}

std::vector<Stage> stagesOf(const Napi::Value& value) {
  constexpr int64_t kMaxEpochs = 1000000;
  const uint32_t n = value.IsArray() ? value.As<Napi::Array>().Length() : 0;
  if (n == 0 || n > 1000) throw Napi::RangeError::New(value.Env(), "stages must be an array of 1 to 1000 stages");
  std::vector<Stage> stages;
  int64_t epochs = 0;
  for (uint32_t i = 0; i < n; ++i) {
    const Napi::Value stage = value.As<Napi::Array>().Get(i);
    if (!stage.IsObject()) throw Napi::TypeError::New(value.Env(), "stages must hold objects");
    const auto fields = stage.As<Napi::Object>();
    stages.push_back({static_cast<int>(integer(fields.Get("epochs"), "epochs", 1, kMaxEpochs)),
                      positive(fields, "learningRate", 1e-300)});
    epochs += stages.back().epochs;
  }
  if (epochs > kMaxEpochs) throw Napi::RangeError::New(value.Env(), "the stages have over 1e6 epochs");
  return stages;
}

TrainingSettings settingsOf(const Napi::Object& job) {
  TrainingSettings settings;
  settings.stages = stagesOf(job.Get("stages"));
  settings.batchSize = static_cast<int>(integer(job.Get("batchSize"), "batchSize", 1, 1 << 20));
  settings.patience = static_cast<int>(integer(job.Get("patience"), "patience", 0, 1000000));
  settings.l1 = positive(job, "l1", 0);
  settings.l2 = job.Get("l2").IsUndefined() ? 0 : positive(job, "l2", 0);
  settings.activation = activationOf(job.Get("activation"));
  settings.seed = static_cast<uint64_t>(integer(job.Get("seed"), "seed", 0, kMaxSafe));
  settings.standardise = job.Get("standardise").ToBoolean();
  settings.isWarm = job.Get("isWarm").ToBoolean();
  return settings;
}

// A job's properties, all read before any array is looked at, and once: the object may be given other arrays later.
struct JobFields {
  Topology topology;
  TrainingSettings settings;
  Napi::Value train, validation, weights, mean, deviation, history;
};

JobFields fieldsOf(const Napi::Value& value) {
  if (!value.IsObject()) throw Napi::TypeError::New(value.Env(), "jobs must hold objects");
  const auto job = value.As<Napi::Object>();
  const auto inPlace = [&](const char* name) -> Napi::Value {
    const Napi::Value array = job.Get(name);
    requireFixedLength(array, name);
    return array;
  };
  return {topologyOf(job.Get("sizes")), settingsOf(job), job.Get("train"),     job.Get("validation"),
          inPlace("weights"),           inPlace("mean"), inPlace("deviation"), inPlace("history")};
}

// What the work uses besides the caller's arrays.
struct Run {
  std::vector<uint8_t> labels;
  const float *targets = nullptr, *weights = nullptr;
  std::vector<std::vector<uint32_t>> rows;  // train and validation of each job
  std::vector<TrainingJob> jobs;
  Inputs inputs;
  std::shared_ptr<Control> control;
};

void addJob(const Napi::Env env, const JobFields& fields, Run& run) {
  const size_t width = run.inputs.view.width;
  TrainingJob job{};
  job.topology = fields.topology;
  job.settings = fields.settings;
  if (static_cast<size_t>(job.topology.sizes[0]) != width) {
    throw Napi::RangeError::New(env, "all jobs must have as many inputs as there are values for each label");
  }
  if (run.targets && !run.jobs.empty() && job.topology.classes() != run.jobs[0].topology.classes()) {
    throw Napi::RangeError::New(env, "all jobs must have as many classes as the targets");
  }
  const size_t rows = run.labels.size();
  requireBelow(env, "labels", run.labels, static_cast<size_t>(job.topology.classes()), "classes");
  run.rows.push_back(uint32(fields.train, "train").copy());
  const auto& train = run.rows.back();
  if (train.empty()) throw Napi::RangeError::New(env, "train has no rows");
  if (train.size() > kMaxDraws) throw Napi::RangeError::New(env, "train has over 2^25 rows");
  requireBelow(env, "train", train, rows, "rows");
  if (run.inputs.expected) requireBelow(env, "train", train, run.inputs.expected->rows(), "rows of expected counts");
  job.train = train.data();
  job.trainRows = train.size();
  run.rows.push_back(uint32(fields.validation, "validation").copy());
  const auto& validation = run.rows.back();
  requireBelow(env, "validation", validation, rows, "rows");
  job.validation = validation.data();
  job.validationRows = validation.size();
  job.weights = float32(fields.weights, "weights", job.topology.parameters()).data;
  job.mean = float64(fields.mean, "mean", width).data;
  job.deviation = float64(fields.deviation, "deviation", width).data;
  job.history = float64(fields.history, "history", static_cast<size_t>(job.settings.epochs()) * kEpochRecord).data;
  run.jobs.push_back(std::move(job));
}

struct Answers {
  Napi::Value labels, targets, weights;
};

Answers answersOf(const Napi::Value& value) {
  if (!value.IsObject()) throw Napi::TypeError::New(value.Env(), "answers must be an object");
  const auto given = value.As<Napi::Object>();
  Answers answers{given.Get("labels"), given.Get("targets"), given.Get("sampleWeights")};
  if (!answers.targets.IsUndefined()) requireFixedLength(answers.targets, "targets");
  if (!answers.weights.IsUndefined()) requireFixedLength(answers.weights, "sampleWeights");
  return answers;
}

void readAnswers(const Answers& answers, size_t classes, Run& run) {
  run.labels = uint8(answers.labels, "labels").copy();
  const size_t rows = run.labels.size();
  if (rows == 0 || run.inputs.rows != rows) {
    throw Napi::RangeError::New(answers.labels.Env(),
                                "inputs must hold the same number of values for each label, and there must be labels");
  }
  if (!answers.targets.IsUndefined()) run.targets = float32(answers.targets, "targets", rows * classes).data;
  if (!answers.weights.IsUndefined()) run.weights = float32(answers.weights, "sampleWeights", rows).data;
}

Napi::Value trainNetworks(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  if (!info[2].IsArray() || info[2].As<Napi::Array>().Length() == 0) {
    throw Napi::TypeError::New(env, "jobs must be an array of one or more jobs");
  }
  const auto array = info[2].As<Napi::Array>();
  requireFixedInputs(info[0]);
  const Answers answers = answersOf(info[1]);
  std::vector<JobFields> list;
  for (uint32_t i = 0; i < array.Length(); ++i) list.push_back(fieldsOf(array.Get(i)));
  const int threads = threadsOf(info[3]);
  const std::shared_ptr<Control> control = ControlHandle::from(info[4]);
  auto run = std::make_shared<Run>();
  run->control = control;
  run->inputs = inputsOf(info[0], static_cast<size_t>(list[0].topology.sizes[0]));
  if (!info[5].IsUndefined()) {
    run->inputs.expected = expectedRowsFrom(info[5]);
    run->inputs.view.expected = run->inputs.expected.get();
    const InputRule& rule = run->inputs.expected->rule();
    const bool isPacked = run->inputs.counts != nullptr;
    if (rule.width() != run->inputs.view.width ||
        (isPacked && (!rule.isLinear() || rule.groups() != run->inputs.counts->width()))) {
      throw Napi::RangeError::New(env, "expected must have the rule of the inputs");
    }
  }
  readAnswers(answers, static_cast<size_t>(list[0].topology.classes()), *run);
  std::vector<Napi::Value> pinned = {info[0]};
  for (const Napi::Value& array : {answers.targets, answers.weights}) {
    if (!array.IsUndefined()) pinned.push_back(array);
  }
  for (const JobFields& fields : list) {
    addJob(env, fields, *run);
    pinned.insert(pinned.end(), {fields.weights, fields.mean, fields.deviation, fields.history});
  }
  const TrainingData data{run->inputs.view, run->labels.data(), run->targets, run->weights};
  return asyncTask(
      env, pinned, [=] { trainAll(data, run->jobs, threads, *run->control); },
      [run](Napi::Env done) -> Napi::Value {
        Napi::Array out = Napi::Array::New(done, run->jobs.size());
        for (size_t i = 0; i < run->jobs.size(); ++i) {
          Napi::Object one = Napi::Object::New(done);
          one.Set("epochsRun", run->jobs[i].epochsRun);
          one.Set("bestEpoch", run->jobs[i].bestEpoch);
          out.Set(static_cast<uint32_t>(i), one);
        }
        return out;
      });
}

Napi::Value predictNetwork(const Napi::CallbackInfo& info) {
  const Topology topology = topologyOf(info[1]);
  const Activation activation = activationOf(info[8]);
  requireFixedInputs(info[0]);
  requireFixedLength(info[5], "probabilities");
  const int threads = threadsOf(info[6]);
  const std::shared_ptr<Control> control = ControlHandle::from(info[7]);
  const Inputs inputs = inputsOf(info[0], static_cast<size_t>(topology.sizes[0]));
  const bool hasOnlyCounts = inputs.view.hasOnlyCounts(), isChosen = !info[9].IsUndefined();
  const NetworkNumbers given = networkNumbers(info[2], info[3], info[4], topology);
  const auto network = std::make_shared<const PackedNetwork>(
      PackedNetwork::trained(topology, activation, hasOnlyCounts, given.weights, given.mean, given.deviation));
  const std::vector<uint32_t> rows = isChosen ? uint32(info[9], "rows").copy() : std::vector<uint32_t>();
  requireBelow(info.Env(), "rows", rows, inputs.rows, "rows");
  const size_t n = isChosen ? rows.size() : inputs.rows;
  const auto out = float32(info[5], "probabilities", n * static_cast<size_t>(topology.classes()));
  return asyncTask(info.Env(), {info[0], info[5]}, [=] {
    predict(*network, inputs.view, isChosen ? rows.data() : nullptr, n, out.data, threads, control.get());
  });
}

}  // namespace

void initNetwork(Napi::Env env, Napi::Object exports) {
  exports.Set("trainNetworks", Napi::Function::New(env, trainNetworks, "trainNetworks"));
  exports.Set("predictNetwork", Napi::Function::New(env, predictNetwork, "predictNetwork"));
}

}  // namespace xsift
