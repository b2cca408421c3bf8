// Registers the bindings, one file an area. There is no state beyond the objects JavaScript holds, so every
// worker_thread may load the addon too.
#include "addon/arguments.h"
#include "addon/handles.h"
#include "core/cpu/isa.h"

namespace xsift {

static Napi::Value buildInfo(const Napi::CallbackInfo& info) {
  Napi::Object result = Napi::Object::New(info.Env());
  result.Set("openmp", hasOpenMP());
  result.Set("isa", isaName(chosenIsa()));
  Napi::Array supported = Napi::Array::New(info.Env());
  for (Isa isa : kIsas) {
    if (isSupported(isa)) supported.Set(supported.Length(), isaName(isa));
  }
  result.Set("supported", supported);
  result.Set("compiler",
#if defined(__clang__)
             "clang " __clang_version__
#elif defined(__GNUC__)
             "gcc " __VERSION__
#else
             "unknown"
#endif
  );
  return result;
}

static Napi::Object limits(Napi::Env env) {
  Napi::Object result = Napi::Object::New(env);
  result.Set("exposure", kMaxExposure);
  result.Set("threads", static_cast<double>(kMaxThreads));
  return result;
}

static Napi::Object init(Napi::Env env, Napi::Object exports) {
  ControlHandle::init(env, exports);
  exports.Set("limits", limits(env));
  exports.Set("buildInfo", Napi::Function::New(env, buildInfo, "buildInfo"));
  initBank(env, exports);
  initCounts(env, exports);
  initInputs(env, exports);
  initNetwork(env, exports);
  initPredictor(env, exports);
  initRandom(env, exports);
  initResponse(env, exports);
  initSmoother(env, exports);
  initSpectral(env, exports);
  initSimulation(env, exports);
  return exports;
}

}  // namespace xsift

static Napi::Object initAddon(Napi::Env env, Napi::Object exports) { return xsift::init(env, exports); }
NODE_API_MODULE(xsift, initAddon)
