// What every binding needs: typed-array views checked for type and length, and promises for long work.
//
// JavaScript owns every array. A synchronous call borrows the memory for its duration; asyncTask keeps references to
// the arrays it uses until the promise settles. A detached array reads as length 0 and so fails the length check.
#pragma once
#include <napi.h>

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <string>

#include "core/cpu/parallel.h"

namespace xsift {

template <typename T>
struct Span {
  T* data;
  size_t length;
  T& operator[](size_t i) const { return data[i]; }
};

// Throws a JavaScript TypeError (wrong kind of array) or RangeError (length differs) that names the argument.
// `length` = SIZE_MAX accepts any length.
Span<double> float64(const Napi::Value& value, const char* name, size_t length = SIZE_MAX);
Span<float> float32(const Napi::Value& value, const char* name, size_t length = SIZE_MAX);
Span<int32_t> int32(const Napi::Value& value, const char* name, size_t length = SIZE_MAX);
Span<uint32_t> uint32(const Napi::Value& value, const char* name, size_t length = SIZE_MAX);
Span<uint16_t> uint16(const Napi::Value& value, const char* name, size_t length = SIZE_MAX);
Span<uint8_t> uint8(const Napi::Value& value, const char* name, size_t length = SIZE_MAX);

// 2^53 - 1: JavaScript counts whole numbers exactly up to here.
constexpr int64_t kMaxSafe = 9007199254740991;

double number(const Napi::Value& value, const char* name);
// A whole number in [low, high].
int64_t integer(const Napi::Value& value, const char* name, int64_t low, int64_t high);

// The JavaScript class Control: `new Control()`, `.cancel()`, `.done`, `.cancelled`. A timer in ts/native polls it for
// progress, so no call ever crosses from a worker thread into JavaScript.
class ControlHandle : public Napi::ObjectWrap<ControlHandle> {
 public:
  static void init(Napi::Env env, Napi::Object exports);
  explicit ControlHandle(const Napi::CallbackInfo& info);
  // Shared, so that the work may outlive the handle. A missing argument gives a fresh Control.
  static std::shared_ptr<Control> from(const Napi::Value& value);

 private:
  Napi::Value cancel(const Napi::CallbackInfo& info);
  Napi::Value done(const Napi::CallbackInfo& info);
  Napi::Value cancelled(const Napi::CallbackInfo& info);
  std::shared_ptr<Control> control_;
};

// Runs `work` on a libuv worker thread and returns a promise. The promise resolves to what `finish` returns (undefined
// without one; it runs on the JavaScript thread) and rejects with whatever `work` threw. `pinned` stay referenced.
Napi::Value asyncTask(Napi::Env env, std::initializer_list<Napi::Value> pinned, std::function<void()> work,
                      std::function<Napi::Value(Napi::Env)> finish = nullptr);

// State of one environment (main thread or worker_thread): constructors of the wrapped classes.
struct EnvironmentData {
  Napi::FunctionReference control;
  Napi::FunctionReference response;
  Napi::FunctionReference model;
  Napi::FunctionReference absorber;
  Napi::FunctionReference plasma;
};

}  // namespace xsift
