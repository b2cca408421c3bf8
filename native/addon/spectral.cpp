// Binding of spectral models: checks arguments, builds a Model, evaluates batches. ts/spectral parses expressions.
#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "addon/arguments.h"
#include "addon/handles.h"
#include "core/cpu/elementary.h"
#include "core/spectral/model.h"

namespace xsift {

namespace {

// The table of a step, { table: TableModel, low, high: the values beyond it, NaN for none }.
void tableOf(const Napi::Value& value, Instruction& step);

// tables: undefined, or one for each step that needs one, in their order.
std::vector<Instruction> programFrom(const Napi::Value& value, const Napi::Value& offsetArray,
                                     const Napi::Value& tables) {
  const Napi::Env env = value.Env();
  if (!tables.IsUndefined() && !tables.IsArray()) throw Napi::TypeError::New(env, "tables must be an array");
  uint32_t used = 0;
  if (!value.IsArray()) throw Napi::TypeError::New(env, "program must be an array of names and operators");
  const Napi::Array steps = value.As<Napi::Array>();
  std::vector<Instruction> program;
  for (uint32_t i = 0; i < steps.Length(); ++i) {
    const Napi::Value step = steps.Get(i);
    if (!step.IsString()) throw Napi::TypeError::New(env, "program must hold names and operators");
    const std::string word = step.As<Napi::String>();
    if (word == "+") {
      program.push_back({Instruction::Op::Add, nullptr, 0});
    } else if (word == "*") {
      program.push_back({Instruction::Op::Multiply, nullptr, 0});
    } else if (const Component* component = findComponent(word)) {
      program.push_back({Instruction::Op::Component, component, 0});
      if (component->needs != Component::NeedsTable) continue;
      if (!tables.IsArray()) throw Napi::TypeError::New(env, word + " needs tables");
      tableOf(tables.As<Napi::Array>().Get(used++), program.back());
    } else {
      throw Napi::TypeError::New(env, "the native core has no component " + word);
    }
  }
  const auto offsets = int32(offsetArray, "offsets", program.size());
  for (size_t i = 0; i < program.size(); ++i) program[i].parameter = offsets[i];
  return program;
}

std::vector<Limits> limitsFrom(const Napi::Value& value) {
  const auto limits = float64(value, "limits");
  if (limits.length % 2 != 0 || limits.length > 1 << 20) {
    throw Napi::RangeError::New(value.Env(), "limits must hold low and high for each of at most 2^19 parameters");
  }
  std::vector<Limits> pairs;
  for (size_t i = 0; i < limits.length; i += 2) pairs.push_back({limits[i], limits[i + 1]});
  return pairs;
}

std::array<double, 30> abundancesFrom(const Napi::Value& value) {
  const auto values = float64(value, "abundances", 30);
  for (size_t i = 0; i < values.length; ++i) {
    if (values[i] >= 0 && values[i] <= 1e6) continue;
    throw Napi::RangeError::New(value.Env(), "abundances[" + std::to_string(i) + "] is " + std::to_string(values[i]) +
                                                 "; atoms to one of hydrogen must be from 0 to 1e6");
  }
  std::array<double, 30> abundances;
  std::copy(values.data, values.data + 30, abundances.begin());
  return abundances;
}

// undefined, or [{ z, first, last: keV, sigma: cm2 }]
std::vector<FineStructure> structureFrom(const Napi::Value& value) {
  const Napi::Env env = value.Env();
  std::vector<FineStructure> structure;
  if (value.IsUndefined()) return structure;
  if (!value.IsArray()) throw Napi::TypeError::New(env, "structure must be an array");
  const Napi::Array list = value.As<Napi::Array>();
  if (list.Length() > 100) throw Napi::RangeError::New(env, "structure must hold at most 100 tables");
  for (uint32_t i = 0; i < list.Length(); ++i) {
    const Napi::Value entry = list.Get(i);
    if (!entry.IsObject()) throw Napi::TypeError::New(env, "structure must hold objects");
    const Napi::Object fields = entry.As<Napi::Object>();
    const Napi::Value z = fields.Get("z"), first = fields.Get("first"), last = fields.Get("last");
    if (!z.IsNumber() || !first.IsNumber() || !last.IsNumber()) {
      throw Napi::TypeError::New(env, "structure needs the numbers z, first and last");
    }
    structure.push_back({z.As<Napi::Number>().Int32Value(), logOf(first.As<Napi::Number>().DoubleValue()),
                         logOf(last.As<Napi::Number>().DoubleValue()), float64(fields.Get("sigma"), "sigma").copy()});
  }
  return structure;
}

// Tables shared by models: `new Absorber(abundances, fine structure)`, `new Plasma(logT, edges, elements, lines,
// continuum, abundances)` and `new PlasmaElements(the same)`.
template <typename T>
class TableHandle : public Napi::ObjectWrap<TableHandle<T>> {
 public:
  static const char* const kName;
  static const char* const kComplaint;
  static const napi_type_tag kTag;

  static void init(Napi::Env env, Napi::Object exports) {
    exports.Set(kName, TableHandle::DefineClass(env, kName, {}));
  }
  explicit TableHandle(const Napi::CallbackInfo& info) : Napi::ObjectWrap<TableHandle<T>>(info), table_(make(info)) {
    bytes_ = static_cast<int64_t>(table_->bytes());
    Napi::MemoryManagement::AdjustExternalMemory(info.Env(), bytes_);
    TableHandle::Value().TypeTag(&kTag);
  }
  void Finalize(Napi::Env env) override { Napi::MemoryManagement::AdjustExternalMemory(env, -bytes_); }

  // Null for undefined.
  static std::shared_ptr<const T> from(const Napi::Value& value) {
    if (value.IsUndefined()) return nullptr;
    return handleOf<TableHandle>(value, kComplaint).table_;
  }

 private:
  static std::shared_ptr<const T> make(const Napi::CallbackInfo& info);
  std::shared_ptr<const T> table_;
  int64_t bytes_ = 0;
};

using AbsorberHandle = TableHandle<Absorber>;
using PlasmaHandle = TableHandle<Plasma>;
using ElementsHandle = TableHandle<PlasmaElements>;
template <>
const char* const AbsorberHandle::kName = "Absorber";
template <>
const char* const PlasmaHandle::kName = "Plasma";
template <>
const char* const ElementsHandle::kName = "PlasmaElements";
template <>
const char* const AbsorberHandle::kComplaint = "absorber must be a native Absorber";
template <>
const char* const PlasmaHandle::kComplaint = "plasma must be a native Plasma";
template <>
const char* const ElementsHandle::kComplaint = "elements must be native PlasmaElements";
template <>
const napi_type_tag AbsorberHandle::kTag = {0x7a41c95e02d86bf3, 0xa6f0137c4e8b9d25};
template <>
const napi_type_tag PlasmaHandle::kTag = {0x1e9b64d7f350a82c, 0xb85d72e916c40fa3};
template <>
const napi_type_tag ElementsHandle::kTag = {0x93d2f8507c1be46a, 0x5ce04b97a8d1362f};

template <>
std::shared_ptr<const Absorber> AbsorberHandle::make(const Napi::CallbackInfo& info) {
  try {
    return std::make_shared<const Absorber>(abundancesFrom(info[0]), structureFrom(info[1]));
  } catch (const std::invalid_argument& error) {
    throw Napi::RangeError::New(info.Env(), error.what());
  }
}

template <typename T>
std::shared_ptr<const T> plasmaTable(const Napi::CallbackInfo& info) {
  const auto logT = float64(info[0], "logT"), edges = float64(info[1], "edges");
  const auto elements = int32(info[2], "elements");
  if (edges.length < 2 || edges.length > 1 << 24) {
    throw Napi::RangeError::New(info.Env(), "edges must hold 2 to 2^24 energies");
  }
  if (logT.length > 10000) throw Napi::RangeError::New(info.Env(), "logT must hold at most 10000 temperatures");
  if (elements.length > 30) throw Napi::RangeError::New(info.Env(), "elements must hold at most 30 atomic numbers");
  const size_t size = elements.length * logT.length * (edges.length - 1);
  const auto lines = float32(info[3], "lines", size), continuum = float32(info[4], "continuum", size);
  try {
    return std::make_shared<const T>(logT.copy(), edges.copy(), elements.copy(), lines.data, continuum.data,
                                     abundancesFrom(info[5]));
  } catch (const std::invalid_argument& error) {
    throw Napi::RangeError::New(info.Env(), error.what());
  }
}

template <>
std::shared_ptr<const Plasma> PlasmaHandle::make(const Napi::CallbackInfo& info) {
  return plasmaTable<Plasma>(info);
}

template <>
std::shared_ptr<const PlasmaElements> ElementsHandle::make(const Napi::CallbackInfo& info) {
  return plasmaTable<PlasmaElements>(info);
}

// new TableModel(edges, nodes, counts, logarithmic, roles, hasEscale, hasRedshift, unit): nodes are the values of all
// axes, counts how many each has. fill(places, values) until all rows are there.
class TableModelHandle : public Napi::ObjectWrap<TableModelHandle> {
 public:
  static constexpr napi_type_tag kTag = {0x2fb46d09c7e15a83, 0xd91c53f07ab2e864};

  static void init(Napi::Env env, Napi::Object exports) {
    exports.Set("TableModel", DefineClass(env, "TableModel", {InstanceMethod("fill", &TableModelHandle::fill)}));
  }

  explicit TableModelHandle(const Napi::CallbackInfo& info) : Napi::ObjectWrap<TableModelHandle>(info) {
    TableLayout layout;
    layout.hasEscale = info[5].ToBoolean();
    layout.hasRedshift = info[6].ToBoolean();
    layout.unit = number(info[7], "unit");
    const auto edges = float64(info[0], "edges"), nodes = float64(info[1], "nodes");
    const auto counts = int32(info[2], "counts"), logarithmic = int32(info[3], "logarithmic", counts.length);
    layout.edges = edges.copy();
    size_t at = 0;
    for (size_t k = 0; k < counts.length; ++k) {
      if (counts[k] < 1 || static_cast<size_t>(counts[k]) > nodes.length - at) {
        throw Napi::RangeError::New(info.Env(), "counts must be those of nodes");
      }
      layout.axes.push_back({{nodes.data + at, nodes.data + at + counts[k]}, logarithmic[k] != 0});
      at += static_cast<size_t>(counts[k]);
    }
    layout.roles = int32(info[4], "roles").copy();
    try {
      table_ = std::make_shared<TableModel>(std::move(layout));
    } catch (const std::invalid_argument& error) {
      throw Napi::RangeError::New(info.Env(), error.what());
    }
    memory_.report(info.Env(), table_->bytes());
    Value().TypeTag(&kTag);
  }

  void Finalize(Napi::Env env) override { memory_.report(env, 0); }

  const std::shared_ptr<TableModel>& table() const { return table_; }

 private:
  // Rows of a complete table are never written again: fill refuses them.
  Napi::Value fill(const Napi::CallbackInfo& info) {
    const auto places = int32(info[0], "places");
    const auto values = float32(info[1], "values", places.length * table_->spectra() * table_->bins());
    try {
      table_->fill(places.data, places.length, values.data);
    } catch (const std::invalid_argument& error) {
      throw Napi::RangeError::New(info.Env(), error.what());
    }
    return info.Env().Undefined();
  }

  std::shared_ptr<TableModel> table_;
  ReportedMemory memory_;
};

void tableOf(const Napi::Value& value, Instruction& step) {
  const Napi::Env env = value.Env();
  if (!value.IsObject()) throw Napi::TypeError::New(env, "tables must hold an object for each table in the program");
  const Napi::Object fields = value.As<Napi::Object>();
  step.table = handleOf<TableModelHandle>(fields.Get("table"), "table must be a native TableModel").table();
  if (!step.table->complete()) throw Napi::RangeError::New(env, "the table is not complete");
  const Napi::Value low = fields.Get("low"), high = fields.Get("high");
  if (!low.IsNumber() || !high.IsNumber()) throw Napi::TypeError::New(env, "low and high must be numbers");
  step.ends = {low.As<Napi::Number>().DoubleValue(), high.As<Napi::Number>().DoubleValue()};
}

class ModelHandle : public Napi::ObjectWrap<ModelHandle> {
 public:
  static constexpr napi_type_tag kTag = {0xc2705be8194fd36a, 0x4f93a80d61e7bc52};

  static void init(Napi::Env env, Napi::Object exports) {
    exports.Set("Model", DefineClass(env, "Model",
                                     {InstanceMethod("evaluate", &ModelHandle::evaluate),
                                      InstanceMethod("check", &ModelHandle::check),
                                      InstanceMethod("range", &ModelHandle::range)}));
  }

  // new Model(energLo, energHi, program, offsets, limits, values, absorber, plasma, elements, tables): limits are low,
  // high for each parameter; values are those for which the energies are extended (gridFor).
  explicit ModelHandle(const Napi::CallbackInfo& info) : Napi::ObjectWrap<ModelHandle>(info) {
    std::vector<Instruction> program = programFrom(info[2], info[3], info[9]);
    const auto low = float64(info[0], "energLo"), high = float64(info[1], "energHi", low.length);
    try {
      std::vector<Limits> limits = limitsFrom(info[4]);
      const auto values = float64(info[5], "values", limits.size());
      EnergyGrid grid = gridFor(program, values.copy(), EnergyGrid(low.data, high.data, low.length));
      Tables tables(std::move(grid), AbsorberHandle::from(info[6]), PlasmaHandle::from(info[7]),
                    ElementsHandle::from(info[8]));
      model_ = std::make_shared<const Model>(std::move(tables), std::move(program), std::move(limits));
    } catch (const std::invalid_argument& error) {
      throw Napi::RangeError::New(info.Env(), error.what());
    }
    bytes_ = static_cast<int64_t>(model_->bytes());
    Napi::MemoryManagement::AdjustExternalMemory(info.Env(), bytes_);
    Value().TypeTag(&kTag);
  }

  void Finalize(Napi::Env env) override { Napi::MemoryManagement::AdjustExternalMemory(env, -bytes_); }

  const std::shared_ptr<const Model>& model() const { return model_; }

 private:
  // evaluate(parameters n x P, flux n x E)
  Napi::Value evaluate(const Napi::CallbackInfo& info) {
    const auto parameters = float64(info[0], "parameters");
    const size_t rows = rowsOf(parameters, info.Env());
    const auto flux = float64(info[1], "flux", rows * model_->energies());
    requireParameters(info.Env(), *model_, parameters.data, rows);
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

  // range() -> [first, last] energy of the grid on which the model is evaluated, keV
  Napi::Value range(const Napi::CallbackInfo& info) {
    const std::vector<double>& edges = model_->tables().grid.edges;
    Napi::Array result = Napi::Array::New(info.Env(), 2);
    result.Set(0u, edges.front());
    result.Set(1u, edges.back());
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
  for (const Component* c : allComponents()) {
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
  return handleOf<ModelHandle>(value, "model must be a bound native Model").model();
}

void requireParameters(Napi::Env env, const Model& model, const double* parameters, size_t rows) {
  const Model::Complaint complaint = model.check(parameters, rows);
  if (complaint.row < 0) return;
  const size_t at = static_cast<size_t>(complaint.row) * model.parameters() + static_cast<size_t>(complaint.parameter);
  const std::string what = complaint.message.empty() ? "is out of its limits" : "is refused: " + complaint.message;
  throw Napi::RangeError::New(env, "parameters[" + std::to_string(at) + "] " + what);
}

void initSpectral(Napi::Env env, Napi::Object exports) {
  AbsorberHandle::init(env, exports);
  PlasmaHandle::init(env, exports);
  ElementsHandle::init(env, exports);
  TableModelHandle::init(env, exports);
  ModelHandle::init(env, exports);
  exports.Set("modelComponents", Napi::Function::New(env, modelComponents, "modelComponents"));
}

}  // namespace xsift
