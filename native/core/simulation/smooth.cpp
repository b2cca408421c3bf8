#include "core/simulation/smooth.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/cpu/elementary.h"
#include "core/simulation/smooth_kernels.h"

namespace xsift {

namespace {

constexpr double kKernelCounts = 50, kSignificance = 3, kCut = 4;
constexpr double kWindow = 0.1;        // a line's window ends where its profile falls below this share of its peak
constexpr size_t kMostKept = 1 << 20;  // numbers of kernels that are kept

// The highest power of two that is not above n, or 0.
size_t highestBit(size_t n) {
  size_t bit = n > 0 ? 1 : 0;
  while (bit > 0 && bit <= n / 2) bit *= 2;
  return bit;
}

double sumOf(const double* begin, const double* end) { return std::accumulate(begin, end, 0.0); }

}  // namespace

Smoother::Smoother(std::vector<double> resolution, const std::vector<double>& profiles)
    : resolution_(std::move(resolution)) {
  const size_t n = channels();
  for (size_t at = 0; at + n <= profiles.size(); at += n) {
    Line line{
        {profiles.begin() + static_cast<std::ptrdiff_t>(at), profiles.begin() + static_cast<std::ptrdiff_t>(at + n)},
        0,
        0,
        0};
    const auto peak = std::max_element(line.profile.begin(), line.profile.end());
    line.first = line.last = static_cast<size_t>(peak - line.profile.begin());
    const double least = kWindow * *peak;
    while (line.first > 0 && line.profile[line.first - 1] > least) --line.first;
    while (line.last + 1 < n && line.profile[line.last + 1] > least) ++line.last;
    line.share = sumOf(line.profile.data() + line.first, line.profile.data() + line.last + 1);
    lines_.push_back(std::move(line));
  }
}

// Counts of a line: those in its window above the continuum of both sides, or 0 if they may be chance.
double Smoother::excessOf(const Line& line, const double* counts) const {
  const size_t width = line.last - line.first + 1, side = (width + 1) / 2;
  if (line.first < side || line.last + side >= channels()) return 0;
  const double* first = counts + line.first;
  const double* end = counts + line.last + 1;
  const double inside = sumOf(first, end), beside = sumOf(first - side, first) + sumOf(end, end + side);
  const double factor = static_cast<double>(width) / static_cast<double>(2 * side), excess = inside - factor * beside;
  if (!(excess > kSignificance * std::sqrt(inside + factor * factor * beside))) return 0;
  return excess / line.share;
}

// Of each channel, the distance to either side that takes in enough counts, in channels.
void Smoother::chooseReaches(Scratch& scratch) const {
  const size_t n = channels();
  std::vector<double>& before = scratch.before;
  before.assign(n + 1, 0);
  for (size_t c = 0; c < n; ++c) before[c + 1] = before[c] + std::max(0.0, scratch.continuum[c]);
  scratch.reach.resize(n);
  const double* sums = before.data();
  const auto isShort = [&](size_t c, size_t k) {
    return sums[std::min(n, c + k + 1)] - sums[c < k ? 0 : c - k] < kKernelCounts;
  };
  // What a channel reaches holds what its neighbour reaches with one less, so that the two differ by at most one
  // channel. Every step waits for the one before: some stretches of channels are gone through side by side.
  constexpr size_t kStretches = 4;
  const size_t length = (n + kStretches - 1) / kStretches;
  size_t reaches[kStretches] = {};
  for (size_t s = 0; s < kStretches && s * length < n; ++s) {
    size_t& reach = reaches[s];
    for (size_t step = highestBit(n); step > 0; step /= 2) {
      if (reach + step <= n && isShort(s * length, reach + step - 1)) reach += step;
    }
    scratch.reach[s * length] = reach;
  }
  for (size_t i = 1; i < length; ++i) {
    for (size_t s = 0; s < kStretches; ++s) {
      const size_t c = s * length + i, reach = reaches[s], less = reach > 0 ? reach - 1 : 0;
      if (c >= n) break;
      const size_t more = reach > 0 && isShort(c, less) ? 1 : 0;
      reaches[s] = scratch.reach[c] = std::min(n, less + more + (isShort(c, reach) ? 1 : 0));
    }
  }
}

const Smoother::Kernel& Smoother::kernelAt(size_t c, Scratch& scratch) const {
  const bool byReach = static_cast<double>(scratch.reach[c]) >= resolution_[c];
  Kernel& kernel = byReach ? scratch.byReach[scratch.reach[c]] : scratch.byChannel[c];
  if (!kernel.values.empty()) return kernel;
  const double width = (byReach ? static_cast<double>(scratch.reach[c]) : resolution_[c]) / 2;
  const auto last = static_cast<size_t>(std::min(kCut * width, static_cast<double>(channels())));
  kernel.values.resize(2 * last + 1);
  double total = 0;
  for (size_t i = 0; i <= last; ++i) {
    const double x = i == 0 ? 0 : static_cast<double>(i) / width;
    kernel.values[last + i] = kernel.values[last - i] = expOf(-0.5 * x * x);
    kernel.sums.push_back(total += kernel.values[last + i]);
  }
  kernel.total = total;
  scratch.kept += kernel.values.size() + kernel.sums.size();
  return kernel;
}

void Smoother::spread(Scratch& scratch) const {
  const size_t n = channels();
  scratch.smooth.assign(n, 0);
  if (scratch.kept > kMostKept || scratch.byChannel.size() != n) {
    scratch.byReach.assign(n + 1, {});
    scratch.byChannel.assign(n, {});
    scratch.kept = 0;
  }
  const auto addScaled = smoothKernels().addScaled;
  for (size_t c = 0; c < n; ++c) {
    if (scratch.continuum[c] == 0) continue;
    const Kernel& kernel = kernelAt(c, scratch);
    const size_t last = kernel.values.size() / 2, left = std::min(last, c), right = std::min(last, n - 1 - c);
    const double toLeft = left == last ? kernel.total : kernel.sums[left];
    const double toRight = right == last ? kernel.total : kernel.sums[right];
    const double factor = scratch.continuum[c] / (toLeft + toRight - 1);
    addScaled(scratch.smooth.data() + c - left, kernel.values.data() + last - left, factor, left + right + 1);
  }
}

void Smoother::smooth(const double* counts, double* mean, Scratch& scratch) const {
  const size_t n = channels();
  scratch.continuum.assign(counts, counts + n);
  scratch.lines.assign(n, 0);
  for (const Line& line : lines_) {
    const double excess = excessOf(line, counts);
    if (excess == 0) continue;
    for (size_t c = 0; c < n; ++c) {
      scratch.continuum[c] -= excess * line.profile[c];
      scratch.lines[c] += excess * line.profile[c];
    }
  }
  chooseReaches(scratch);
  spread(scratch);
  // Taking lines out leaves channels that are a little negative, and so may the tail of a kernel be.
  for (size_t c = 0; c < n; ++c) mean[c] = std::max(0.0, scratch.smooth[c] + scratch.lines[c]);
  const double total = sumOf(counts, counts + n), scale = total > 0 ? total / sumOf(mean, mean + n) : 0;
  for (size_t c = 0; c < n; ++c) mean[c] *= scale;
}

namespace {

struct Work {
  Smoother::Scratch scratch;
  std::vector<double> counts, last, mean, group;
};

// One row; `last` has the counts of the row before, or nothing, and `mean` what they were smoothed to.
void expectRow(const Smoother& smoother, const ExpectedBackgrounds& job, size_t row, Work& work) {
  const size_t n = smoother.channels();
  job.widen(job.counts, row * n, n, work.counts.data());
  work.group.assign(job.groups, 0);
  double inGroups = 0;
  for (size_t c = 0; c < n; ++c) inGroups += job.groupOf[c] >= 0 ? work.counts[c] : 0;
  const bool isEmpty = inGroups == 0 || job.scale[row] == 0;
  job.levelError[row] = isEmpty ? 0 : static_cast<float>(1 / std::sqrt(inGroups + 0.5));
  if (!isEmpty) {
    if (work.counts != work.last) {
      smoother.smooth(work.counts.data(), work.mean.data(), work.scratch);
      work.last = work.counts;
    }
    for (size_t c = 0; c < n; ++c) {
      if (job.groupOf[c] >= 0) work.group[static_cast<size_t>(job.groupOf[c])] += job.scale[row] * work.mean[c];
    }
  }
  std::copy(work.group.begin(), work.group.end(), job.expected + row * job.groups);
}

}  // namespace

bool expectBackgrounds(const Smoother& smoother, const ExpectedBackgrounds& job, int threads, Control* control) {
  std::vector<Work> works(static_cast<size_t>(threads < 1 ? 1 : threads));
  constexpr int64_t kBlock = 16;
  return parallelBlocks(static_cast<int64_t>(job.rows), kBlock, threads, control,
                        [&](int64_t begin, int64_t end, int thread) {
                          Work& work = works[static_cast<size_t>(thread)];
                          work.counts.resize(smoother.channels());
                          work.mean.resize(smoother.channels());
                          for (int64_t row = begin; row < end; ++row) {
                            expectRow(smoother, job, static_cast<size_t>(row), work);
                          }
                        });
}

}  // namespace xsift
