#include "addon/arguments.h"

#include <cmath>
#include <cstdio>

namespace xsift {

namespace {

template <typename T>
Span<T> view(const Napi::Value& value, const char* name, size_t length, napi_typedarray_type type, const char* kind) {
  const Napi::Env env = value.Env();
  if (!value.IsTypedArray() || value.As<Napi::TypedArray>().TypedArrayType() != type) {
    throw Napi::TypeError::New(env, std::string(name) + " must be a " + kind);
  }
  auto array = value.As<Napi::TypedArrayOf<T>>();
  if (length != SIZE_MAX && array.ElementLength() != length) {
    throw Napi::RangeError::New(env, std::string(name) + " has length " + std::to_string(array.ElementLength()) +
                                         ", expected " + std::to_string(length));
  }
  return {array.Data(), array.ElementLength()};
}

class Task : public Napi::AsyncWorker {
 public:
  Task(Napi::Env env, const std::vector<Napi::Value>& pinned, std::function<void()> work,
       std::function<Napi::Value(Napi::Env)> finish)
      : Napi::AsyncWorker(env, "xsift"), deferred_(Napi::Promise::Deferred::New(env)), work_(std::move(work)),
        finish_(std::move(finish)) {
    for (const Napi::Value& value : pinned) pins_.push_back(Napi::Persistent(value.As<Napi::Object>()));
  }
  Napi::Promise promise() { return deferred_.Promise(); }

 protected:
  void Execute() override { work_(); }  // AsyncWorker turns a std::exception into OnError
  void OnOK() override {
    try {
      deferred_.Resolve(finish_ ? finish_(Env()) : Env().Undefined());
    } catch (const Napi::Error& error) {
      deferred_.Reject(error.Value());
    } catch (const std::exception& error) {
      deferred_.Reject(Napi::Error::New(Env(), error.what()).Value());
    }
  }
  void OnError(const Napi::Error& error) override { deferred_.Reject(error.Value()); }

 private:
  Napi::Promise::Deferred deferred_;
  std::function<void()> work_;
  std::function<Napi::Value(Napi::Env)> finish_;
  std::vector<Napi::ObjectReference> pins_;
};

}  // namespace

Span<double> float64(const Napi::Value& v, const char* name, size_t length) {
  return view<double>(v, name, length, napi_float64_array, "Float64Array");
}
Span<float> float32(const Napi::Value& v, const char* name, size_t length) {
  return view<float>(v, name, length, napi_float32_array, "Float32Array");
}
Span<int32_t> int32(const Napi::Value& v, const char* name, size_t length) {
  return view<int32_t>(v, name, length, napi_int32_array, "Int32Array");
}
Span<uint32_t> uint32(const Napi::Value& v, const char* name, size_t length) {
  return view<uint32_t>(v, name, length, napi_uint32_array, "Uint32Array");
}
Span<uint16_t> uint16(const Napi::Value& v, const char* name, size_t length) {
  return view<uint16_t>(v, name, length, napi_uint16_array, "Uint16Array");
}
Span<uint8_t> uint8(const Napi::Value& v, const char* name, size_t length) {
  return view<uint8_t>(v, name, length, napi_uint8_array, "Uint8Array");
}

void requireFixedLength(const Napi::Value& value, const char* name) {
  if (!value.IsTypedArray()) return;  // the check of its type comes next
  const Napi::Object buffer = value.As<Napi::TypedArray>().ArrayBuffer();
  if (!buffer.Get("resizable").ToBoolean()) return;
  throw Napi::TypeError::New(value.Env(),
                             std::string(name) + " lies in a resizable ArrayBuffer; copy it, e.g. with slice()");
}

double number(const Napi::Value& value, const char* name) {
  if (!value.IsNumber()) throw Napi::TypeError::New(value.Env(), std::string(name) + " must be a number");
  return value.As<Napi::Number>().DoubleValue();
}

int64_t integer(const Napi::Value& value, const char* name, int64_t low, int64_t high) {
  const double x = number(value, name);
  if (!(x >= static_cast<double>(low) && x <= static_cast<double>(high)) || x != std::floor(x)) {
    throw Napi::RangeError::New(value.Env(), std::string(name) + " must be a whole number from " + std::to_string(low) +
                                                 " to " + std::to_string(high));
  }
  return static_cast<int64_t>(x);
}

double exposureOf(const Napi::Value& value) {
  const double exposure = number(value, "exposure");
  if (exposure > 0 && exposure <= kMaxExposure) return exposure;
  char limit[32];
  std::snprintf(limit, sizeof limit, "%.3g", kMaxExposure);
  throw Napi::RangeError::New(value.Env(), std::string("exposure must be above 0 and at most ") + limit + " s");
}

int threadsOf(const Napi::Value& value) { return static_cast<int>(integer(value, "threads", 1, kMaxThreads)); }

void ControlHandle::init(Napi::Env env, Napi::Object exports) {
  exports.Set("Control", DefineClass(env, "Control",
                                     {InstanceMethod("cancel", &ControlHandle::cancel),
                                      InstanceAccessor("done", &ControlHandle::done, nullptr),
                                      InstanceAccessor("cancelled", &ControlHandle::cancelled, nullptr)}));
}

ControlHandle::ControlHandle(const Napi::CallbackInfo& info)
    : Napi::ObjectWrap<ControlHandle>(info), control_(std::make_shared<Control>()) {
  Value().TypeTag(&kTag);
}

std::shared_ptr<Control> ControlHandle::from(const Napi::Value& value) {
  if (value.IsUndefined() || value.IsNull()) return std::make_shared<Control>();
  return handleOf<ControlHandle>(value, "control must be a Control").control_;
}

Napi::Value ControlHandle::cancel(const Napi::CallbackInfo& info) {
  control_->cancelled = true;
  return info.Env().Undefined();
}
Napi::Value ControlHandle::done(const Napi::CallbackInfo& info) {
  return Napi::Number::New(info.Env(), static_cast<double>(control_->done.load()));
}
Napi::Value ControlHandle::cancelled(const Napi::CallbackInfo& info) {
  return Napi::Boolean::New(info.Env(), control_->cancelled.load());
}

Napi::Value asyncTask(Napi::Env env, const std::vector<Napi::Value>& pinned, std::function<void()> work,
                      std::function<Napi::Value(Napi::Env)> finish) {
  auto* task = new Task(env, pinned, std::move(work), std::move(finish));  // deletes itself when done
  Napi::Promise promise = task->promise();
  task->Queue();
  return promise;
}

}  // namespace xsift
