// What every binding needs: typed-array views checked for type and length, handles checked for their class, and
// promises for long work.
//
// JavaScript owns every array. A synchronous call borrows the memory for its duration. A detached array reads as length
// 0 and so fails the length check. Two rules keep borrowed memory valid:
//
// - No JavaScript runs between taking a Span and its last use: a getter may detach any array. So bindings read
//   properties and elements of objects first, and arrays after them.
// - Work that outlives the call copies what is small, and whatever it uses as an index (JavaScript may change it
//   meanwhile). The rest it reads or writes in place and keeps referenced. Node-API cannot stop a buffer from being
//   transferred while the work runs, so ts/ passes only arrays there that it made itself and has not handed out yet;
//   resizable buffers are refused.
#pragma once
#include <napi.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/cpu/parallel.h"

namespace xsift {

template <typename T>
struct Span {
  T* data;
  size_t length;
  T& operator[](size_t i) const { return data[i]; }
  std::vector<T> copy() const { return std::vector<T>(data, data + length); }
};

// Throws a JavaScript TypeError (wrong kind of array) or RangeError (length differs) that names the argument.
// `length` = SIZE_MAX accepts any length.
Span<double> float64(const Napi::Value& value, const char* name, size_t length = SIZE_MAX);
Span<float> float32(const Napi::Value& value, const char* name, size_t length = SIZE_MAX);
Span<int32_t> int32(const Napi::Value& value, const char* name, size_t length = SIZE_MAX);
Span<uint32_t> uint32(const Napi::Value& value, const char* name, size_t length = SIZE_MAX);
Span<uint16_t> uint16(const Napi::Value& value, const char* name, size_t length = SIZE_MAX);
Span<uint8_t> uint8(const Napi::Value& value, const char* name, size_t length = SIZE_MAX);

// Throws a TypeError for an array over a resizable ArrayBuffer, which asynchronous work must not use. Runs JavaScript.
void requireFixedLength(const Napi::Value& value, const char* name);

// 2^53 - 1: JavaScript counts whole numbers exactly up to here.
constexpr int64_t kMaxSafe = 9007199254740991;

double number(const Napi::Value& value, const char* name);
// A whole number in [low, high].
int64_t integer(const Napi::Value& value, const char* name, int64_t low, int64_t high);

// The limits of what callers may ask for; JavaScript has them from here, as `limits`.
constexpr double kMaxExposure = 1e15;  // s
constexpr int64_t kMaxThreads = 1024;
double exposureOf(const Napi::Value& value);  // above 0
int threadsOf(const Napi::Value& value);      // 1 or more

// The C++ object behind an object of a wrapped class. Each class marks its objects with kTag at the end of its
// constructor: a prototype can be set to anything, the mark cannot.
template <typename Handle>
Handle& handleOf(const Napi::Value& value, const char* complaint) {
  if (!value.IsObject() || !value.As<Napi::Object>().CheckTypeTag(&Handle::kTag)) {
    throw Napi::TypeError::New(value.Env(), complaint);
  }
  return *Handle::Unwrap(value.As<Napi::Object>());
}

// The JavaScript class Control: `new Control()`, `.cancel()`, `.done`, `.cancelled`. A timer in ts/native polls it for
// progress, so no call ever crosses from a worker thread into JavaScript.
class ControlHandle : public Napi::ObjectWrap<ControlHandle> {
 public:
  static constexpr napi_type_tag kTag = {0x5b7c3e0d9f1a4c68, 0x81e2d4b6a7093f5c};
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
Napi::Value asyncTask(Napi::Env env, const std::vector<Napi::Value>& pinned, std::function<void()> work,
                      std::function<Napi::Value(Napi::Env)> finish = nullptr);

}  // namespace xsift
