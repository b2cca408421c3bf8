// The JavaScript class CountRows: spectra as planes of bytes, for networks (core/network/counts.h).
//
//   new CountRows(width, expected)       `expected`: how many rows there will be, as far as known
//   .append(counts, backgroundCounts, backgroundScale, rows, channels, first, factors)
//       adds the given rows of counts (of `channels` a row), their channels from `first` on: Uint8Array, Uint16Array or
//       Uint32Array; backgroundCounts of the same kind with a Float64Array, one scale a row of counts, or
//       both undefined; factors, one for each of the given rows, multiply the net counts in place of 1 / their sum,
//       or undefined
//   .rows
//
// and ExpectedRows, the means that training draws fresh counts of (core/network/expected.h):
//
//   new ExpectedRows(width, capacity, hasBackground)
//   .append(expected, expectedBackground, backgroundScale, rows, channels, first)     Float32Arrays, else as above
#include "addon/arguments.h"
#include "addon/handles.h"
#include "core/cpu/memory.h"
#include "core/likelihood/poisson.h"
#include "core/network/expected.h"

namespace xsift {

namespace {

template <typename T>
Span<T> countsOf(const Napi::Value& value, const char* name);
template <>
Span<uint8_t> countsOf<uint8_t>(const Napi::Value& value, const char* name) {
  return uint8(value, name);
}
template <>
Span<uint16_t> countsOf<uint16_t>(const Napi::Value& value, const char* name) {
  return uint16(value, name);
}
template <>
Span<uint32_t> countsOf<uint32_t>(const Napi::Value& value, const char* name) {
  return uint32(value, name);
}

class CountRowsHandle : public Napi::ObjectWrap<CountRowsHandle> {
 public:
  static constexpr napi_type_tag kTag = {0x1f6a0c5be2d94873, 0xb7315de08c42f9a6};

  static Napi::Function define(Napi::Env env) {
    return DefineClass(env, "CountRows",
                       {InstanceAccessor("rows", &CountRowsHandle::rows, nullptr),
                        InstanceMethod("append", &CountRowsHandle::append)});
  }

  explicit CountRowsHandle(const Napi::CallbackInfo& info) : Napi::ObjectWrap<CountRowsHandle>(info) {
    const auto width = static_cast<size_t>(integer(info[0], "width", 1, 1 << 20));
    rows_ = std::make_shared<CountRows>(width, static_cast<size_t>(integer(info[1], "expected", 0, 1 << 30)));
    Value().TypeTag(&kTag);
  }

  void Finalize(Napi::Env env) override { Napi::MemoryManagement::AdjustExternalMemory(env, -reported_); }

  const std::shared_ptr<CountRows>& shared() const { return rows_; }

 private:
  Napi::Value rows(const Napi::CallbackInfo& info) {
    return Napi::Number::New(info.Env(), static_cast<double>(rows_->rows()));
  }

  Napi::Value append(const Napi::CallbackInfo& info) {
    // Work that reads the rows shares them: it must not see them grow.
    if (rows_.use_count() > 1) throw Napi::Error::New(info.Env(), "rows cannot be added while they are in use");
    const auto channels = static_cast<size_t>(integer(info[4], "channels", 1, 1 << 30));
    const auto first = static_cast<size_t>(integer(info[5], "first", 0, 1 << 30));
    if (first + rows_->width() > channels) {
      throw Napi::RangeError::New(info.Env(), "the channels end before first + width");
    }
    const auto type = info[0].IsTypedArray() ? info[0].As<Napi::TypedArray>().TypedArrayType() : napi_float64_array;
    if (type == napi_uint8_array) appendAs<uint8_t>(info, channels, first);
    else if (type == napi_uint16_array) appendAs<uint16_t>(info, channels, first);
    else if (type == napi_uint32_array) appendAs<uint32_t>(info, channels, first);
    else throw Napi::TypeError::New(info.Env(), "counts must be a Uint8Array, Uint16Array or Uint32Array");
    const auto now = static_cast<int64_t>(rows_->bytes());
    Napi::MemoryManagement::AdjustExternalMemory(info.Env(), now - reported_);
    reported_ = now;
    return info.Env().Undefined();
  }

  template <typename T>
  void appendAs(const Napi::CallbackInfo& info, size_t channels, size_t first) {
    const auto counts = countsOf<T>(info[0], "counts");
    const size_t spectra = counts.length / channels;
    const bool hasBackground = !info[1].IsUndefined();
    const auto background = hasBackground ? countsOf<T>(info[1], "backgroundCounts") : Span<T>{nullptr, 0};
    const auto scale = hasBackground ? float64(info[2], "backgroundScale", spectra) : Span<double>{nullptr, 0};
    const auto rows = uint32(info[3], "rows");
    const bool hasFactors = !info[6].IsUndefined();
    const auto factors = hasFactors ? float64(info[6], "factors", rows.length) : Span<double>{nullptr, 0};
    if (counts.length % channels != 0 || (hasBackground && background.length != counts.length)) {
      throw Napi::RangeError::New(info.Env(), "counts and backgroundCounts must hold as many whole rows of channels");
    }
    for (size_t i = 0; i < rows.length; ++i) {
      if (rows[i] < spectra) continue;
      throw Napi::RangeError::New(info.Env(), "rows[" + std::to_string(i) + "] is " + std::to_string(rows[i]) +
                                                  ", but there are " + std::to_string(spectra) + " spectra");
    }
    for (size_t i = 0; i < rows.length; ++i) {
      const size_t at = rows[i] * channels + first;
      rows_->append(counts.data + at, hasBackground ? background.data + at : nullptr,
                    hasBackground ? scale[rows[i]] : 0, hasFactors ? factors.data + i : nullptr);
    }
  }

  std::shared_ptr<CountRows> rows_;
  int64_t reported_ = 0;
};

class ExpectedRowsHandle : public Napi::ObjectWrap<ExpectedRowsHandle> {
 public:
  static constexpr napi_type_tag kTag = {0x62b8d1f03c7e4a95, 0x8e04a7c2d9f5316b};

  static Napi::Function define(Napi::Env env) {
    return DefineClass(env, "ExpectedRows", {InstanceMethod("append", &ExpectedRowsHandle::append)});
  }

  explicit ExpectedRowsHandle(const Napi::CallbackInfo& info) : Napi::ObjectWrap<ExpectedRowsHandle>(info) {
    const auto width = static_cast<size_t>(integer(info[0], "width", 1, 1 << 20));
    const auto capacity = static_cast<size_t>(integer(info[1], "capacity", 0, 1 << 30));
    rows_ = std::make_shared<ExpectedRows>(width, capacity, info[2].ToBoolean());
    reported_ = static_cast<int64_t>(rows_->bytes());
    Napi::MemoryManagement::AdjustExternalMemory(info.Env(), reported_);
    Value().TypeTag(&kTag);
  }

  void Finalize(Napi::Env env) override { Napi::MemoryManagement::AdjustExternalMemory(env, -reported_); }

  const std::shared_ptr<ExpectedRows>& shared() const { return rows_; }

 private:
  Napi::Value append(const Napi::CallbackInfo& info) {
    if (rows_.use_count() > 1) throw Napi::Error::New(info.Env(), "rows cannot be added while they are in use");
    const auto channels = static_cast<size_t>(integer(info[4], "channels", 1, 1 << 30));
    const auto first = static_cast<size_t>(integer(info[5], "first", 0, 1 << 30));
    const size_t width = rows_->width();
    const auto own = float32(info[0], "expected");
    const auto background =
        rows_->hasBackground() ? float32(info[1], "expectedBackground", own.length) : Span<float>{nullptr, 0};
    const size_t spectra = own.length / channels;
    const auto scale = rows_->hasBackground() ? float64(info[2], "backgroundScale", spectra) : Span<double>{nullptr, 0};
    const auto rows = uint32(info[3], "rows");
    const auto fail = [&](const std::string& what) { throw Napi::RangeError::New(info.Env(), what); };
    if (first + width > channels) fail("the channels end before first + width");
    if (own.length % channels != 0) fail("expected must hold whole rows of channels");
    if (rows.length > rows_->capacity() - rows_->rows()) fail("there are more rows than the capacity");
    for (size_t i = 0; i < rows.length; ++i) {
      if (rows[i] >= spectra) {
        fail("rows[" + std::to_string(i) + "] is " + std::to_string(rows[i]) + ", but there are " +
             std::to_string(spectra) + " spectra");
      }
      requireMeans(own.data + rows[i] * channels + first, width, "expected", rows[i], fail);
      if (background.data) {
        requireMeans(background.data + rows[i] * channels + first, width, "expectedBackground", rows[i], fail);
      }
    }
    for (size_t i = 0; i < rows.length; ++i) {
      const size_t at = rows[i] * channels + first;
      rows_->append(own.data + at, background.data ? background.data + at : nullptr,
                    background.data ? scale[rows[i]] : 0);
    }
    return info.Env().Undefined();
  }

  template <typename Fail>
  static void requireMeans(const float* means, size_t n, const char* name, uint32_t row, const Fail& fail) {
    for (size_t c = 0; c < n; ++c) {
      if (isPoissonMean(static_cast<double>(means[c]))) continue;
      fail(std::string(name) + " of row " + std::to_string(row) + ": " + std::to_string(means[c]) +
           " is not from 0 to 1e9");
    }
  }

  std::shared_ptr<ExpectedRows> rows_;
  int64_t reported_ = 0;
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

std::shared_ptr<const ExpectedRows> expectedRowsFrom(const Napi::Value& value) {
  return handleOf<ExpectedRowsHandle>(value, "expected must be native ExpectedRows").shared();
}

std::shared_ptr<const CountRows> countRowsFrom(const Napi::Value& value) {
  return handleOf<CountRowsHandle>(value, "inputs must be a Float32Array or native CountRows").shared();
}

void initCounts(Napi::Env env, Napi::Object exports) {
  exports.Set("CountRows", CountRowsHandle::define(env));
  exports.Set("ExpectedRows", ExpectedRowsHandle::define(env));
  exports.Set("poissonLogLikelihood", Napi::Function::New(env, poissonLogLikelihood, "poissonLogLikelihood"));
}

}  // namespace xsift
