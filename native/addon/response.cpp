// The JavaScript class Response: a shared, immutable native response.
//
//   new Response(energLo, energHi, specResp, nGrp, fChan, nChan, matrix, channels, firstChannel)
//       matrix: Float64Array or Float32Array
//   new Response(response, specResp)                     the same matrix, shared, under another area
//   new Response(response, edges, groupOf, groups)       the same on another photon grid and by groups of channels
//   .applyArf(flux, exposure, out)
//   .applyRmf(photons, expected)
//   .applyResponse(flux, exposure, expected)
//   .applyBatch(flux, count, exposure, expected, threads, control) -> Promise
//       flux and expected: Float64Arrays or Float32Arrays
//   .clearSlightlyNegative(expected)                     rows x channels, Float64Array or Float32Array
#include <stdexcept>

#include "addon/arguments.h"
#include "addon/handles.h"
#include "core/response/regroup.h"

namespace xsift {

namespace {

bool isSingle(const Napi::Value& array) {
  return array.IsTypedArray() && array.As<Napi::TypedArray>().TypedArrayType() == napi_float32_array;
}

class ResponseHandle : public Napi::ObjectWrap<ResponseHandle> {
 public:
  static constexpr napi_type_tag kTag = {0x3d0f8a527be94c11, 0x9c64e1f20b7a35d8};

  static Napi::Function define(Napi::Env env) {
    return DefineClass(
        env, "Response",
        {InstanceMethod("applyArf", &ResponseHandle::arf), InstanceMethod("applyRmf", &ResponseHandle::rmf),
         InstanceMethod("applyResponse", &ResponseHandle::apply), InstanceMethod("applyBatch", &ResponseHandle::batch),
         InstanceMethod("clearSlightlyNegative", &ResponseHandle::clearNegative)});
  }

  explicit ResponseHandle(const Napi::CallbackInfo& info) : Napi::ObjectWrap<ResponseHandle>(info) {
    try {
      response_ = std::make_shared<const Response>(info[0].IsTypedArray() ? fromTables(info) : fromOther(info));
    } catch (const std::invalid_argument& error) {
      throw Napi::RangeError::New(info.Env(), error.what());
    }
    reported_ = static_cast<int64_t>(response_->bytes());
    Napi::MemoryManagement::AdjustExternalMemory(info.Env(), reported_);
    Value().TypeTag(&kTag);
  }

  void Finalize(Napi::Env env) override { Napi::MemoryManagement::AdjustExternalMemory(env, -reported_); }

  const std::shared_ptr<const Response>& shared() const { return response_; }

 private:
  static Response fromTables(const Napi::CallbackInfo& info) {
    const auto channels = static_cast<int32_t>(integer(info[7], "channels", 1, 1 << 24));
    const auto firstChannel = static_cast<int32_t>(integer(info[8], "firstChannel", 0, 1 << 24));
    const auto response = [&](auto matrix) {
      return Response(float64(info[0], "energLo").copy(), float64(info[1], "energHi").copy(),
                      float64(info[2], "specResp").copy(), int32(info[3], "nGrp").copy(),
                      int32(info[4], "fChan").copy(), int32(info[5], "nChan").copy(),
                      Elements(matrix.data, matrix.length), channels, firstChannel);
    };
    return isSingle(info[6]) ? response(float32(info[6], "matrix")) : response(float64(info[6], "matrix"));
  }
  static Response fromOther(const Napi::CallbackInfo& info) {
    const std::shared_ptr<const Response> response = responseFrom(info[0]);
    if (info.Length() == 2) return Response(*response, float64(info[1], "specResp").copy());
    const auto groups = static_cast<int32_t>(integer(info[3], "groups", 1, 1 << 24));
    return regrouped(*response, float64(info[1], "edges").copy(), int32(info[2], "groupOf").copy(), groups);
  }

  Napi::Value arf(const Napi::CallbackInfo& info) {
    const auto flux = float64(info[0], "flux", response_->energies());
    const auto out = float64(info[2], "out", response_->energies());
    applyArf(*response_, flux.data, exposureOf(info[1]), out.data);
    return info.Env().Undefined();
  }
  Napi::Value rmf(const Napi::CallbackInfo& info) {
    const auto photons = float64(info[0], "photons", response_->energies());
    const auto expected = float64(info[1], "expected", response_->channels());
    applyRmf(*response_, photons.data, expected.data);
    return info.Env().Undefined();
  }
  Napi::Value apply(const Napi::CallbackInfo& info) {
    const auto flux = float64(info[0], "flux", response_->energies());
    const auto expected = float64(info[2], "expected", response_->channels());
    applyResponse(*response_, flux.data, exposureOf(info[1]), expected.data);
    return info.Env().Undefined();
  }
  Napi::Value clearNegative(const Napi::CallbackInfo& info) {
    const size_t channels = response_->channels();
    const auto clear = [&](auto expected) {
      for (size_t at = 0; at + channels <= expected.length; at += channels) {
        clearSlightlyNegative(*response_, expected.data + at, channels);
      }
    };
    if (isSingle(info[0])) {
      clear(float32(info[0], "expected"));
    } else {
      clear(float64(info[0], "expected"));
    }
    return info.Env().Undefined();
  }
  Napi::Value batch(const Napi::CallbackInfo& info) {
    requireFixedLength(info[0], "flux");
    requireFixedLength(info[3], "expected");
    const int64_t count = integer(info[1], "count", 0, 1 << 30);  // times 2^32 bins at most: stays within 64 bits
    const double exposure = exposureOf(info[2]);
    const int threads = threadsOf(info[4]);
    const std::shared_ptr<Control> control = ControlHandle::from(info[5]);
    const auto run = [&](auto view) {
      const auto flux = view(info[0], "flux", static_cast<size_t>(count) * response_->energies());
      const auto expected = view(info[3], "expected", static_cast<size_t>(count) * response_->channels());
      return asyncTask(
          info.Env(), {info[0], info[3]}, [response = response_, control, flux, count, exposure, expected, threads] {
            applyResponseBatch(*response, flux.data, count, exposure, expected.data, threads, control.get());
          });
    };
    return isSingle(info[0]) ? run(float32) : run(float64);
  }

  std::shared_ptr<const Response> response_;
  int64_t reported_ = 0;
};

}  // namespace

std::shared_ptr<const Response> responseFrom(const Napi::Value& value) {
  return handleOf<ResponseHandle>(value, "response must be a native Response").shared();
}

void initResponse(Napi::Env env, Napi::Object exports) { exports.Set("Response", ResponseHandle::define(env)); }

}  // namespace xsift
