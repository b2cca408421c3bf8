// Mean counts behind observed background counts, so that a Poisson draw from them has the noise of one draw (from the
// counts themselves it would have that of two). The sum over channels stays the same.
//
//   lines   counts above a straight continuum in a line's window, where they are significant, keep the line's profile
//   rest    each count becomes a Gaussian whose standard deviation is half of the distance to either side that takes in
//           50 counts, and at least half of the detector's resolution; cut at 4 deviations and at the detector's ends
//
//   counts, mean  [channels];  resolution  [channels]: standard deviation of a line, channels
//   profiles      [lines][channels]: share of a line's photons in each channel, with a sum of 1 each
#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/cpu/parallel.h"

namespace xsift {

class Smoother {
 public:
  // profiles has whole rows of resolution.size() channels.
  Smoother(std::vector<double> resolution, const std::vector<double>& profiles);

  // A Gaussian of one width from its middle to both sides, 1 in its middle: [2 n + 1]; and the sums of 1 ... n + 1 of
  // its values from the middle on.
  struct Kernel {
    std::vector<double> values, sums;
    double total = 0;  // the last of the sums
  };
  struct Scratch {
    // By the distance that takes in enough counts; by channel where the resolution decides.
    std::vector<Kernel> byReach, byChannel;
    size_t kept = 0;  // numbers in them
    std::vector<size_t> reach;
    std::vector<double> continuum, lines, before, smooth;
  };
  // counts: 0 or more; mean may not be counts.
  void smooth(const double* counts, double* mean, Scratch& scratch) const;

  size_t channels() const { return resolution_.size(); }

 private:
  struct Line {
    std::vector<double> profile;
    size_t first, last;  // its window
    double share;        // of its photons in the window
  };
  double excessOf(const Line& line, const double* counts) const;
  void chooseReaches(Scratch& scratch) const;
  const Kernel& kernelAt(size_t c, Scratch& scratch) const;
  void spread(Scratch& scratch) const;

  std::vector<double> resolution_;
  std::vector<Line> lines_;
};

// What the background regions of spectra lead to expect in their source regions, by groups of channels.
struct ExpectedBackgrounds {
  size_t rows;
  const void* counts;  // [rows][channels], in the background regions, of a kind that `widen` knows
  void (*widen)(const void* counts, size_t first, size_t n, double* out);  // out[i] = counts[first + i]
  const double* scale;     // [rows]: background region to source region; 0: no background
  const int32_t* groupOf;  // [channels]: -1 is in no group
  size_t groups;
  float* expected;    // [rows][groups], set
  float* levelError;  // [rows], set: standard deviation of ln of the level, 1 / sqrt(N + 1/2), N the counts in groups
};

// An ExpectedBackgrounds::widen for counts of type T.
template <typename T>
void widenCounts(const void* counts, size_t first, size_t n, double* out) {
  const T* from = static_cast<const T*>(counts) + first;
  for (size_t i = 0; i < n; ++i) out[i] = static_cast<double>(from[i]);
}

// Rows side by side over threads; a background like that of the row before is not smoothed anew. the bits do not depend
// on the number of threads. False when cancelled.
bool expectBackgrounds(const Smoother& smoother, const ExpectedBackgrounds& job, int threads, Control* control);

}  // namespace xsift
