#include "core/network/predictor.h"

#include <algorithm>
#include <atomic>
#include <type_traits>

#include "core/cpu/parallel.h"

namespace xsift {

namespace {

constexpr size_t kStep = 8 * kRowsAtOnce;  // rows that a thread takes at a time

template <typename T>
double sumOf(const T* x, size_t begin, size_t end) {
  if constexpr (std::is_same_v<T, uint16_t>) {
    return static_cast<double>(networkKernels().measure(x + begin, end - begin).sum);
  } else {
    return sumOfCounts(x + begin, end - begin);
  }
}

}  // namespace

struct Predictor::Scratch {
  Scratch(const InputRule& rule, const PackedNetwork& dense, const PackedNetwork* bytes)
      : counts(rule, kRowsAtOnce), floats(rule.width(), kRowsAtOnce), forDense(dense) {
    if (bytes) forBytes = std::make_unique<Workspace>(*bytes);
  }
  CountRows counts;
  FloatRows floats;
  Workspace forDense;
  std::unique_ptr<Workspace> forBytes;
};

Predictor::Predictor(const InputRule& rule, const Topology& topology, Activation activation, const float* weights,
                     const double* mean, const double* deviation)
    : rule_(rule), topology_(topology),
      dense_(PackedNetwork::trained(topology, activation, false, weights, mean, deviation)) {
  if (!rule.isLinear() || rule.extras() > 0) return;
  bytes_ =
      std::make_unique<PackedNetwork>(PackedNetwork::trained(topology, activation, true, weights, mean, deviation));
  if (!bytes_->onBytes) bytes_.reset();
}

Predictor::~Predictor() = default;

std::unique_ptr<Predictor::Scratch> Predictor::take() const {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (!idle_.empty()) {
      auto scratch = std::move(idle_.back());
      idle_.pop_back();
      return scratch;
    }
  }
  return std::make_unique<Scratch>(rule_, dense_, bytes_.get());
}

void Predictor::give(std::unique_ptr<Scratch> scratch) const {
  const std::lock_guard<std::mutex> lock(mutex_);
  idle_.push_back(std::move(scratch));
}

template <typename T>
size_t Predictor::predict(const SpectrumRows<T>& spectra, size_t begin, size_t end, const Band& band,
                          const Results& results, int threads) const {
  std::atomic<size_t> done{end};
  const size_t steps = (end - begin + kStep - 1) / kStep;
  parallelFor(static_cast<int64_t>(steps), threads, nullptr, [&](int64_t step, int) {
    const size_t first = begin + static_cast<size_t>(step) * kStep, last = std::min(end, first + kStep);
    auto scratch = take();
    for (size_t from = first; from < last; from += kRowsAtOnce) {
      const size_t to = std::min(last, from + kRowsAtOnce);
      const size_t reached = predictBlock(spectra, from, to, results, *scratch);
      for (size_t before = done; reached < to && reached < before && !done.compare_exchange_weak(before, reached);) {
      }
    }
    give(std::move(scratch));
    for (size_t row = first; row < last; ++row) {
      const T* counts = spectra.counts + row * spectra.channels;
      const T* background = spectra.background ? spectra.background + row * spectra.channels : nullptr;
      results.sums[2 * row] = sumOf(counts, band.begin, band.end);
      results.sums[2 * row + 1] = background ? sumOf(background, band.begin, band.end) : 0;
    }
  });
  return done;
}

// The first row whose counts are too many, or `end`.
template <typename T>
size_t Predictor::predictBlock(const SpectrumRows<T>& spectra, size_t begin, size_t end, const Results& results,
                               Scratch& scratch) const {
  const size_t extras = rule_.extras(), n = end - begin;
  const bool isPacked = std::is_integral_v<T> && rule_.isLinear();
  InputRows data;
  data.width = rule_.width();
  if (isPacked) {
    scratch.counts.clear();
    for (size_t i = begin; i < end; ++i) {
      if constexpr (std::is_integral_v<T>) {
        if (!scratch.counts.append(spectra.at(i), rule_)) return i;
      }
      if (extras > 0) {
        std::copy_n(scratch.counts.extras(i - begin), extras, results.extras + i * extras);
      }
    }
    data.counts = &scratch.counts;
  } else {
    scratch.floats.clear();
    for (size_t i = begin; i < end; ++i) {
      float* row = scratch.floats.add();
      rule_.fill(spectra.at(i), row);
      if (extras > 0) std::copy_n(row + rule_.groups(), extras, results.extras + i * extras);
    }
    data.rows = &scratch.floats;
  }
  const PackedNetwork& network = isPacked && bytes_ ? *bytes_ : dense_;
  Workspace& work = isPacked && bytes_ ? *scratch.forBytes : scratch.forDense;
  loadRows(network, data, nullptr, 0, n, nullptr, work);
  forwardRows(network, n, work);
  networkKernels().softmax(work.layers.back().data(), n, classes(), padded(classes()), nullptr,
                           results.probabilities + begin * classes());
  return end;
}

template size_t Predictor::predict(const SpectrumRows<uint8_t>&, size_t, size_t, const Band&, const Results&,
                                   int) const;
template size_t Predictor::predict(const SpectrumRows<uint16_t>&, size_t, size_t, const Band&, const Results&,
                                   int) const;
template size_t Predictor::predict(const SpectrumRows<uint32_t>&, size_t, size_t, const Band&, const Results&,
                                   int) const;
template size_t Predictor::predict(const SpectrumRows<float>&, size_t, size_t, const Band&, const Results&, int) const;
template size_t Predictor::predict(const SpectrumRows<double>&, size_t, size_t, const Band&, const Results&, int) const;

}  // namespace xsift
