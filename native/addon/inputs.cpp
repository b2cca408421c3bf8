// The JavaScript classes of inputs that are made of counts, by a rule (core/network/inputs.h, addon/spectra.h):
//
//   new FloatRows(rule, expected)        `expected`: how many rows there will be, as far as known
//   .append(counts, backgroundCounts, backgroundScale, rows, channels, first, exposure, descriptor)
//       makes the inputs of the given rows; counts: Uint8Array, Uint16Array, Uint32Array, Float32Array or Float64Array
//   .rows
//   .extras(first, out)                  fills `out` with the extra inputs of the rows from `first` on
//
//   new ExpectedRows(rule, expected, hasBackground)     the means of fresh draws (core/network/expected.h)
//   .append(...)                                        Float32Arrays of means, else as above; no background: 0
#include <memory>

#include "addon/handles.h"
#include "addon/spectra.h"
#include "core/likelihood/poisson.h"
#include "core/network/expected.h"

namespace xsift {

namespace {

template <typename Word, size_t N>
Word wordOf(const Napi::Value& value, const char* name, const std::pair<const char*, Word> (&words)[N]) {
  const std::string given = value.IsString() ? value.As<Napi::String>().Utf8Value() : "";
  std::string list;
  for (const auto& [word, meaning] : words) {
    if (given == word) return meaning;
    list += std::string(list.empty() ? "" : ", ") + word;
  }
  throw Napi::RangeError::New(value.Env(), std::string(name) + " must be one of " + list);
}

constexpr std::pair<const char*, bool> kCounts[] = {{"net", true}, {"total", false}};
constexpr std::pair<const char*, InputScale> kScales[] = {{"none", InputScale::None},
                                                          {"rate", InputScale::Rate},
                                                          {"unit", InputScale::Unit},
                                                          {"unit-channels", InputScale::UnitChannels},
                                                          {"unit-floor", InputScale::UnitFloor}};
constexpr std::pair<const char*, InputTransform> kTransforms[] = {
    {"none", InputTransform::None}, {"log1p", InputTransform::Log1p}, {"sqrt", InputTransform::Sqrt}};
constexpr std::pair<const char*, ExtraInput> kExtras[] = {{"logNetCounts", ExtraInput::LogNetCounts},
                                                          {"logTotalCounts", ExtraInput::LogTotalCounts},
                                                          {"backgroundShare", ExtraInput::BackgroundShare},
                                                          {"response", ExtraInput::Response}};

class FloatRowsHandle : public Napi::ObjectWrap<FloatRowsHandle> {
 public:
  static constexpr napi_type_tag kTag = {0x3d94b17fe6a05c28, 0xa5c06e2b8f7d1349};

  static Napi::Function define(Napi::Env env) {
    return DefineClass(
        env, "FloatRows",
        {InstanceAccessor("rows", &FloatRowsHandle::rows, nullptr), InstanceMethod("append", &FloatRowsHandle::append),
         InstanceMethod("extras", &FloatRowsHandle::extras)});
  }

  explicit FloatRowsHandle(const Napi::CallbackInfo& info)
      : Napi::ObjectWrap<FloatRowsHandle>(info), rule_(inputRuleFrom(info[0])) {
    rows_ = std::make_shared<FloatRows>(rule_.width(), static_cast<size_t>(integer(info[1], "expected", 0, 1 << 30)));
    Value().TypeTag(&kTag);
  }

  void Finalize(Napi::Env env) override { memory_.report(env, 0); }

  const std::shared_ptr<FloatRows>& shared() const { return rows_; }

 private:
  Napi::Value rows(const Napi::CallbackInfo& info) {
    return Napi::Number::New(info.Env(), static_cast<double>(rows_->rows()));
  }

  Napi::Value append(const Napi::CallbackInfo& info) {
    // Work that reads the rows shares them: it must not see them grow.
    if (rows_.use_count() > 1) throw Napi::Error::New(info.Env(), "rows cannot be added while they are in use");
    const bool isKnown = withKindOf(info[0], [&](auto kind) {
      const auto given = givenRows<decltype(kind)>(info, rule_);
      for (size_t i = 0; i < given.rows.length; ++i) rule_.fill(given.at(i), rows_->add());
    });
    if (!isKnown) throw Napi::TypeError::New(info.Env(), "counts must be an array of unsigned integers or floats");
    memory_.report(info.Env(), rows_->bytes());
    return info.Env().Undefined();
  }

  Napi::Value extras(const Napi::CallbackInfo& info) {
    return fillExtras(info, rows_->rows(), rule_.extras(), [&](size_t row) { return rows_->at(row) + rule_.groups(); });
  }

  InputRule rule_;
  std::shared_ptr<FloatRows> rows_;
  ReportedMemory memory_;
};

class ExpectedRowsHandle : public Napi::ObjectWrap<ExpectedRowsHandle> {
 public:
  static constexpr napi_type_tag kTag = {0x62b8d1f03c7e4a95, 0x8e04a7c2d9f5316b};

  static Napi::Function define(Napi::Env env) {
    return DefineClass(env, "ExpectedRows", {InstanceMethod("append", &ExpectedRowsHandle::append)});
  }

  explicit ExpectedRowsHandle(const Napi::CallbackInfo& info) : Napi::ObjectWrap<ExpectedRowsHandle>(info) {
    const InputRule rule = inputRuleFrom(info[0]);
    const auto expected = static_cast<size_t>(integer(info[1], "expected", 0, 1 << 30));
    rows_ = std::make_shared<ExpectedRows>(rule, expected, info[2].ToBoolean());
    Value().TypeTag(&kTag);
  }

  void Finalize(Napi::Env env) override { memory_.report(env, 0); }

  const std::shared_ptr<ExpectedRows>& shared() const { return rows_; }

 private:
  Napi::Value append(const Napi::CallbackInfo& info) {
    if (rows_.use_count() > 1) throw Napi::Error::New(info.Env(), "rows cannot be added while they are in use");
    const InputRule& rule = rows_->rule();
    const auto given = givenRows<float>(info, rule, "expected", "expectedBackground");
    for (size_t i = 0; i < given.rows.length; ++i) {
      const SpectrumCounts<float> means = given.at(i);
      requireMeans(info, means.counts, rule, "expected", given.rows[i]);
      if (means.background) requireMeans(info, means.background, rule, "expectedBackground", given.rows[i]);
    }
    for (size_t i = 0; i < given.rows.length; ++i) rows_->append(given.at(i));
    memory_.report(info.Env(), rows_->bytes());
    return info.Env().Undefined();
  }

  static void requireMeans(const Napi::CallbackInfo& info, const float* means, const InputRule& rule, const char* name,
                           uint32_t row) {
    for (size_t c = 0; c < rule.channels; c += rule.group) {
      double sum = 0;
      bool isValid = true;
      for (size_t i = c; i < std::min(c + rule.group, rule.channels); ++i) {
        sum += static_cast<double>(means[i]);
        isValid = isValid && isPoissonMean(static_cast<double>(means[i]));
      }
      if (isValid && isPoissonMean(sum)) continue;
      throw Napi::RangeError::New(info.Env(), std::string(name) + " of row " + std::to_string(row) + ": " +
                                                  std::to_string(sum) + " is not from 0 to 1e9");
    }
  }

  std::shared_ptr<ExpectedRows> rows_;
  ReportedMemory memory_;
};

}  // namespace

InputRule inputRuleFrom(const Napi::Value& value) {
  InputRule rule;
  if (value.IsNumber()) {
    rule.channels = static_cast<size_t>(integer(value, "channels", 1, 1 << 20));
    return rule;
  }
  if (!value.IsObject()) throw Napi::TypeError::New(value.Env(), "rule must be an object, or the number of channels");
  const auto given = value.As<Napi::Object>();
  const auto get = [&](const char* name) -> Napi::Value { return given.Get(name); };
  rule.channels = static_cast<size_t>(integer(get("channels"), "channels", 1, 1 << 20));
  const Napi::Value group = get("group"), counts = get("counts"), scale = get("scale"), transform = get("transform"),
                    extra = get("extra"), descriptors = get("descriptors");
  if (!group.IsUndefined()) rule.group = static_cast<size_t>(integer(group, "group", 1, 1 << 20));
  if (!counts.IsUndefined()) rule.isNet = wordOf(counts, "counts", kCounts);
  if (!scale.IsUndefined()) rule.scale = wordOf(scale, "scale", kScales);
  if (!transform.IsUndefined()) rule.transform = wordOf(transform, "transform", kTransforms);
  if (!descriptors.IsUndefined()) {
    rule.descriptors = static_cast<size_t>(integer(descriptors, "descriptors", 0, 1 << 10));
  }
  if (extra.IsUndefined()) return rule;
  if (!extra.IsArray() || extra.As<Napi::Array>().Length() > std::size(kExtras)) {
    throw Napi::TypeError::New(value.Env(), "extra must be an array of at most 4 words");
  }
  const auto words = extra.As<Napi::Array>();
  for (uint32_t i = 0; i < words.Length() && i < std::size(kExtras); ++i) {
    rule.extra.push_back(wordOf(words.Get(i), "extra", kExtras));
  }
  return rule;
}

std::shared_ptr<const FloatRows> floatRowsOr(const Napi::Value& value) {
  const bool isThis = value.IsObject() && value.As<Napi::Object>().CheckTypeTag(&FloatRowsHandle::kTag);
  return isThis ? FloatRowsHandle::Unwrap(value.As<Napi::Object>())->shared() : nullptr;
}

std::shared_ptr<const ExpectedRows> expectedRowsFrom(const Napi::Value& value) {
  return handleOf<ExpectedRowsHandle>(value, "expected must be native ExpectedRows").shared();
}

void initInputs(Napi::Env env, Napi::Object exports) {
  exports.Set("FloatRows", FloatRowsHandle::define(env));
  exports.Set("ExpectedRows", ExpectedRowsHandle::define(env));
}

}  // namespace xsift
