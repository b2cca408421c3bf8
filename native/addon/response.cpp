// The JavaScript class Response: a shared, immutable native response.
//
//   new Response(energLo, energHi, specResp, nGrp, fChan, nChan, matrix, channels, firstChannel)
//   .energies .channels
//   .applyArf(flux, exposure, out)  .applyRmf(photons, expected)  .applyResponse(flux, exposure, expected)
//   .applyBatch(flux, count, exposure, expected, threads, control) -> Promise
#include <stdexcept>
#include <vector>

#include "addon/arguments.h"
#include "addon/handles.h"
#include "core/response/response.h"

namespace xsift {

namespace {

template <typename T>
std::vector<T> copy(Span<T> span) {
  return std::vector<T>(span.data, span.data + span.length);
}

double exposureOf(const Napi::Value& value) {
  const double exposure = number(value, "exposure");
  if (exposure > 0 && exposure <= 1e15) return exposure;
  throw Napi::RangeError::New(value.Env(), "exposure must be above 0 and at most 1e15 s");
}

class ResponseHandle : public Napi::ObjectWrap<ResponseHandle> {
 public:
  static Napi::Function define(Napi::Env env) {
    return DefineClass(env, "Response",
                       {InstanceAccessor("energies", &ResponseHandle::energies, nullptr),
                        InstanceAccessor("channels", &ResponseHandle::channels, nullptr),
                        InstanceMethod("applyArf", &ResponseHandle::arf), InstanceMethod("applyRmf", &ResponseHandle::rmf),
                        InstanceMethod("applyResponse", &ResponseHandle::apply),
                        InstanceMethod("applyBatch", &ResponseHandle::batch)});
  }

  explicit ResponseHandle(const Napi::CallbackInfo& info) : Napi::ObjectWrap<ResponseHandle>(info) {
    try {
      response_ = std::make_shared<const Response>(
          copy(float64(info[0], "energLo")), copy(float64(info[1], "energHi")), copy(float64(info[2], "specResp")),
          copy(int32(info[3], "nGrp")), copy(int32(info[4], "fChan")), copy(int32(info[5], "nChan")),
          copy(float64(info[6], "matrix")), static_cast<int32_t>(integer(info[7], "channels", 1, 1 << 24)),
          static_cast<int32_t>(integer(info[8], "firstChannel", 0, 1 << 24)));
    } catch (const std::invalid_argument& error) {
      throw Napi::RangeError::New(info.Env(), error.what());
    }
    reported_ = static_cast<int64_t>(response_->bytes());
    Napi::MemoryManagement::AdjustExternalMemory(info.Env(), reported_);
  }

  void Finalize(Napi::Env env) override { Napi::MemoryManagement::AdjustExternalMemory(env, -reported_); }

  const std::shared_ptr<const Response>& shared() const { return response_; }

 private:
  Napi::Value energies(const Napi::CallbackInfo& info) {
    return Napi::Number::New(info.Env(), static_cast<double>(response_->energies()));
  }
  Napi::Value channels(const Napi::CallbackInfo& info) {
    return Napi::Number::New(info.Env(), static_cast<double>(response_->channels()));
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
  Napi::Value batch(const Napi::CallbackInfo& info) {
    const int64_t count = integer(info[1], "count", 0, int64_t{1} << 40);
    const auto flux = float64(info[0], "flux", static_cast<size_t>(count) * response_->energies());
    const auto expected = float64(info[3], "expected", static_cast<size_t>(count) * response_->channels());
    const double exposure = exposureOf(info[2]);
    const int threads = static_cast<int>(integer(info[4], "threads", 1, 1024));
    return asyncTask(info.Env(), {info[0], info[3]},
                     [response = response_, control = ControlHandle::from(info[5]), flux, count, exposure, expected, threads] {
                       applyResponseBatch(*response, flux.data, count, exposure, expected.data, threads, control.get());
                     });
  }

  std::shared_ptr<const Response> response_;
  int64_t reported_ = 0;
};

}  // namespace

std::shared_ptr<const Response> responseFrom(const Napi::Value& value) {
  const auto* data = value.Env().GetInstanceData<EnvironmentData>();
  if (!value.IsObject() || !value.As<Napi::Object>().InstanceOf(data->response.Value())) {
    throw Napi::TypeError::New(value.Env(), "response must be a native Response");
  }
  return ResponseHandle::Unwrap(value.As<Napi::Object>())->shared();
}

void initResponse(Napi::Env env, Napi::Object exports) {
  const Napi::Function constructor = ResponseHandle::define(env);
  env.GetInstanceData<EnvironmentData>()->response = Napi::Persistent(constructor);
  exports.Set("Response", constructor);
}

}  // namespace xsift
