// uniforms(seed, stream, first, count, draws, out): fills out, count x draws.
#include "addon/arguments.h"
#include "core/random/philox.h"

namespace xsift {

static Napi::Value uniforms(const Napi::CallbackInfo& info) {
  const auto seed = static_cast<uint64_t>(integer(info[0], "seed", 0, kMaxSafe));
  const auto stream = static_cast<uint32_t>(integer(info[1], "stream", 0, kStreams - 1));
  const auto first = static_cast<uint64_t>(integer(info[2], "first", 0, kMaxSafe));
  const int64_t draws = integer(info[4], "draws", 1, 1 << 20);
  const int64_t count = integer(info[3], "count", 0, int64_t{1} << 40);
  const auto out = float64(info[5], "out", static_cast<size_t>(count * draws));
  fillUniforms(seed, stream, first, static_cast<uint64_t>(count), static_cast<uint32_t>(draws), out.data);
  return info.Env().Undefined();
}

void initRandom(Napi::Env env, Napi::Object exports) {
  exports.Set("uniforms", Napi::Function::New(env, uniforms, "uniforms"));
}

}  // namespace xsift
