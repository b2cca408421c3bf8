// The JavaScript class Smoother: expected background of a response's channels (core/simulation/smooth.h).
//
//   new Smoother(resolution, profiles)                  Float64Array, one a channel; Float64Array, lines x channels
//   .smooth(counts, mean)                               Float64Array, one a channel each
//   .expected({ counts, scale, groupOf, groups, expected, levelError }, threads, control) -> Promise
//       counts: Uint8Array, Uint16Array, Uint32Array, Float32Array or Float64Array
#include "addon/arguments.h"
#include "addon/handles.h"
#include "addon/spectra.h"
#include "core/simulation/smooth.h"

namespace xsift {

namespace {

class SmootherHandle : public Napi::ObjectWrap<SmootherHandle> {
 public:
  static constexpr napi_type_tag kTag = {0x2ce8a47b90d3f156, 0xd1b07c35e94a682f};

  static Napi::Function define(Napi::Env env) {
    return DefineClass(
        env, "Smoother",
        {InstanceMethod("smooth", &SmootherHandle::smooth), InstanceMethod("expected", &SmootherHandle::expected)});
  }

  explicit SmootherHandle(const Napi::CallbackInfo& info) : Napi::ObjectWrap<SmootherHandle>(info) {
    const auto resolution = float64(info[0], "resolution"), profiles = float64(info[1], "profiles");
    if (resolution.length == 0 || profiles.length % resolution.length != 0) {
      throw Napi::RangeError::New(info.Env(), "profiles must hold whole rows of channels");
    }
    smoother_ = std::make_shared<const Smoother>(resolution.copy(), profiles.copy());
    Value().TypeTag(&kTag);
  }

 private:
  Napi::Value smooth(const Napi::CallbackInfo& info) {
    const auto counts = float64(info[0], "counts", smoother_->channels());
    const auto mean = float64(info[1], "mean", smoother_->channels());
    smoother_->smooth(counts.data, mean.data, scratch_);
    return info.Env().Undefined();
  }

  Napi::Value expected(const Napi::CallbackInfo& info) {
    if (!info[0].IsObject()) throw Napi::TypeError::New(info.Env(), "an object is needed");
    const Napi::Object given = info[0].As<Napi::Object>();
    std::vector<Napi::Value> values;
    for (const char* name : {"counts", "scale", "groupOf", "expected", "levelError"}) {
      values.push_back(given.Get(name));
      requireFixedLength(values.back(), name);
    }
    const auto groups = static_cast<size_t>(integer(given.Get("groups"), "groups", 1, 1 << 20));
    const int threads = threadsOf(info[1]);
    const std::shared_ptr<Control> control = ControlHandle::from(info[2]);
    // From here on no JavaScript runs.
    const auto scale = float64(values[1], "scale");
    const auto groupOf =
        std::make_shared<const std::vector<int32_t>>(int32(values[2], "groupOf", smoother_->channels()).copy());
    for (const int32_t group : *groupOf) {
      if (group >= static_cast<int32_t>(groups))
        throw Napi::RangeError::New(info.Env(), "groupOf has a number too high");
    }
    const size_t rows = scale.length;
    const void* counts = nullptr;
    void (*widen)(const void*, size_t, size_t, double*) = nullptr;
    const bool isKnown = withKindOf(values[0], [&](auto kind) {
      const auto numbers = numbersOf<decltype(kind)>(values[0], "counts");
      if (numbers.length != rows * smoother_->channels()) {
        throw Napi::RangeError::New(info.Env(), "counts must hold as many rows of channels as there are scales");
      }
      counts = numbers.data;
      widen = widenCounts<decltype(kind)>;
    });
    if (!isKnown) throw Napi::TypeError::New(info.Env(), "counts must be an array of unsigned integers or floats");
    const ExpectedBackgrounds job = {rows,
                                     counts,
                                     widen,
                                     scale.data,
                                     groupOf->data(),
                                     groups,
                                     float32(values[3], "expected", rows * groups).data,
                                     float32(values[4], "levelError", rows).data};
    return asyncTask(info.Env(), values, [smoother = smoother_, groupOf, job, threads, control] {
      expectBackgrounds(*smoother, job, threads, control.get());
    });
  }

  std::shared_ptr<const Smoother> smoother_;
  Smoother::Scratch scratch_;
};

}  // namespace

void initSmoother(Napi::Env env, Napi::Object exports) { exports.Set("Smoother", SmootherHandle::define(env)); }

}  // namespace xsift
