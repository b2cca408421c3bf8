#include "core/cpu/isa.h"

#include <cstdlib>
#include <cstring>
#include <stdexcept>
#include <string>

namespace xsift {

const char* isaName(Isa isa) {
  switch (isa) {
    case Isa::Avx2: return "avx2";
    case Isa::Avx512: return "avx512";
    case Isa::Neon: return "neon";
    default: return "serial";
  }
}

bool isSupported(Isa isa) {
  if (isa == Isa::Serial) return true;
#if XSIFT_HAS_X86
  // The compiler's run-time library asks XGETBV too: registers that the operating system does not save do not count.
  __builtin_cpu_init();
  const bool avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
  if (isa == Isa::Avx2) return avx2;
  if (isa == Isa::Avx512) {
    return avx2 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
           __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
  }
  return false;
#elif XSIFT_HAS_NEON
  return isa == Isa::Neon;
#else
  return false;
#endif
}

namespace {

Isa choose() {
  const char* forced = std::getenv("XSIFT_FORCE_ISA");
  if (!forced || !*forced) {
    Isa best = Isa::Serial;
    for (Isa isa : kIsas) {
      if (isSupported(isa)) best = isa;
    }
    return best;
  }
  std::string supported;
  for (Isa isa : kIsas) {
    if (!isSupported(isa)) continue;
    if (std::strcmp(forced, isaName(isa)) == 0) return isa;
    supported += std::string(supported.empty() ? "" : ", ") + isaName(isa);
  }
  throw std::runtime_error("XSIFT_FORCE_ISA is '" + std::string(forced) + "'; this machine and build support " +
                           supported);
}

}  // namespace

Isa chosenIsa() {
  static const Isa chosen = choose();
  return chosen;
}

}  // namespace xsift
