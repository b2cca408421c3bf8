// Training of dense classifiers: mini-batch Adam on cross-entropy + L1, early stopping on the validation loss.
//
// It goes in stages of some epochs at one learning rate; Adam's moments go on from stage to stage. An epoch visits the
// training rows once in shuffled order, in batches of batchSize (the last may be smaller; its loss is the mean over its
// own rows). After it the loss of the validation rows is taken; the weights of the epoch with the lowest are kept, and
// a stage ends early after `patience` epochs of it without a lower one. The next stage goes on from the weights there
// are, not from those kept. Reported losses include the L1 penalty and, for training, are the row-weighted mean over
// the epoch's batches, as Keras reports them.
//
// Sums have a fixed order and several models train side by side: weights do not depend on the number of threads.
// Between ISAs they differ in the last digits (network/kernels.h). Defaults are those of the paper (Hebbar & Heinke
// 2023, section 2.1 and appendix B) and Keras.
#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/cpu/parallel.h"
#include "core/network/packed.h"

namespace xsift {

struct AdamSettings {
  double beta1 = 0.9, beta2 = 0.999, epsilon = 1e-7;
};

struct Stage {
  int epochs;
  double learningRate;
};

struct TrainingSettings {
  std::vector<Stage> stages = {{100, 1e-3}};
  int batchSize = 32;
  int patience = 0;  // 0: no early stopping
  double l1 = 0, l2 = 0;
  Activation activation = Activation::Relu;
  AdamSettings adam;
  uint64_t seed = 0;
  bool standardise = true;  // false: mean 0, deviation 1
  bool isWarm = false;      // goes on from the weights, mean and deviation that the job holds
  int epochs() const {
    int sum = 0;
    for (const Stage& stage : stages) sum += stage.epochs;
    return sum;
  }
};

// Of one epoch; NaN in a history means not reached or, for the last two, no validation rows.
struct EpochRecord {
  double loss, accuracy, validationLoss, validationAccuracy;
};
constexpr size_t kEpochRecord = 4;  // doubles

// Shared by all jobs; read only.
struct TrainingData {
  InputRows inputs;
  const uint8_t* labels;           // [rows], below the number of classes; accuracies are by them, soft targets or not
  const float* targets = nullptr;  // [rows][classes], soft targets, or none
  const float* weights = nullptr;  // [rows], of the losses, or all 1
};

struct TrainingJob {
  Topology topology;  // sizes[0] = width of the data
  TrainingSettings settings;
  const uint32_t* train;
  size_t trainRows;
  const uint32_t* validation;
  size_t validationRows;  // 0: no validation; the last weights are kept
  float* weights;         // topology.parameters(), written; with isWarm read first, as are the moments
  double* mean;           // [width], written
  double* deviation;      // [width], written
  double* history;        // [epochs][kEpochRecord], filled while training runs
  int epochsRun = 0;      // complete epochs
  int bestEpoch = 0;      // from 1; the one whose weights were kept; 0 when no epoch was completed
};

// Trains the jobs side by side on `threads` threads; a single job uses them within its batches, where these are of more
// than one block of rows (network/engine.h). control->done counts epochs of all jobs. On cancellation each job stops
// within the running batch and keeps its best weights so far; jobs not yet begun have epochsRun = 0. Throws
// std::runtime_error when an input to standardise or a loss is not finite.
void trainAll(const TrainingData& data, std::vector<TrainingJob>& jobs, int threads, Control& control);

}  // namespace xsift
