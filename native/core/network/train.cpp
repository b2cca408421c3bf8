#include "core/network/train.h"

#include <limits>
#include <stdexcept>
#include <string>

#include "core/network/backward.h"
#include "core/network/initial.h"
#include "core/network/loss.h"
#include "core/network/predict.h"

namespace xsift {

namespace {

template <typename T>
class Trainer {
 public:
  Trainer(const TrainingData& data, TrainingJob<T>& job, Control& control)
      : data_(data), job_(job), settings_(job.settings), control_(control), scaling_(momentsOf(data, job)),
        batchRows_(static_cast<int>(std::min(static_cast<size_t>(settings_.batchSize), job.trainRows))),
        rowsAtOnce_(std::max(batchRows_, kBlockRows)), activations_(job.topology, rowsAtOnce_),
        deltas_(job.topology, batchRows_), labels_(static_cast<size_t>(rowsAtOnce_)),
        gradient_(job.topology.parameters()), order_(job.trainRows), adam_(job.topology.parameters(), settings_.adam) {
    if (settings_.initialise) glorotUniform(job.topology, settings_.seed, job.weights);
    std::iota(order_.begin(), order_.end(), 0U);
  }

  void run() {
    std::vector<T> best;
    double bestLoss = std::numeric_limits<double>::infinity();
    for (int epoch = 0; epoch < settings_.epochs; ++epoch) {
      EpochRecord record;
      if (!trainEpoch(epoch, record) || !validate(record)) break;
      ++job_.epochsRun;
      publish(epoch, record);
      if (job_.validationRows == 0 || record.validationLoss < bestLoss) {
        bestLoss = record.validationLoss;
        job_.bestEpoch = epoch + 1;
        if (job_.validationRows > 0) best.assign(job_.weights, job_.weights + gradient_.size());
      }
      if (job_.validationRows > 0 && settings_.patience > 0 && epoch + 1 - job_.bestEpoch >= settings_.patience) break;
    }
    if (!best.empty()) std::copy(best.begin(), best.end(), job_.weights);
  }

 private:
  static Scaling<T> momentsOf(const TrainingData& data, TrainingJob<T>& job) {
    if (job.settings.standardise) {
      standardMoments(data.inputs, data.width, job.train, job.trainRows, job.mean, job.deviation);
      for (size_t i = 0; i < data.width; ++i) {
        if (job.deviation[i] - job.deviation[i] == 0) continue;
        throw std::runtime_error("input " + std::to_string(i) + " (counted from 0) of the training rows is not always a finite number");
      }
    } else {
      std::fill_n(job.mean, data.width, 0.0);
      std::fill_n(job.deviation, data.width, 1.0);
    }
    return Scaling<T>(job.mean, job.deviation, data.width);
  }

  void gather(int place, uint32_t row) {
    standardRow(data_.inputs + row * data_.width, data_.width, scaling_.mean.data(), scaling_.inverse.data(),
                activations_.values[0].data() + static_cast<size_t>(place) * data_.width);
    labels_[static_cast<size_t>(place)] = data_.labels[row];
  }

  // False when cancelled.
  bool trainEpoch(int epoch, EpochRecord& record) {
    if (settings_.shuffle) shuffledOrder(settings_.seed, static_cast<uint64_t>(epoch), order_);
    LossSum sum;
    double penalty = 0;
    for (size_t first = 0; first < job_.trainRows; first += static_cast<size_t>(batchRows_)) {
      if (control_.cancelled.load(std::memory_order_relaxed)) return false;
      const int rows = static_cast<int>(std::min(static_cast<size_t>(batchRows_), job_.trainRows - first));
      for (int r = 0; r < rows; ++r) gather(r, job_.train[order_[first + static_cast<size_t>(r)]]);
      forward(job_.topology, job_.weights, rows, activations_);
      addLoss(activations_.values.back().data(), labels_.data(), rows, job_.topology.classes(), sum, deltas_.logits());
      backward(job_.topology, job_.weights, rows, activations_, deltas_, gradient_.data());
      penalty += rows * addL1(job_.topology, job_.weights, settings_.l1, gradient_.data());
      adam_.step(job_.weights, gradient_.data());
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
    for (size_t first = 0; first < job_.validationRows; first += kBlockRows) {
      if (control_.cancelled.load(std::memory_order_relaxed)) return false;
      const int rows = static_cast<int>(std::min<size_t>(kBlockRows, job_.validationRows - first));
      for (int r = 0; r < rows; ++r) gather(r, job_.validation[first + static_cast<size_t>(r)]);
      forward(job_.topology, job_.weights, rows, activations_);
      addLoss<T>(activations_.values.back().data(), labels_.data(), rows, job_.topology.classes(), sum, nullptr);
    }
    const auto n = static_cast<double>(job_.validationRows);
    record.validationLoss = sum.loss / n + addL1<T>(job_.topology, job_.weights, settings_.l1, nullptr);
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

  const TrainingData& data_;
  TrainingJob<T>& job_;
  const TrainingSettings& settings_;
  Control& control_;
  Scaling<T> scaling_;
  int batchRows_, rowsAtOnce_;  // memory follows the rows there are, not the batch size asked for
  Activations<T> activations_;
  Deltas<T> deltas_;
  std::vector<uint8_t> labels_;
  std::vector<T> gradient_;
  std::vector<uint32_t> order_;
  Adam<T> adam_;
};

}  // namespace

template <typename T>
void trainAll(const TrainingData& data, std::vector<TrainingJob<T>>& jobs, int threads, Control& control) {
  // control counts epochs, not jobs, so parallelFor must not count too.
  parallelFor(static_cast<int64_t>(jobs.size()), threads, nullptr, [&](int64_t item, int) {
    if (control.cancelled.load(std::memory_order_relaxed)) return;
    Trainer<T>(data, jobs[static_cast<size_t>(item)], control).run();
  });
}

template void trainAll<float>(const TrainingData&, std::vector<TrainingJob<float>>&, int, Control&);
template void trainAll<double>(const TrainingData&, std::vector<TrainingJob<double>>&, int, Control&);

}  // namespace xsift
