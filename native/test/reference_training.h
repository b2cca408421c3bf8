// Training in double, step by step on test/reference.h: the whole of what core/network/train.h does for one job without
// early stopping. First weights, the order of rows and fresh draws are the core's own.
#pragma once
#include "core/network/initial.h"
#include "core/network/train.h"
#include "reference.h"

namespace xsift {

struct ReferenceTraining {
  std::vector<double> weights, mean, deviation, history;  // the weights of the best epoch
  int bestEpoch = 0;

  ReferenceTraining(const TrainingData& data, const Topology& topology, const TrainingSettings& settings,
                    const std::vector<uint32_t>& train, const std::vector<uint32_t>& validation)
      : data_(data), topology_(topology), settings_(settings), now_(firstWeights(topology, settings.seed)),
        m_(now_.size()), v_(now_.size()), gradient_(now_.size()) {
    setMoments(train);
    double lowest = INFINITY;
    int epoch = 0;
    for (const Stage& stage : settings.stages) {
      for (int end = epoch + stage.epochs; epoch < end; ++epoch) {
        const LossSum sum = trainEpoch(epoch, stage.learningRate, train);
        const auto n = static_cast<double>(train.size());
        history.insert(history.end(), {sum.loss / n, static_cast<double>(sum.right) / n, NAN, NAN});
        if (!validation.empty()) validate(validation);
        if (!validation.empty() && !(history[history.size() - 2] < lowest)) continue;
        lowest = history[history.size() - 2];
        weights = now_;
        bestEpoch = epoch + 1;
      }
    }
  }

 private:
  static std::vector<double> firstWeights(const Topology& topology, uint64_t seed) {
    std::vector<float> weights(topology.parameters());
    glorotUniform(topology, seed, weights.data());
    return {weights.begin(), weights.end()};
  }

  // The inputs of a row, before standardisation; those of fresh counts with `noise`.
  std::vector<double> inputsOf(uint32_t row, const Noise* noise) {
    const InputRows& in = data_.inputs;
    std::vector<double> x(in.width);
    if (in.floats) std::copy_n(in.floats + row * in.width, in.width, x.begin());
    if (!in.counts) return x;
    Planes p;
    room_.resize(in.counts->roomOfRow());
    const bool isFresh = noise && in.expected->planes(*noise, row, room_.data(), drawing_, p);
    if (!isFresh) p = in.counts->planes(row, room_.data());
    for (size_t c = 0; c < in.width; ++c) {
      for (int i = 0; i < p.n; ++i) x[c] += static_cast<double>(p.scale[i]) * p.plane[i][c];
    }
    return x;
  }

  void setMoments(const std::vector<uint32_t>& rows) {
    const size_t width = data_.inputs.width;
    mean.assign(width, 0);
    deviation.assign(width, settings_.standardise ? 0 : 1);
    if (!settings_.standardise) return;
    const auto n = static_cast<double>(rows.size());
    for (uint32_t row : rows) {
      const std::vector<double> x = inputsOf(row, nullptr);
      for (size_t c = 0; c < width; ++c) mean[c] += x[c] / n;
    }
    for (uint32_t row : rows) {
      const std::vector<double> x = inputsOf(row, nullptr);
      for (size_t c = 0; c < width; ++c) deviation[c] += (x[c] - mean[c]) * (x[c] - mean[c]) / n;
    }
    for (size_t c = 0; c < width; ++c) {
      deviation[c] = deviation[c] <= 1e-24 * mean[c] * mean[c] ? 1 : std::sqrt(deviation[c]);
    }
  }

  // The losses and what is right of n rows; with `deltas`, what leads to their gradient.
  LossSum lossOf(const uint32_t* rows, size_t n, const Noise* noise, Activations& activations, Deltas* deltas) {
    BatchTargets batch;
    const auto classes = static_cast<size_t>(topology_.classes());
    double* to = activations.values[0].data();
    for (size_t r = 0; r < n; ++r) {
      const std::vector<double> x = inputsOf(rows[r], noise);
      for (size_t c = 0; c < x.size(); ++c) *to++ = (x[c] - mean[c]) / deviation[c];
      batch.labels.push_back(data_.labels[rows[r]]);
      if (data_.weights) batch.weights.push_back(static_cast<double>(data_.weights[rows[r]]));
      const float* targets = data_.targets ? data_.targets + rows[r] * classes : nullptr;
      if (targets) batch.targets.insert(batch.targets.end(), targets, targets + classes);
    }
    LossSum sum;
    forward(topology_, settings_.activation, now_.data(), static_cast<int>(n), activations);
    addLoss(activations.values.back().data(), batch, topology_.classes(), sum, deltas ? deltas->logits() : nullptr);
    return sum;
  }

  // The sums include each row's penalty.
  LossSum trainEpoch(int epoch, double learningRate, const std::vector<uint32_t>& train) {
    const Noise fresh{settings_.seed, static_cast<uint64_t>(epoch)};
    std::vector<uint32_t> order(train.size()), rows;
    shuffledOrder(settings_.seed, fresh.epoch, order);
    for (uint32_t place : order) rows.push_back(train[place]);
    LossSum total;
    for (size_t first = 0; first < rows.size(); first += static_cast<size_t>(settings_.batchSize)) {
      const size_t n = std::min(rows.size() - first, static_cast<size_t>(settings_.batchSize));
      Activations activations(topology_, static_cast<int>(n));
      Deltas deltas(topology_, static_cast<int>(n));
      const LossSum sum = lossOf(&rows[first], n, data_.inputs.expected ? &fresh : nullptr, activations, &deltas);
      backward(topology_, settings_.activation, now_.data(), static_cast<int>(n), activations, deltas,
               gradient_.data());
      total.loss += sum.loss + static_cast<double>(n) *
                                   penaltyOf(topology_, now_.data(), settings_.l1, settings_.l2, gradient_.data());
      total.right += sum.right;
      adamStep(learningRate);
    }
    return total;
  }

  void adamStep(double learningRate) {
    const AdamSettings& adam = settings_.adam;
    ++steps_;
    const double rate = learningRate * std::sqrt(1 - std::pow(adam.beta2, steps_)) / (1 - std::pow(adam.beta1, steps_));
    for (size_t i = 0; i < now_.size(); ++i) {
      const double g = gradient_[i];
      m_[i] += (g - m_[i]) * (1 - adam.beta1);
      v_[i] += (g * g - v_[i]) * (1 - adam.beta2);
      now_[i] -= rate * m_[i] / (std::sqrt(v_[i]) + adam.epsilon);
    }
  }

  void validate(const std::vector<uint32_t>& rows) {
    Activations activations(topology_, static_cast<int>(rows.size()));
    const LossSum sum = lossOf(rows.data(), rows.size(), nullptr, activations, nullptr);
    const auto n = static_cast<double>(rows.size());
    history[history.size() - 2] = sum.loss / n + penaltyOf(topology_, now_.data(), settings_.l1, settings_.l2);
    history.back() = static_cast<double>(sum.right) / n;
  }

  const TrainingData& data_;
  const Topology& topology_;
  const TrainingSettings& settings_;
  std::vector<double> now_, m_, v_, gradient_;
  std::vector<uint8_t> room_;
  ExpectedRows::Scratch drawing_;
  int steps_ = 0;
};

}  // namespace xsift
