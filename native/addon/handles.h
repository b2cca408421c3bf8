// Native objects that other bindings take as arguments, and the registration of each area's binding.
// Each `...From` lives in the file of its area and throws a TypeError naming what it expected.
#pragma once
#include <napi.h>

#include <memory>

namespace xsift {

class CountRows;
class ExpectedRows;
class FloatRows;
class Model;
struct Response;

// Native memory that V8 should know of.
class ReportedMemory {
 public:
  void report(Napi::Env env, size_t bytes) {
    Napi::MemoryManagement::AdjustExternalMemory(env, static_cast<int64_t>(bytes) - reported_);
    reported_ = static_cast<int64_t>(bytes);
  }

 private:
  int64_t reported_ = 0;
};

std::shared_ptr<const CountRows> countRowsFrom(const Napi::Value& value);
std::shared_ptr<const ExpectedRows> expectedRowsFrom(const Napi::Value& value);
// Null for any other value.
std::shared_ptr<const FloatRows> floatRowsOr(const Napi::Value& value);
std::shared_ptr<const Model> modelFrom(const Napi::Value& value);
// Throws a RangeError unless all `rows` parameter sets pass the model's own check.
void requireParameters(Napi::Env env, const Model& model, const double* parameters, size_t rows);
std::shared_ptr<const Response> responseFrom(const Napi::Value& value);

void initBank(Napi::Env env, Napi::Object exports);
void initCounts(Napi::Env env, Napi::Object exports);
void initInputs(Napi::Env env, Napi::Object exports);
void initNetwork(Napi::Env env, Napi::Object exports);
void initPredictor(Napi::Env env, Napi::Object exports);
void initRandom(Napi::Env env, Napi::Object exports);
void initResponse(Napi::Env env, Napi::Object exports);
void initSimulation(Napi::Env env, Napi::Object exports);
void initSmoother(Napi::Env env, Napi::Object exports);
void initSpectral(Napi::Env env, Napi::Object exports);

}  // namespace xsift
