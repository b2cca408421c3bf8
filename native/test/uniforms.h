// Numbers that look random, for tests.
#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/random/philox.h"

namespace xsift {

// n uniforms from -scale to scale.
inline std::vector<double> uniformsOf(uint64_t seed, size_t n, double scale) {
  std::vector<double> out(n);
  fillUniforms(seed, 255, 0, n, 1, out.data());
  for (double& u : out) u = scale * (2 * u - 1);
  return out;
}

}  // namespace xsift
