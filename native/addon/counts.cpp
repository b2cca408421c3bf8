// The JavaScript class CountRows: spectra as planes of bytes, for networks (core/network/counts.h).
//
//   new CountRows(rule, expected)       `expected`: how many rows there will be, as far as known
//   .append(counts, backgroundCounts, backgroundScale, rows, channels, first, exposure, descriptor)
//       as addon/spectra.h has it; Uint8Array, Uint16Array or Uint32Array
//   .rows
//   .extras(first, out)                 fills `out` with the extra inputs of the rows from `first` on
//
// The rule (core/network/inputs.h) must be a linear one: it says what multiplies the counts.
#include "core/network/counts.h"
#include "addon/handles.h"
#include "addon/spectra.h"
#include "core/cpu/memory.h"
#include "core/likelihood/poisson.h"

namespace xsift {

namespace {

class CountRowsHandle : public Napi::ObjectWrap<CountRowsHandle> {
 public:
  static constexpr napi_type_tag kTag = {0x1f6a0c5be2d94873, 0xb7315de08c42f9a6};

  static Napi::Function define(Napi::Env env) {
    return DefineClass(
        env, "CountRows",
        {InstanceAccessor("rows", &CountRowsHandle::rows, nullptr), InstanceMethod("append", &CountRowsHandle::append),
         InstanceMethod("extras", &CountRowsHandle::extras)});
  }

  explicit CountRowsHandle(const Napi::CallbackInfo& info)
      : Napi::ObjectWrap<CountRowsHandle>(info), rule_(inputRuleFrom(info[0])) {
    if (!rule_.isLinear()) {
      throw Napi::RangeError::New(info.Env(), "rows of counts have no transform");
    }
    const auto expected = static_cast<size_t>(integer(info[1], "expected", 0, 1 << 30));
    rows_ = std::make_shared<CountRows>(rule_, expected);
    Value().TypeTag(&kTag);
  }

  void Finalize(Napi::Env env) override { memory_.report(env, 0); }

  const std::shared_ptr<CountRows>& shared() const { return rows_; }

 private:
  Napi::Value rows(const Napi::CallbackInfo& info) {
    return Napi::Number::New(info.Env(), static_cast<double>(rows_->rows()));
  }

  Napi::Value append(const Napi::CallbackInfo& info) {
    // Work that reads the rows shares them: it must not see them grow.
    if (rows_.use_count() > 1) throw Napi::Error::New(info.Env(), "rows cannot be added while they are in use");
    const bool isKnown = withKindOf(info[0], [&](auto kind) {
      using T = decltype(kind);
      if constexpr (std::is_integral_v<T>) appendAs<T>(info);
      else throw Napi::TypeError::New(info.Env(), "counts must be a Uint8Array, Uint16Array or Uint32Array");
    });
    if (!isKnown) {
      throw Napi::TypeError::New(info.Env(), "counts must be a Uint8Array, Uint16Array or Uint32Array");
    }
    memory_.report(info.Env(), rows_->bytes());
    return info.Env().Undefined();
  }

  template <typename T>
  void appendAs(const Napi::CallbackInfo& info) {
    const auto given = givenRows<T>(info, rule_);
    for (size_t i = 0; i < given.rows.length; ++i) {
      if (rows_->append(given.at(i), rule_)) continue;
      throw Napi::RangeError::New(info.Env(), tooManyCounts(given.rows[i]));
    }
  }

  Napi::Value extras(const Napi::CallbackInfo& info) {
    return fillExtras(info, rows_->rows(), rows_->extras(), [&](size_t row) { return rows_->extras(row); });
  }

  InputRule rule_;
  std::shared_ptr<CountRows> rows_;
  ReportedMemory memory_;
};

// poissonLogLikelihood(counts, expected, out, threads, control) -> Promise: counts of n rows (CountRows), expected
// templates x width in double (copied), out n x templates.
Napi::Value poissonLogLikelihood(const Napi::CallbackInfo& info) {
  const std::shared_ptr<const CountRows> counts = countRowsFrom(info[0]);
  requireFixedLength(info[2], "out");
  const int threads = threadsOf(info[3]);
  const std::shared_ptr<Control> control = ControlHandle::from(info[4]);
  const auto expected = float64(info[1], "expected");
  if (expected.length % counts->width() != 0) throw Napi::RangeError::New(info.Env(), "expected must hold whole rows");
  const size_t templates = expected.length / counts->width();
  const auto out = float64(info[2], "out", counts->rows() * templates);
  const auto means = std::make_shared<const std::vector<double>>(expected.copy());
  preferLargePages(out.data, out.length * sizeof(double));
  return asyncTask(info.Env(), {info[2]}, [=] {
    Templates(means->data(), templates, counts->width()).logLikelihood(*counts, out.data, threads, control.get());
  });
}

}  // namespace

std::shared_ptr<const CountRows> countRowsFrom(const Napi::Value& value) {
  return handleOf<CountRowsHandle>(value, "inputs must be a Float32Array, native FloatRows or CountRows").shared();
}

void initCounts(Napi::Env env, Napi::Object exports) {
  exports.Set("CountRows", CountRowsHandle::define(env));
  exports.Set("poissonLogLikelihood", Napi::Function::New(env, poissonLogLikelihood, "poissonLogLikelihood"));
}

}  // namespace xsift
