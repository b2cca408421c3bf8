#include "core/network/train.h"

#include <limits>
#include <stdexcept>
#include <string>

#include "core/network/engine.h"
#include "core/network/initial.h"
#include "core/network/standardise.h"

namespace xsift {

namespace {

class Trainer {
 public:
  Trainer(const TrainingData& data, TrainingJob& job, int threads, Control& control)
      : job_(job), settings_(job.settings), control_(control), batchRows_(batchOf(job)),
        engine_((setMoments(data, job), data), job.topology, job.settings, job.mean, job.deviation, batchRows_, threads,
                control),
        order_(job.trainRows), rows_(job.trainRows) {
    if (!settings_.isWarm) glorotUniform(job.topology, settings_.seed, job.weights);
    engine_.load(job.weights);
  }

  void run() {
    for (const Stage& stage : settings_.stages) {
      engine_.setLearningRate(stage.learningRate);
      if (!runStage(stage.epochs)) break;
    }
    if (job_.validationRows == 0 || job_.bestEpoch == 0) engine_.store(job_.weights);
  }

 private:
  static size_t batchOf(const TrainingJob& job) {  // memory follows the rows there are, not the batch size asked for
    return std::min(static_cast<size_t>(job.settings.batchSize), job.trainRows);
  }

  // Until its last epoch, or as many without a lower loss as there is patience for. False when cancelled.
  bool runStage(int epochs) {
    const bool isHeld = job_.validationRows > 0;
    const int before = job_.epochsRun;
    while (job_.epochsRun < before + epochs) {
      EpochRecord record;
      if (!trainEpoch(job_.epochsRun, record) || !validate(record)) return false;
      publish(job_.epochsRun++, record);
      if (!isHeld || record.validationLoss < bestLoss_) {
        bestLoss_ = record.validationLoss;
        job_.bestEpoch = job_.epochsRun;
        if (isHeld) engine_.store(job_.weights);
      }
      const int waited = job_.epochsRun - std::max(job_.bestEpoch, before);
      if (isHeld && settings_.patience > 0 && waited >= settings_.patience) break;
    }
    return true;
  }

  static void setMoments(const TrainingData& data, TrainingJob& job) {
    if (job.settings.isWarm) return;
    const size_t width = data.inputs.width;
    if (!job.settings.standardise) {
      std::fill_n(job.mean, width, 0.0);
      std::fill_n(job.deviation, width, 1.0);
      return;
    }
    standardMoments(data.inputs, job.train, job.trainRows, job.mean, job.deviation);
    for (size_t i = 0; i < width; ++i) {
      if (job.deviation[i] - job.deviation[i] == 0) continue;
      throw std::runtime_error("input " + std::to_string(i) +
                               " (counted from 0) of the training rows is not always a finite number");
    }
  }

  // False when cancelled.
  bool trainEpoch(int epoch, EpochRecord& record) {
    shuffledOrder(settings_.seed, static_cast<uint64_t>(epoch), order_);
    for (size_t i = 0; i < order_.size(); ++i) rows_[i] = job_.train[order_[i]];
    LossSum sum;
    double penalty = 0;
    for (size_t first = 0, next; first < job_.trainRows; first = next) {
      next = std::min(first + batchRows_, job_.trainRows);
      if (!engine_.step(&rows_[first], next - first, rows_.data() + next, job_.trainRows - next,
                        static_cast<uint64_t>(epoch), sum, penalty)) {
        return false;
      }
    }
    const auto n = static_cast<double>(job_.trainRows);
    record.loss = (sum.loss + penalty) / n;
    record.accuracy = static_cast<double>(sum.right) / n;
    requireFinite(record.loss, epoch);
    return true;
  }

  // False when cancelled.
  bool validate(EpochRecord& record) {
    record.validationLoss = record.validationAccuracy = std::numeric_limits<double>::quiet_NaN();
    if (job_.validationRows == 0) return true;
    LossSum sum;
    if (!engine_.evaluate(job_.validation, job_.validationRows, sum)) return false;
    const auto n = static_cast<double>(job_.validationRows);
    record.validationLoss = sum.loss / n + engine_.penalty();
    record.validationAccuracy = static_cast<double>(sum.right) / n;
    requireFinite(record.validationLoss, job_.epochsRun);
    return true;
  }

  // Writes a finished epoch where a watcher on another thread may read it; the loss last, as the sign that it is there.
  void publish(int epoch, const EpochRecord& record) {
    double* out = job_.history + static_cast<size_t>(epoch) * kEpochRecord;
    out[1] = record.accuracy;
    out[2] = record.validationLoss;
    out[3] = record.validationAccuracy;
    std::atomic_thread_fence(std::memory_order_release);
    out[0] = record.loss;
    control_.done.fetch_add(1, std::memory_order_release);
  }

  static void requireFinite(double loss, int epoch) {
    if (loss - loss == 0) return;
    throw std::runtime_error("training diverged: the loss of epoch " + std::to_string(epoch + 1) +
                             " is not a finite number; lower learningRate, or look for inputs that are not finite");
  }

  TrainingJob& job_;
  const TrainingSettings& settings_;
  Control& control_;
  size_t batchRows_;
  Engine engine_;
  std::vector<uint32_t> order_, rows_;
  double bestLoss_ = std::numeric_limits<double>::infinity();
};

}  // namespace

void trainAll(const TrainingData& data, std::vector<TrainingJob>& jobs, int threads, Control& control) {
  // control counts epochs, not jobs, so parallelFor must not count too.
  const int within = jobs.size() == 1 ? threads : 1;
  parallelFor(static_cast<int64_t>(jobs.size()), threads, nullptr, [&](int64_t item, int) {
    if (control.cancelled.load(std::memory_order_relaxed)) return;
    Trainer(data, jobs[static_cast<size_t>(item)], within, control).run();
  });
}

}  // namespace xsift
