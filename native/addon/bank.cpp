// The JavaScript class Bank: templates and their classes, and posteriors of spectra (core/bank/bank.h).
//
//   new Bank(shapes, groups, classEnd)                shapes: Float32Array, templates x groups; classEnd: Uint32Array
//   .setParameters(values, parameters)                Float64Array, templates x parameters
//   .classify(spectra, results, threads, control) -> Promise
//       spectra: { counts: Uint32Array, background?, levelError?: Float32Array, prior?: Float64Array (rows x classes x
//       (mean, deviation)) }; results: { evidence, likelihood, normalisation, parameters?: Float64Array, best:
//       Uint32Array }
#include <stdexcept>
#include <vector>

#include "addon/arguments.h"
#include "addon/handles.h"
#include "core/bank/bank.h"

namespace xsift {

namespace {

class BankHandle : public Napi::ObjectWrap<BankHandle> {
 public:
  static constexpr napi_type_tag kTag = {0x94d1c06f7ea2583b, 0xa3f58b1e6c07d249};

  static Napi::Function define(Napi::Env env) {
    return DefineClass(env, "Bank",
                       {InstanceMethod("setParameters", &BankHandle::setParameters),
                        InstanceMethod("classify", &BankHandle::classify)});
  }

  explicit BankHandle(const Napi::CallbackInfo& info) : Napi::ObjectWrap<BankHandle>(info) {
    const auto groups = static_cast<size_t>(integer(info[1], "groups", 1, 1 << 20));
    const auto shapes = float32(info[0], "shapes");
    const auto classEnd = uint32(info[2], "classEnd");
    std::vector<size_t> ends(classEnd.data, classEnd.data + classEnd.length);
    for (size_t c = 0; c < ends.size(); ++c) {
      if (ends[c] <= (c > 0 ? ends[c - 1] : 0)) {
        throw Napi::RangeError::New(info.Env(), "classEnd must rise: every class has templates");
      }
    }
    if (ends.empty() || ends.back() * groups != shapes.length) {
      throw Napi::RangeError::New(info.Env(), "shapes must have templates x groups values, to the last of classEnd");
    }
    try {
      bank_ = std::make_shared<Bank>(shapes.data, groups, ends);
    } catch (const std::domain_error& error) {
      throw Napi::RangeError::New(info.Env(), error.what());
    }
    report(info.Env());
    Value().TypeTag(&kTag);
  }

  void Finalize(Napi::Env env) override { Napi::MemoryManagement::AdjustExternalMemory(env, -reported_); }

 private:
  void report(Napi::Env env) {
    const auto now = static_cast<int64_t>(bank_->bytes());
    Napi::MemoryManagement::AdjustExternalMemory(env, now - reported_);
    reported_ = now;
  }

  Napi::Value setParameters(const Napi::CallbackInfo& info) {
    if (bank_.use_count() > 1) throw Napi::Error::New(info.Env(), "the bank is in use");
    const auto parameters = static_cast<size_t>(integer(info[1], "parameters", 1, 1 << 16));
    bank_->setParameters(float64(info[0], "values", bank_->templates() * parameters).data, parameters);
    report(info.Env());
    return info.Env().Undefined();
  }

  Napi::Value classify(const Napi::CallbackInfo& info) {
    if (!info[0].IsObject() || !info[1].IsObject()) throw Napi::TypeError::New(info.Env(), "objects are needed");
    const Napi::Object given = info[0].As<Napi::Object>(), wanted = info[1].As<Napi::Object>();
    std::vector<Napi::Value> values;
    for (const char* name : {"counts", "background", "levelError", "prior"}) values.push_back(given.Get(name));
    for (const char* name : {"evidence", "likelihood", "normalisation", "parameters", "best"}) {
      values.push_back(wanted.Get(name));
    }
    std::vector<Napi::Value> pinned;
    for (const Napi::Value& value : values) {
      if (value.IsUndefined()) continue;
      requireFixedLength(value, "array");
      pinned.push_back(value);
    }
    const int threads = threadsOf(info[2]);
    const std::shared_ptr<Control> control = ControlHandle::from(info[3]);
    // From here on no JavaScript runs.
    const auto counts = uint32(values[0], "counts");
    const size_t groups = bank_->groups(), rows = counts.length / groups, each = rows * bank_->classes();
    if (counts.length % groups != 0) throw Napi::RangeError::New(info.Env(), "counts must hold whole rows of groups");
    const auto has = [&](size_t i) { return !values[i].IsUndefined(); };
    const BankSpectra spectra = {rows, counts.data,
                                 has(1) ? float32(values[1], "background", rows * groups).data : nullptr,
                                 has(2) ? float32(values[2], "levelError", rows).data : nullptr,
                                 has(3) ? float64(values[3], "prior", each * 2).data : nullptr};
    BankResults results;
    results.evidence = float64(values[4], "evidence", each).data;
    results.likelihood = float64(values[5], "likelihood", each).data;
    results.normalisation = float64(values[6], "normalisation", each).data;
    results.parameters = has(7) ? float64(values[7], "parameters", each * bank_->parameters() * 3).data : nullptr;
    results.best = uint32(values[8], "best", each).data;
    return asyncTask(info.Env(), pinned, [bank = bank_, spectra, results, threads, control] {
      bank->classify(spectra, results, threads, control.get());
    });
  }

  std::shared_ptr<Bank> bank_;
  int64_t reported_ = 0;
};

}  // namespace

void initBank(Napi::Env env, Napi::Object exports) { exports.Set("Bank", BankHandle::define(env)); }

}  // namespace xsift
