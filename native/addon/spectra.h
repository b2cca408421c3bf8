// What `append` of the rows of spectra takes: (counts, backgroundCounts, backgroundScale, rows, channels, first,
// exposure, descriptor). Of counts, [spectra][channels], the given rows, their channels from `first` on;
// backgroundCounts of the same kind and one scale a spectrum, or both undefined; one exposure (s) a spectrum and as
// many numbers of its response as the rule says, or undefined where the rule needs none.
#pragma once
#include <string>
#include <type_traits>

#include "addon/arguments.h"
#include "core/network/predictor.h"

namespace xsift {

// The rule from { channels, group, counts, scale, transform, extra, descriptors }: the words of ts/network/inputs.ts,
// of which all but `channels` have defaults; or from the number of channels.
InputRule inputRuleFrom(const Napi::Value& value);

template <typename T>
Span<T> numbersOf(const Napi::Value& value, const char* name) {
  if constexpr (std::is_same_v<T, uint8_t>) return uint8(value, name);
  else if constexpr (std::is_same_v<T, uint16_t>) return uint16(value, name);
  else if constexpr (std::is_same_v<T, uint32_t>) return uint32(value, name);
  else if constexpr (std::is_same_v<T, float>) return float32(value, name);
  else return float64(value, name);
}

template <typename T>
struct GivenRows {
  Span<T> counts{nullptr, 0}, background{nullptr, 0};
  Span<double> scale{nullptr, 0}, exposure{nullptr, 0};
  Span<float> descriptor{nullptr, 0};
  Span<uint32_t> rows{nullptr, 0};
  size_t channels = 0, first = 0, descriptors = 0;

  size_t spectra() const { return counts.length / channels; }
  SpectrumRows<T> view() const {
    return {counts.data, background.data, scale.data, exposure.data, descriptor.data, channels, first, descriptors};
  }
  SpectrumCounts<T> at(size_t i) const { return view().at(rows[i]); }
};

// All but the chosen rows. Checked: every place that `view().at` points to is there. The names are what messages call
// counts and background counts.
template <typename T>
GivenRows<T> givenSpectra(const Napi::CallbackInfo& info, const InputRule& rule, const char* name = "counts",
                          const char* backgroundName = "backgroundCounts") {
  const auto fail = [&](const std::string& what) { throw Napi::RangeError::New(info.Env(), what); };
  const auto channels = static_cast<size_t>(integer(info[4], "channels", 1, 1 << 30));
  const auto first = static_cast<size_t>(integer(info[5], "first", 0, 1 << 30));
  if (first + rule.channels > channels) fail("the channels end before first + width");
  GivenRows<T> given;
  given.counts = numbersOf<T>(info[0], name);
  given.channels = channels;
  given.first = first;
  given.descriptors = rule.descriptors;
  const size_t spectra = given.counts.length / channels;
  if (given.counts.length % channels != 0) fail(std::string(name) + " must hold whole rows of channels");
  if (!info[1].IsUndefined()) {
    given.background = numbersOf<T>(info[1], backgroundName);
    if (given.background.length != given.counts.length) {
      fail(std::string(backgroundName) + " must hold as many numbers as " + name);
    }
    given.scale = float64(info[2], "backgroundScale", spectra);
  }
  if (rule.scale == InputScale::Rate) given.exposure = float64(info[6], "exposure", spectra);
  if (rule.descriptors > 0) given.descriptor = float32(info[7], "descriptor", spectra * rule.descriptors);
  return given;
}

// The same with the chosen rows.
template <typename T>
GivenRows<T> givenRows(const Napi::CallbackInfo& info, const InputRule& rule, const char* name = "counts",
                       const char* backgroundName = "backgroundCounts") {
  GivenRows<T> given = givenSpectra<T>(info, rule, name, backgroundName);
  const size_t spectra = given.spectra();
  given.rows = uint32(info[3], "rows");
  for (size_t i = 0; i < given.rows.length; ++i) {
    if (given.rows[i] < spectra) continue;
    throw Napi::RangeError::New(info.Env(), "rows[" + std::to_string(i) + "] is " + std::to_string(given.rows[i]) +
                                                ", but there are " + std::to_string(spectra) + " spectra");
  }
  return given;
}

inline std::string tooManyCounts(size_t row) {
  return "a group of channels of spectrum " + std::to_string(row) + " has over 2^32 - 1 counts";
}

// Fills the Float32Array info[1] with `width` numbers of each row from info[0] on, of `rows` in all.
template <typename At>
Napi::Value fillExtras(const Napi::CallbackInfo& info, size_t rows, size_t width, const At& at) {
  const auto first = static_cast<size_t>(integer(info[0], "first", 0, static_cast<int64_t>(rows)));
  const auto out = float32(info[1], "out");
  if (width == 0 || out.length % width != 0 || out.length / width > rows - first) {
    throw Napi::RangeError::New(info.Env(), "out must hold whole rows, and not more than there are");
  }
  for (size_t i = 0; i < out.length / width; ++i) std::copy_n(at(first + i), width, &out[i * width]);
  return info.Env().Undefined();
}

// visit(T()) for the kind of a typed array. False for a kind that counts do not have.
template <typename Visit>
bool withKindOf(const Napi::Value& value, const Visit& visit) {
  switch (value.IsTypedArray() ? value.As<Napi::TypedArray>().TypedArrayType() : napi_int8_array) {
    case napi_uint8_array: return visit(uint8_t()), true;
    case napi_uint16_array: return visit(uint16_t()), true;
    case napi_uint32_array: return visit(uint32_t()), true;
    case napi_float32_array: return visit(float()), true;
    case napi_float64_array: return visit(double()), true;
    default: return false;
  }
}

}  // namespace xsift
