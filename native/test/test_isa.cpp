// Every variant of a kernel that this machine can run, against the scalar functions: the same bits.
#include <cstdint>
#include <cstring>
#include <limits>
#include <vector>

#include "check.h"
#include "core/cpu/elementary.h"
#include "core/cpu/isa.h"
#include "core/spectral/kernels.h"

using namespace xsift;

static bool sameBits(double a, double b) { return std::memcmp(&a, &b, sizeof a) == 0 || (a != a && b != b); }

int main() {
  const double infinity = std::numeric_limits<double>::infinity(), nan = std::numeric_limits<double>::quiet_NaN();
  std::vector<double> x = {0,        -0.0,      1e-300, 709.7827, 709.79, -745.13, -745.2,
                           infinity, -infinity, nan,    0.5,      -708.5, 1};
  for (int i = 0; i < 100000; ++i) x.push_back(-750 + 1461e-5 * i);
  for (int i = 0; i < 10000; ++i) x.push_back((i - 5000) * 0.34657359027997264);  // ties of the rounding to k
  int variants = 0;
  for (Isa isa : kIsas) {
    const SpectralKernels* kernels = spectralKernels(isa);
    CHECK((kernels != nullptr) == isSupported(isa));
    if (!kernels) {
      std::printf("%s: not supported here\n", isaName(isa));
      continue;
    }
    ++variants;
    for (size_t n : {size_t{1}, size_t{7}, size_t{8}, size_t{33}, x.size()}) {
      std::vector<double> out(n + 1, 1);
      out[n] = -1;
      const Term term{x.data(), 1};
      kernels->multiplyByExp(&term, 1, n, out.data());
      size_t wrong = 0;
      for (size_t i = 0; i < n; ++i) wrong += !sameBits(out[i], expOf(x[i]));
      CHECK(wrong == 0);
      CHECK(out[n] == -1);
    }
  }
  CHECK(variants >= 1 && &spectralKernels() == spectralKernels(chosenIsa()));
  return xsift_test::report();
}
