// From the counts of a spectrum to the inputs of a network: the one place that does it, for stored counts, for fresh
// draws and for prediction.
//
//   n_g, b_g  counts of the source and of the background region, summed over the channels of group g: `group`
//             neighbouring channels, in the last group those that are left
//   s         factor that scales the background region to the source region, 0 without a background
//   x_g = n_g - s b_g (net) or n_g (total),   X = sum_g x_g,   N = sum_g n_g,   B = sum_g b_g
//   y_g = f(x_g / d)
//   d = 1 (none), exposure in ks (rate), X (unit), X / groups (unit-channels), max(X, 1/2) (unit-floor)
//   f(x) = x (none), sign(x) ln(1 + |x|) (log1p), sign(x) sqrt(|x|) (sqrt)
//
// Divided by an X that is not above 0, a spectrum has no inputs: they are NaN. After the groups come the extra inputs,
// in the order of the rule:
//
//   log net counts  log10 max(N - s B, 1/2),   log total counts  log10(N + 1)
//   background share  sqrt(s B / (N + 1)),      response  the numbers that describe the response
//
// Sums and functions are double, the results single precision. The logarithm is our own (cpu/elementary.h), so that
// inputs do not depend on the C library.
// Roofline: a pass over the counts, 0.1 to 0.2 us for 527 channels; the functions take some ns a group.
#pragma once
#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <vector>

namespace xsift {

enum class InputScale : uint8_t { None, Rate, Unit, UnitChannels, UnitFloor };
enum class InputTransform : uint8_t { None, Log1p, Sqrt };
enum class ExtraInput : uint8_t { LogNetCounts, LogTotalCounts, BackgroundShare, Response };

constexpr double kLeastNetCounts = 0.5;  // that unit-floor divides by and that a logarithm is taken of

// A spectrum; background null: none. T is an unsigned integer, or float or double for counts that are not whole.
template <typename T>
struct SpectrumCounts {
  const T* counts;
  const T* background;
  double backgroundScale;
  double exposure;          // s
  const float* descriptor;  // of the response
};

// Whole numbers add up exactly and in any order; others in kSumLanes sums side by side, so that none waits for the one
// before, and these one after another.
template <typename T>
double sumOfCounts(const T* x, size_t n) {
  if constexpr (std::is_integral_v<T>) {
    uint64_t sum = 0;
    for (size_t c = 0; c < n; ++c) sum += x[c];
    return static_cast<double>(sum);
  } else {
    constexpr size_t kSumLanes = 8;
    double lanes[kSumLanes] = {};
    size_t c = 0;
    for (; c + kSumLanes <= n; c += kSumLanes) {
      for (size_t i = 0; i < kSumLanes; ++i) lanes[i] += static_cast<double>(x[c + i]);
    }
    for (size_t i = 0; c < n; ++c, ++i) lanes[i] += static_cast<double>(x[c]);
    double sum = 0;
    for (const double lane : lanes) sum += lane;
    return sum;
  }
}

// What multiplies counts and background counts.
struct Factors {
  double counts, background;
};

struct InputRule {
  size_t channels = 0, group = 1;
  size_t descriptors = 0;  // numbers that describe a response
  bool isNet = true;
  InputScale scale = InputScale::Unit;
  InputTransform transform = InputTransform::None;
  std::vector<ExtraInput> extra;

  size_t groups() const { return (channels + group - 1) / group; }
  size_t width() const;
  size_t extras() const { return width() - groups(); }
  // The groups are counts times a factor, which planes of bytes can stand for (network/counts.h).
  bool isLinear() const { return transform == InputTransform::None; }
  bool hasBackground() const { return isNet || !extra.empty(); }
  // From the sums over the channels; NaN where a spectrum has no inputs.
  Factors factors(double counts, double background, double backgroundScale, double exposure, size_t groups) const;
  // out: groups() sums of counts. False if one of them is too large.
  template <typename T>
  bool addGroups(const T* x, uint32_t* out) const;
  // extras() numbers, from the sums over the channels.
  void fillExtras(double counts, double background, double backgroundScale, const float* descriptor, float* out) const;
  template <typename T>
  void fillExtras(const SpectrumCounts<T>& spectrum, float* out) const;
  // width() numbers. False for a spectrum that has no inputs.
  template <typename T>
  bool fill(const SpectrumCounts<T>& spectrum, float* out) const;
};

}  // namespace xsift
