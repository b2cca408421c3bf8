#include "core/spectral/disk.h"

#include <array>

#include "core/cpu/elementary.h"
#include "core/spectral/continuum.h"

namespace xsift {

namespace {

// ln(I(e) exp(e)) in steps of ln e, from Gauss's rule downwards from where nothing is left; a cubic between them errs
// by less than 1e-8.
class DiskIntegral {
 public:
  DiskIntegral() {
    const auto f = [](double x) {
      const double y = expOf(x), below = y < 1e-4 ? y * (1 + y / 2 * (1 + y / 3)) : expOf(y) - 1;
      return expOf(x * (8.0 / 3)) / below;
    };
    double sum = 0;
    for (size_t k = kNodes; k-- > 0;) {
      const double low = kLogFirst + static_cast<double>(k) * kStep;
      sum += integrate(low, low + kStep, 3 + expOf(low + kStep), f);
      values_[k] = logOf(sum) + expOf(low);
    }
  }
  double at(double logE) const {
    const double place = (logE - kLogFirst) / kStep;
    if (place < 1) return expOf(values_[0] - expOf(logE));
    const size_t k = static_cast<size_t>(place);
    if (k + 3 > kNodes - 1) return 0;  // e above 600
    const double t = place - static_cast<double>(k), *v = values_.data() + k;
    return expOf(-t * (t - 1) * (t - 2) / 6 * v[-1] + (t + 1) * (t - 1) * (t - 2) / 2 * v[0] -
                 (t + 1) * t * (t - 2) / 2 * v[1] + (t + 1) * t * (t - 1) / 6 * v[2] - expOf(logE));
  }

 private:
  static constexpr double kLogFirst = -16, kStep = 0.05;
  static constexpr size_t kNodes = 450;  // to ln e = 6.5
  std::array<double, kNodes> values_;
};

}  // namespace

double diskIntegral(double logE) {
  static const DiskIntegral integral;
  return integral.at(logE);
}

}  // namespace xsift
