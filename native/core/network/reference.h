// A training step in double, as plainly as it can be said: what network/engine.h is tested against, with the same interface.
#pragma once
#include <vector>

#include "core/network/backward.h"
#include "core/network/loss.h"
#include "core/network/standardise.h"
#include "core/network/train.h"

namespace xsift {

class ReferenceEngine {
 public:
  ReferenceEngine(const TrainingData& data, const Topology& topology, const TrainingSettings& settings, const double* mean,
                  const double* deviation, size_t batchRows, int, const Control& control)
      : data_(data), topology_(topology), settings_(settings), mean_(mean), deviation_(deviation), control_(control),
        activations_(topology, static_cast<int>(batchRows)), deltas_(topology, static_cast<int>(batchRows)),
        labels_(batchRows), weights_(topology.parameters()), gradient_(topology.parameters()),
        adam_(topology.parameters(), settings.adam) {}

  void load(const double* weights) { std::copy_n(weights, weights_.size(), weights_.begin()); }
  void store(double* weights) const { std::copy(weights_.begin(), weights_.end(), weights); }

  bool step(const uint32_t* rows, size_t n, const uint32_t*, size_t, uint64_t epoch, LossSum& sum, double& penalty) {
    if (control_.cancelled.load(std::memory_order_relaxed)) return false;
    const Noise noise{settings_.seed, epoch};
    forwardAndLoss(rows, n, data_.inputs.expected ? &noise : nullptr, sum, deltas_.logits());
    backward(topology_, settings_.activation, weights_.data(), static_cast<int>(n), activations_, deltas_, gradient_.data());
    penalty += static_cast<double>(n) * penaltyOf(topology_, weights_.data(), settings_.l1, settings_.l2, gradient_.data());
    adam_.step(weights_.data(), gradient_.data());
    return true;
  }

  bool evaluate(const uint32_t* rows, size_t n, LossSum& sum) {
    for (size_t first = 0; first < n; first += labels_.size()) {
      if (control_.cancelled.load(std::memory_order_relaxed)) return false;
      forwardAndLoss(rows + first, std::min(labels_.size(), n - first), nullptr, sum, nullptr);
    }
    return true;
  }

  double penalty() const { return penaltyOf(topology_, weights_.data(), settings_.l1, settings_.l2); }

 private:
  void forwardAndLoss(const uint32_t* rows, size_t n, const Noise* noise, LossSum& sum, double* delta) {
    for (size_t r = 0; r < n; ++r) {
      gather(rows[r], noise, activations_.values[0].data() + r * data_.inputs.width);
      labels_[r] = data_.labels[rows[r]];
    }
    forward(topology_, settings_.activation, weights_.data(), static_cast<int>(n), activations_);
    addLoss(activations_.values.back().data(), labels_.data(), static_cast<int>(n), topology_.classes(), sum, delta);
  }

  void gather(size_t row, const Noise* noise, double* out) {
    const InputRows& in = data_.inputs;
    Planes p;
    if (in.counts) room_.resize(in.counts->roomOfRow());
    const bool isFresh = noise && in.expected->draw(noise->seed, noise->epoch, row, room_.data(), drawing_, p);
    if (in.counts && !isFresh) p = in.counts->planes(row, room_.data());
    for (size_t c = 0; c < in.width; ++c) {
      double x = in.counts ? 0 : static_cast<double>(in.floats[row * in.width + c]);
      for (int i = 0; i < p.n; ++i) x += static_cast<double>(p.scale[i]) * p.plane[i][c];
      out[c] = (x - mean_[c]) / deviation_[c];
    }
  }

  const TrainingData& data_;
  const Topology& topology_;
  const TrainingSettings& settings_;
  const double *mean_, *deviation_;
  const Control& control_;
  Activations<double> activations_;
  Deltas<double> deltas_;
  std::vector<uint8_t> labels_;
  std::vector<double> weights_, gradient_;
  std::vector<uint8_t> room_;
  ExpectedRows::Scratch drawing_;
  Adam<double> adam_;
};

}  // namespace xsift
