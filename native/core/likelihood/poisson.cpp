#include "core/likelihood/poisson.h"

#include <cmath>
#include <cstring>
#include <stdexcept>
#include <string>

#include "core/random/poisson.h"

namespace xsift {

namespace {

constexpr size_t kRows = 128, kChannels = 256, kTemplates = 128;  // of one product
// Stands for ln 0: any count makes the sum lower than all that finite means give, and no sum of them overflows a float.
constexpr float kNever = -1e30F;
constexpr double kImpossible = -1e29;

double logFactorial(uint32_t k) {
  const auto x = static_cast<double>(k);
  return k < 2 ? 0 : stirlingError(x) + (x + 0.5) * logOf(x) - x + 0.9189385332046727;  // log(2 pi) / 2
}

struct LogFactorials {
  double of[256];
  LogFactorials() {
    for (uint32_t k = 0; k < 256; ++k) of[k] = logFactorial(k);
  }
};

}  // namespace

struct Templates::Scratch {
  Floats counts, product;
  std::vector<uint8_t> room;
  std::vector<double> sum, own;  // [kRows][kTemplates]; of each row, what does not depend on the template
  explicit Scratch(const CountRows& rows)
      : counts(kRows * padded(rows.width())), product(kRows * kTemplates), room(rows.roomOfRow()),
        sum(kRows * kTemplates), own(kRows) {}
};

Templates::Templates(const double* expected, size_t templates, size_t channels)
    : templates_(templates), channels_(channels), stride_(padded(templates)), logarithms_(channels * stride_),
      common_(channels), totals_(templates) {
  std::vector<double> positive(channels), logarithm(templates * channels);
  for (size_t t = 0; t < templates; ++t) {
    for (size_t c = 0; c < channels; ++c) {
      const double mean = expected[t * channels + c];
      if (!(mean >= 0 && mean <= kPoissonMaxMean)) {
        throw std::domain_error("expected[" + std::to_string(t * channels + c) + "] is " + std::to_string(mean) +
                                "; expected counts must be from 0 to 1e9");
      }
      totals_[t] += mean;
      if (mean == 0) continue;
      common_[c] += logarithm[t * channels + c] = logOf(mean);
      ++positive[c];
    }
  }
  for (size_t c = 0; c < channels; ++c) common_[c] = positive[c] > 0 ? common_[c] / positive[c] : 0;
  // Turned in squares: whole rows of either side would leave the cache before they are used again.
  constexpr size_t kSquare = 16;
  for (size_t first = 0; first < templates; first += kSquare) {
    for (size_t left = 0; left < channels; left += kSquare) {
      for (size_t t = first; t < std::min(first + kSquare, templates); ++t) {
        for (size_t c = left; c < std::min(left + kSquare, channels); ++c) {
          const size_t at = t * channels + c;
          logarithms_[c * stride_ + t] = expected[at] > 0 ? static_cast<float>(logarithm[at] - common_[c]) : kNever;
        }
      }
    }
  }
}

bool Templates::logLikelihood(const CountRows& counts, double* out, int threads, Control* control) const {
  const size_t rows = counts.rows(), blocks = (rows + kRows - 1) / kRows;
  std::vector<Scratch> scratch;
  const size_t workers = std::max<size_t>(1, std::min(static_cast<size_t>(threads), blocks));
  for (size_t i = 0; i < workers; ++i) scratch.emplace_back(counts);
  parallelFor(static_cast<int64_t>(blocks), threads, nullptr, [&](int64_t block, int thread) {
    if (control && control->cancelled.load(std::memory_order_relaxed)) return;
    const size_t first = static_cast<size_t>(block) * kRows, here = std::min(kRows, rows - first);
    this->block(counts, first, here, out, scratch[static_cast<size_t>(thread)]);
    if (control) control->done.fetch_add(static_cast<int64_t>(here), std::memory_order_relaxed);
  });
  return !(control && control->cancelled.load());
}

// ln k! over a spectrum's channels. Most have no count or one, for which it is 0: eight such channels are passed over
// at once.
static double logFactorials(const Planes& planes, size_t channels) {
  static const LogFactorials small;
  double sum = 0;
  size_t c = 0;
  for (; planes.n == 1 && c + 8 <= channels; c += 8) {
    const uint8_t* k = planes.plane[0] + c;
    uint64_t eight;
    std::memcpy(&eight, k, sizeof eight);
    if ((eight & UINT64_C(0xFEFEFEFEFEFEFEFE)) == 0) continue;
    sum += ((small.of[k[0]] + small.of[k[1]]) + (small.of[k[2]] + small.of[k[3]])) +
           ((small.of[k[4]] + small.of[k[5]]) + (small.of[k[6]] + small.of[k[7]]));
  }
  for (; c < channels; ++c) {
    uint32_t k = 0;
    for (int p = planes.n - 1; p >= 0; --p) k = k << 8 | planes.plane[p][c];
    sum += k < 256 ? small.of[k] : logFactorial(k);
  }
  return sum;
}

void Templates::block(const CountRows& counts, size_t first, size_t rows, double* out, Scratch& scratch) const {
  const MatrixKernels& matrix = matrixKernels();
  const size_t step = padded(channels_), parts = std::max<size_t>(1, (channels_ + kChannels / 2) / kChannels);
  const size_t perPart = (channels_ + parts - 1) / parts;
  for (size_t r = 0; r < rows; ++r) {
    float* x = scratch.counts.data() + r * step;
    const Planes planes = counts.countPlanes(first + r, scratch.room.data());
    networkKernels().unpack(planes.plane, planes.scale, static_cast<size_t>(planes.n), channels_, x);
    scratch.own[r] = matrix.dot(x, common_.data(), channels_) - logFactorials(planes, channels_);
  }
  for (size_t t = 0; t < templates_; t += kTemplates) {
    const size_t here = std::min(kTemplates, templates_ - t);
    float* product = scratch.product.data();
    double* sum = scratch.sum.data();
    for (size_t c = 0; c < channels_; c += perPart) {
      const size_t terms = std::min(perPart, channels_ - c);
      matrix.multiplyAdd(rows, terms, padded(here), scratch.counts.data() + c, step, 1,
                         logarithms_.data() + c * stride_ + t, stride_, product, kTemplates);
      if (c + terms < channels_) matrix.moveTo(product, rows * kTemplates, sum, c > 0);
    }
    for (size_t r = 0; r < rows; ++r) {
      matrix.finish(product + r * kTemplates, sum + r * kTemplates, totals_.data() + t, scratch.own[r], kImpossible,
                    here, out + (first + r) * templates_ + t);
      std::fill_n(product + r * kTemplates + here, padded(here) - here, 0.0F);
    }
  }
}

}  // namespace xsift
