// trainNetworks(inputs, labels, jobs, threads, control) -> Promise of { epochsRun, bestEpoch } for each job
// predictNetwork(inputs, sizes, weights, mean, deviation, probabilities, threads, control) -> Promise
//
// The fields of a job are those of NativeTrainingJob in ts/native/networks.ts. The type of `weights` of the first job
// chooses the precision of all: Float32Array or Float64Array. Arrays stay in use until the promise settles.
#include <memory>
#include <string>
#include <vector>

#include "addon/arguments.h"
#include "addon/handles.h"
#include "core/network/predict.h"
#include "core/network/train.h"

namespace xsift {

namespace {

constexpr int64_t kMaxNodes = 1 << 20, kMaxLayers = 64, kMaxSafe = 9007199254740991;  // 2^53 - 1

template <typename T>
Span<T> weightsOf(const Napi::Value& value, const char* name, size_t length);
template <>
Span<float> weightsOf<float>(const Napi::Value& value, const char* name, size_t length) {
  return float32(value, name, length);
}
template <>
Span<double> weightsOf<double>(const Napi::Value& value, const char* name, size_t length) {
  return float64(value, name, length);
}

Topology topologyOf(const Napi::Value& value) {
  const Napi::Env env = value.Env();
  if (!value.IsArray()) throw Napi::TypeError::New(env, "sizes must be an array");
  const auto array = value.As<Napi::Array>();
  if (array.Length() < 2 || array.Length() > kMaxLayers + 1) {
    throw Napi::RangeError::New(env, "sizes must have 2 to 65 numbers: inputs, hidden nodes, classes");
  }
  Topology topology;
  for (uint32_t i = 0; i < array.Length(); ++i) {
    const bool last = i + 1 == array.Length();
    topology.sizes.push_back(static_cast<int>(integer(array.Get(i), "sizes", last ? 2 : 1, last ? 256 : kMaxNodes)));
  }
  // Below this, no product of an index and a width leaves 63 bits, and no layer index leaves int.
  for (int l = 0; l < topology.layers(); ++l) {
    if (topology.kernelLength(l) > (size_t{1} << 30)) throw Napi::RangeError::New(env, "sizes: a layer has over 2^30 weights");
  }
  return topology;
}

void requireBelow(Napi::Env env, const char* name, const uint32_t* values, size_t n, size_t limit) {
  for (size_t i = 0; i < n; ++i) {
    if (values[i] < limit) continue;
    throw Napi::RangeError::New(env, std::string(name) + "[" + std::to_string(i) + "] is " + std::to_string(values[i]) +
                                         ", but there are " + std::to_string(limit) + " rows");
  }
}

double positive(const Napi::Object& job, const char* name, double low) {
  const double value = number(job.Get(name), name);
  if (value >= low && value <= 1e6) return value;
  throw Napi::RangeError::New(job.Env(), std::string(name) + " must be a number from " + (low > 0 ? "above 0" : "0") + " to 1e6");
}

TrainingSettings settingsOf(const Napi::Object& job) {
  TrainingSettings settings;
  settings.epochs = static_cast<int>(integer(job.Get("epochs"), "epochs", 1, 1000000));
  settings.batchSize = static_cast<int>(integer(job.Get("batchSize"), "batchSize", 1, 1 << 20));
  settings.patience = static_cast<int>(integer(job.Get("patience"), "patience", 0, 1000000));
  settings.l1 = positive(job, "l1", 0);
  settings.adam.learningRate = positive(job, "learningRate", 1e-300);
  settings.seed = static_cast<uint64_t>(integer(job.Get("seed"), "seed", 0, kMaxSafe));
  settings.shuffle = job.Get("shuffle").ToBoolean();
  settings.standardise = job.Get("standardise").ToBoolean();
  settings.initialise = job.Get("initialise").ToBoolean();
  return settings;
}

template <typename T>
TrainingJob<T> jobOf(const Napi::Object& job, size_t rows, size_t width, Napi::Array& held) {
  TrainingJob<T> out{};
  out.topology = topologyOf(job.Get("sizes"));
  if (static_cast<size_t>(out.topology.sizes[0]) != width) {
    throw Napi::RangeError::New(job.Env(), "all jobs must have the same number of inputs");
  }
  out.settings = settingsOf(job);
  const auto train = uint32(job.Get("train"), "train"), validation = uint32(job.Get("validation"), "validation");
  if (train.length == 0) throw Napi::RangeError::New(job.Env(), "train has no rows");
  requireBelow(job.Env(), "train", train.data, train.length, rows);
  requireBelow(job.Env(), "validation", validation.data, validation.length, rows);
  out.train = train.data;
  out.trainRows = train.length;
  out.validation = validation.data;
  out.validationRows = validation.length;
  out.weights = weightsOf<T>(job.Get("weights"), "weights", out.topology.parameters()).data;
  out.mean = float64(job.Get("mean"), "mean", width).data;
  out.deviation = float64(job.Get("deviation"), "deviation", width).data;
  const size_t historyLength = static_cast<size_t>(out.settings.epochs) * kEpochRecord;
  out.history = float64(job.Get("history"), "history", historyLength).data;
  for (const char* name : {"train", "validation", "weights", "mean", "deviation", "history"}) {
    held.Set(held.Length(), job.Get(name));
  }
  return out;
}

template <typename T>
Napi::Value trainAs(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const auto inputs = float32(info[0], "inputs");
  const auto labels = uint8(info[1], "labels");
  const auto list = info[2].As<Napi::Array>();
  if (labels.length == 0 || inputs.length % labels.length != 0) {
    throw Napi::RangeError::New(env, "inputs must hold the same number of values for each label, and there must be labels");
  }
  const size_t rows = labels.length, width = inputs.length / rows;
  // Not the caller's objects, which might be given other arrays while the work runs, but the arrays themselves.
  Napi::Array held = Napi::Array::New(env);
  auto jobs = std::make_shared<std::vector<TrainingJob<T>>>();
  for (uint32_t i = 0; i < list.Length(); ++i) {
    jobs->push_back(jobOf<T>(list.Get(i).As<Napi::Object>(), rows, width, held));
    for (size_t r = 0; r < rows; ++r) {
      if (labels[r] >= jobs->back().topology.classes()) {
        throw Napi::RangeError::New(env, "labels[" + std::to_string(r) + "] is " + std::to_string(labels[r]) + ", but there are " +
                                             std::to_string(jobs->back().topology.classes()) + " classes");
      }
    }
  }
  const int threads = static_cast<int>(integer(info[3], "threads", 1, 1024));
  const std::shared_ptr<Control> control = ControlHandle::from(info[4]);
  const TrainingData data{inputs.data, labels.data, width};
  return asyncTask(
      env, {info[0], info[1], held}, [=] { trainAll<T>(data, *jobs, threads, *control); },
      [jobs](Napi::Env done) -> Napi::Value {
        Napi::Array out = Napi::Array::New(done, jobs->size());
        for (size_t i = 0; i < jobs->size(); ++i) {
          Napi::Object one = Napi::Object::New(done);
          one.Set("epochsRun", (*jobs)[i].epochsRun);
          one.Set("bestEpoch", (*jobs)[i].bestEpoch);
          out.Set(static_cast<uint32_t>(i), one);
        }
        return out;
      });
}

Napi::Value trainNetworks(const Napi::CallbackInfo& info) {
  if (!info[2].IsArray() || info[2].As<Napi::Array>().Length() == 0) {
    throw Napi::TypeError::New(info.Env(), "jobs must be an array of one or more jobs");
  }
  const auto list = info[2].As<Napi::Array>();
  for (uint32_t i = 0; i < list.Length(); ++i) {
    if (!list.Get(i).IsObject()) throw Napi::TypeError::New(info.Env(), "jobs must hold objects");
  }
  const Napi::Value weights = list.Get(0U).As<Napi::Object>().Get("weights");
  const bool wide = weights.IsTypedArray() && weights.As<Napi::TypedArray>().TypedArrayType() == napi_float64_array;
  return wide ? trainAs<double>(info) : trainAs<float>(info);
}

Napi::Value predictNetwork(const Napi::CallbackInfo& info) {
  const auto inputs = float32(info[0], "inputs");
  const Topology topology = topologyOf(info[1]);
  const auto width = static_cast<size_t>(topology.sizes[0]);
  const auto weights = float32(info[2], "weights", topology.parameters());
  const Scaling<float> scaling(float64(info[3], "mean", width).data, float64(info[4], "deviation", width).data, width);
  if (inputs.length % width != 0) throw Napi::RangeError::New(info.Env(), "inputs must hold whole rows");
  const auto rows = static_cast<int64_t>(inputs.length / width);
  const auto out = float32(info[5], "probabilities", static_cast<size_t>(rows) * static_cast<size_t>(topology.classes()));
  const int threads = static_cast<int>(integer(info[6], "threads", 1, 1024));
  const std::shared_ptr<Control> control = ControlHandle::from(info[7]);
  return asyncTask(info.Env(), {info[0], info[2], info[5]}, [=] {
    predict<float>(topology, weights.data, scaling, inputs.data, rows, out.data, threads, control.get());
  });
}

}  // namespace

void initNetwork(Napi::Env env, Napi::Object exports) {
  exports.Set("trainNetworks", Napi::Function::New(env, trainNetworks, "trainNetworks"));
  exports.Set("predictNetwork", Napi::Function::New(env, predictNetwork, "predictNetwork"));
}

}  // namespace xsift
