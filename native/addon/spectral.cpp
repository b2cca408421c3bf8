// Binding of spectral models: checks arguments, builds a Model, evaluates batches. ts/spectral parses expressions.
#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "addon/arguments.h"
#include "addon/handles.h"
#include "core/spectral/model.h"

namespace xsift {

namespace {

std::vector<Instruction> programFrom(const Napi::Value& value, const Span<int32_t>& offsets) {
  const Napi::Env env = value.Env();
  if (!value.IsArray()) throw Napi::TypeError::New(env, "program must be an array of names and operators");
  const Napi::Array steps = value.As<Napi::Array>();
  if (steps.Length() != offsets.length) throw Napi::RangeError::New(env, "program and offsets differ in length");
  std::vector<Instruction> program;
  for (uint32_t i = 0; i < steps.Length(); ++i) {
    const std::string word = steps.Get(i).ToString();
    if (word == "+") {
      program.push_back({Instruction::Op::Add, nullptr, 0});
    } else if (word == "*") {
      program.push_back({Instruction::Op::Multiply, nullptr, 0});
    } else if (const Component* component = findComponent(word)) {
      program.push_back({Instruction::Op::Component, component, offsets[i]});
    } else {
      throw Napi::TypeError::New(env, "the native core has no component " + word);
    }
  }
  return program;
}

// new Absorber(abundances of Z = 1 to 30)
class AbsorberHandle : public Napi::ObjectWrap<AbsorberHandle> {
 public:
  static void init(Napi::Env env, Napi::Object exports) {
    Napi::Function constructor = DefineClass(env, "Absorber", {});
    env.GetInstanceData<EnvironmentData>()->absorber = Napi::Persistent(constructor);
    exports.Set("Absorber", constructor);
  }
  explicit AbsorberHandle(const Napi::CallbackInfo& info) : Napi::ObjectWrap<AbsorberHandle>(info) {
    const auto values = float64(info[0], "abundances", 30);
    std::array<double, 30> abundances;
    std::copy(values.data, values.data + 30, abundances.begin());
    absorber_ = std::make_shared<const Absorber>(abundances);
  }
  // Null for undefined.
  static std::shared_ptr<const Absorber> from(const Napi::Value& value) {
    if (value.IsUndefined()) return nullptr;
    const auto* data = value.Env().GetInstanceData<EnvironmentData>();
    if (!value.IsObject() || !value.As<Napi::Object>().InstanceOf(data->absorber.Value())) {
      throw Napi::TypeError::New(value.Env(), "absorber must be an Absorber");
    }
    return Unwrap(value.As<Napi::Object>())->absorber_;
  }

 private:
  std::shared_ptr<const Absorber> absorber_;
};

class ModelHandle : public Napi::ObjectWrap<ModelHandle> {
 public:
  static void init(Napi::Env env, Napi::Object exports) {
    Napi::Function constructor =
        DefineClass(env, "Model",
                    {InstanceMethod("evaluate", &ModelHandle::evaluate), InstanceMethod("check", &ModelHandle::check)});
    env.GetInstanceData<EnvironmentData>()->model = Napi::Persistent(constructor);
    exports.Set("Model", constructor);
  }

  // new Model(energLo, energHi, program, offsets, limits, absorber): limits are low, high for each parameter.
  explicit ModelHandle(const Napi::CallbackInfo& info) : Napi::ObjectWrap<ModelHandle>(info) {
    const auto low = float64(info[0], "energLo"), high = float64(info[1], "energHi", low.length);
    const auto limits = float64(info[4], "limits");
    try {
      std::vector<Limits> pairs;
      for (size_t i = 0; i + 1 < limits.length; i += 2) pairs.push_back({limits[i], limits[i + 1]});
      Tables tables(EnergyGrid(low.data, high.data, low.length), AbsorberHandle::from(info[5]));
      model_ = std::make_shared<const Model>(std::move(tables), programFrom(info[2], int32(info[3], "offsets")),
                                             std::move(pairs));
    } catch (const std::invalid_argument& error) {
      throw Napi::RangeError::New(info.Env(), error.what());
    }
    bytes_ = static_cast<int64_t>(model_->bytes());
    Napi::MemoryManagement::AdjustExternalMemory(info.Env(), bytes_);
  }

  void Finalize(Napi::Env env) override { Napi::MemoryManagement::AdjustExternalMemory(env, -bytes_); }

  const std::shared_ptr<const Model>& model() const { return model_; }

 private:
  // evaluate(parameters n x P, flux n x E)
  Napi::Value evaluate(const Napi::CallbackInfo& info) {
    const auto parameters = float64(info[0], "parameters");
    const size_t rows = rowsOf(parameters, info.Env());
    const auto flux = float64(info[1], "flux", rows * model_->energies());
    try {
      for (size_t row = 0; row < rows; ++row) {
        model_->evaluate(parameters.data + row * model_->parameters(), flux.data + row * model_->energies(), scratch_);
      }
    } catch (const std::domain_error& error) {
      throw Napi::RangeError::New(info.Env(), error.what());
    }
    return info.Env().Undefined();
  }

  // check(parameters n x P) -> undefined or { row, parameter, message }
  Napi::Value check(const Napi::CallbackInfo& info) {
    const auto parameters = float64(info[0], "parameters");
    const Model::Complaint complaint = model_->check(parameters.data, rowsOf(parameters, info.Env()));
    if (complaint.row < 0) return info.Env().Undefined();
    Napi::Object result = Napi::Object::New(info.Env());
    result.Set("row", static_cast<double>(complaint.row));
    result.Set("parameter", complaint.parameter);
    result.Set("message", complaint.message);
    return result;
  }

  size_t rowsOf(const Span<double>& parameters, Napi::Env env) const {
    const auto count = static_cast<size_t>(model_->parameters());
    if (parameters.length % count != 0) {
      throw Napi::RangeError::New(env, "parameters has length " + std::to_string(parameters.length) +
                                           ", expected a multiple of " + std::to_string(count));
    }
    return parameters.length / count;
  }

  std::shared_ptr<const Model> model_;
  Model::Scratch scratch_;
  int64_t bytes_ = 0;
};

Napi::Value modelComponents(const Napi::CallbackInfo& info) {
  static const char* const kKinds[] = {"additive", "multiplicative", "convolution"};
  Napi::Array result = Napi::Array::New(info.Env());
  uint32_t count = 0;
  for (const Component* c = allComponents(); c->name; ++c) {
    Napi::Object entry = Napi::Object::New(info.Env());
    entry.Set("name", c->name);
    entry.Set("kind", kKinds[static_cast<int>(c->kind)]);
    entry.Set("parameters", c->parameters);
    result.Set(count++, entry);
  }
  return result;
}

}  // namespace

std::shared_ptr<const Model> modelFrom(const Napi::Value& value) {
  const auto* data = value.Env().GetInstanceData<EnvironmentData>();
  if (!value.IsObject() || !value.As<Napi::Object>().InstanceOf(data->model.Value())) {
    throw Napi::TypeError::New(value.Env(), "model must be a bound native Model");
  }
  return Napi::ObjectWrap<ModelHandle>::Unwrap(value.As<Napi::Object>())->model();
}

void initSpectral(Napi::Env env, Napi::Object exports) {
  AbsorberHandle::init(env, exports);
  ModelHandle::init(env, exports);
  exports.Set("modelComponents", Napi::Function::New(env, modelComponents, "modelComponents"));
}

}  // namespace xsift
