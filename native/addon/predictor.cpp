// The JavaScript class Predictor: a network with the rule by which it takes spectra (core/network/predictor.h).
//
//   new Predictor(rule, sizes, weights, mean, deviation, activation)
//   .predict(counts, backgroundCounts, backgroundScale, undefined, channels, first, exposure, descriptor,
//            begin, end, bandBegin, bandEnd, probabilities, extras, sums, threads)
//       the first eight as addon/spectra.h has them; begin, end: which spectra; bandBegin, bandEnd: the channels whose
//       counts are added up; probabilities, extras: Float32Array, sums: Float64Array (counts and background counts in
//       the band), with room for `end` spectra or more; done when it returns
#include "core/network/predictor.h"

#include "addon/handles.h"
#include "addon/networks.h"
#include "addon/spectra.h"

namespace xsift {

namespace {

class PredictorHandle : public Napi::ObjectWrap<PredictorHandle> {
 public:
  static constexpr napi_type_tag kTag = {0x7be3c1940d5f62a8, 0xc84d7f01a9e6325b};

  static Napi::Function define(Napi::Env env) {
    return DefineClass(env, "Predictor", {InstanceMethod("predict", &PredictorHandle::predict)});
  }

  explicit PredictorHandle(const Napi::CallbackInfo& info) : Napi::ObjectWrap<PredictorHandle>(info) {
    const InputRule rule = inputRuleFrom(info[0]);
    const Topology topology = topologyOf(info[1]);
    if (static_cast<size_t>(topology.sizes[0]) != rule.width()) {
      throw Napi::RangeError::New(info.Env(), "sizes must begin with the number of inputs that the rule makes");
    }
    const Activation activation = activationOf(info[5]);
    const NetworkNumbers given = networkNumbers(info[2], info[3], info[4], topology);
    predictor_ = std::make_unique<Predictor>(rule, topology, activation, given.weights, given.mean, given.deviation);
    memory_.report(info.Env(), predictor_->bytes());
    Value().TypeTag(&kTag);
  }

  void Finalize(Napi::Env env) override { memory_.report(env, 0); }

 private:
  Napi::Value predict(const Napi::CallbackInfo& info) {
    const bool isKnown = withKindOf(info[0], [&](auto kind) { predictAs<decltype(kind)>(info); });
    if (!isKnown) throw Napi::TypeError::New(info.Env(), "counts must be an array of unsigned integers or floats");
    return info.Env().Undefined();
  }

  template <typename T>
  void predictAs(const Napi::CallbackInfo& info) {
    const auto given = givenSpectra<T>(info, predictor_->rule());
    const auto wholeTo = [&](size_t i, const char* name, size_t most) {
      return static_cast<size_t>(integer(info[i], name, 0, static_cast<int64_t>(most)));
    };
    const size_t end = wholeTo(9, "end", given.spectra()), begin = wholeTo(8, "begin", end);
    const size_t bandEnd = wholeTo(11, "bandEnd", given.channels), bandBegin = wholeTo(10, "bandBegin", bandEnd);
    const auto probabilities = float32(info[12], "probabilities"), extras = float32(info[13], "extras");
    const auto sums = float64(info[14], "sums");
    if (probabilities.length < end * predictor_->classes() || extras.length < end * predictor_->rule().extras() ||
        sums.length < end * 2) {
      throw Napi::RangeError::New(info.Env(), "probabilities, extras and sums must have room for all spectra");
    }
    const size_t done = predictor_->predict(given.view(), begin, end, {bandBegin, bandEnd},
                                            {probabilities.data, extras.data, sums.data}, threadsOf(info[15]));
    if (done < end) throw Napi::RangeError::New(info.Env(), tooManyCounts(done));
  }

  std::unique_ptr<Predictor> predictor_;
  ReportedMemory memory_;
};

}  // namespace

void initPredictor(Napi::Env env, Napi::Object exports) { exports.Set("Predictor", PredictorHandle::define(env)); }

}  // namespace xsift
