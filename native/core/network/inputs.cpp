#include "core/network/inputs.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <type_traits>

#include "core/cpu/elementary.h"

namespace xsift {

namespace {

double log10Of(double x) { return logOf(x) * 0.43429448190325182765; }

// ln(1 + x) for x >= 0: what is lost in 1 + x is made good by the second factor.
double log1pOf(double x) {
  const double above = 1 + x;
  return above == 1 ? x : logOf(above) * (x / (above - 1));
}

double transformed(InputTransform kind, double x) {
  if (kind == InputTransform::Log1p) return std::copysign(log1pOf(std::fabs(x)), x);
  if (kind == InputTransform::Sqrt) return std::copysign(std::sqrt(std::fabs(x)), x);
  return x;
}

}  // namespace

size_t InputRule::width() const {
  size_t width = groups();
  for (ExtraInput kind : extra) width += kind == ExtraInput::Response ? descriptors : 1;
  return width;
}

Factors InputRule::factors(double counts, double background, double backgroundScale, double exposure,
                           size_t groups) const {
  const double sum = isNet ? counts - backgroundScale * background : counts;
  const auto over = [&](double divisor) { return Factors{1 / divisor, -backgroundScale / divisor}; };
  const auto times = [&](double factor) { return Factors{factor, -backgroundScale * factor}; };
  if (scale == InputScale::None) return times(1);
  if (scale == InputScale::Rate) return times(1 / (exposure / 1000));
  if (scale == InputScale::UnitFloor) return over(std::max(sum, kLeastNetCounts));
  if (!(sum > 0)) return times(std::numeric_limits<double>::quiet_NaN());
  return scale == InputScale::Unit ? over(sum) : times(static_cast<double>(groups) / sum);
}

template <typename T>
bool InputRule::addGroups(const T* x, uint32_t* out) const {
  uint64_t largest = 0;
  for (size_t first = 0; first < channels; first += group) {
    const size_t end = std::min(first + group, channels);
    uint64_t sum = 0;
    for (size_t c = first; c < end; ++c) sum += x[c];
    largest = std::max(largest, sum);
    *out++ = static_cast<uint32_t>(sum);
  }
  return largest <= std::numeric_limits<uint32_t>::max();
}

void InputRule::fillExtras(double counts, double background, double backgroundScale, const float* descriptor,
                           float* out) const {
  const double scaled = backgroundScale * background;
  for (ExtraInput kind : extra) {
    if (kind == ExtraInput::Response) {
      out = std::copy_n(descriptor, descriptors, out);
      continue;
    }
    const double x = kind == ExtraInput::LogNetCounts     ? log10Of(std::max(counts - scaled, kLeastNetCounts))
                     : kind == ExtraInput::LogTotalCounts ? log10Of(counts + 1)
                                                          : std::sqrt(scaled / (counts + 1));
    *out++ = static_cast<float>(x);
  }
}

template <typename T>
void InputRule::fillExtras(const SpectrumCounts<T>& spectrum, float* out) const {
  const double background = spectrum.background ? sumOfCounts(spectrum.background, channels) : 0;
  fillExtras(sumOfCounts(spectrum.counts, channels), background, spectrum.backgroundScale, spectrum.descriptor, out);
}

template <typename T>
bool InputRule::fill(const SpectrumCounts<T>& spectrum, float* out) const {
  const double backgroundScale = spectrum.background ? spectrum.backgroundScale : 0;
  const double counts = sumOfCounts(spectrum.counts, channels);
  const double background = spectrum.background ? sumOfCounts(spectrum.background, channels) : 0;
  const double factor = factors(counts, background, backgroundScale, spectrum.exposure, groups()).counts;
  const bool isSubtracted = isNet && spectrum.background;
  const bool isPlain = group == 1 && isLinear() && !isSubtracted;
  for (size_t c = 0; isPlain && c < channels; ++c) {
    *out++ = static_cast<float>(static_cast<double>(spectrum.counts[c]) * factor);
  }
  for (size_t first = isPlain ? channels : 0; first < channels; first += group) {
    const size_t here = std::min(group, channels - first);
    double x = sumOfCounts(spectrum.counts + first, here);
    if (isSubtracted) x -= backgroundScale * sumOfCounts(spectrum.background + first, here);
    *out++ = static_cast<float>(transformed(transform, x * factor));
  }
  fillExtras(counts, background, backgroundScale, spectrum.descriptor, out);
  return factor == factor;
}

template bool InputRule::addGroups(const uint8_t*, uint32_t*) const;
template bool InputRule::addGroups(const uint16_t*, uint32_t*) const;
template bool InputRule::addGroups(const uint32_t*, uint32_t*) const;
template void InputRule::fillExtras(const SpectrumCounts<uint8_t>&, float*) const;
template void InputRule::fillExtras(const SpectrumCounts<uint16_t>&, float*) const;
template void InputRule::fillExtras(const SpectrumCounts<uint32_t>&, float*) const;
template bool InputRule::fill(const SpectrumCounts<uint8_t>&, float*) const;
template bool InputRule::fill(const SpectrumCounts<uint16_t>&, float*) const;
template bool InputRule::fill(const SpectrumCounts<uint32_t>&, float*) const;
template bool InputRule::fill(const SpectrumCounts<float>&, float*) const;
template bool InputRule::fill(const SpectrumCounts<double>&, float*) const;

}  // namespace xsift
