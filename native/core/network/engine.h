// A training step in single precision: forward, loss, backward and Adam over a batch, on the kernels of the machine.
//
//   z_l = a_(l-1) W_l + b_l              a_0: the inputs, [rows][inputs]; W_l: [inputs][nodes]
//   a_l = max(z_l, 0), tanh(z_l) or z_l  hidden layers; NaN stays NaN, so that a bad input cannot pass unseen
//   p_k = exp(z_k) / sum_j exp(z_j)      of the logits, z of the last layer
//   L = -sum_k t_k log p_k               p: held in [1e-7, 1 - 1e-7] as Keras holds it; t: 1 for the label and else 0,
//                                        or soft targets that sum to 1
//   loss = mean w L of the batch + l1 sum |w| + l2 sum w^2 over the kernels of the hidden layers (Keras' L1L2), w of
//                                        each row its weight (1), the mean over rows whatever their weights, as Keras
//
//   d_l = dL/dz_l over the rows          of the logits p_k - t_k, times the row's weight; classes whose p is held take
//                                        no part (network/kernels.h)
//   d_(l-1) = (d_l W_l^T) f'(z_(l-1))    f' = 1 where a_(l-1) > 0, else 0 (ReLU), 1 - a^2 (tanh), 1 (linear)
//   dL/dW_l = a_(l-1)^T d_l + l1 sign(W_l) + 2 l2 W_l,   dL/db_l = sum over rows of d_l;   sign(0) = 0
//
//   m <- m + (g - m)(1 - b1),   v <- v + (g^2 - v)(1 - b2)
//   w <- w - a m / (sqrt(v) + eps),   a = lr sqrt(1 - b2^t) / (1 - b1^t),   t = 1, 2, ...
//
// With two classes, Keras' binary cross-entropy averaged over the two outputs of a one-hot label is -log p_t too, as
// p_0 + p_1 = 1: eq. (1) of Hebbar & Heinke (2023). Soft targets: Hinton, Vinyals, Dean, arXiv:1503.02531, section 2.
// eps stands outside Adam's bias correction ("epsilon hat").
// Goodfellow, Bengio, Courville, "Deep Learning" (2016), sections 6.2 and 6.3; Rumelhart, Hinton, Williams, Nature 323,
// 533 (1986), doi 10.1038/323533a0; Kingma & Ba, arXiv:1412.6980, end of section 2; keras.losses.BinaryCrossentropy and
// CategoricalCrossentropy with from_logits = False, keras.optimizers.Adam. native/test/reference.h has the same in
// double.
//
// A batch is cut into blocks of kRowsAtOnce rows, whatever the number of threads. A batch of one block is done on the
// spot, with the first layer's Adam in the pass that makes its gradient. Of several blocks, block i adds to gradient i
// mod kSlots: slots run side by side, outputs are disjoint, and the slots' sums are added in their order. So the
// weights do not depend on the number of threads; more than kSlots find no work.
#pragma once
#include <vector>

#include "core/cpu/parallel.h"
#include "core/network/packed.h"
#include "core/network/train.h"

namespace xsift {

struct LossSum {
  double loss = 0;    // summed over rows by their weights, without the penalty
  int64_t right = 0;  // rows whose label has the largest probability, whatever their weight; a tie: the first class
};

class Engine {
 public:
  Engine(const TrainingData& data, const Topology& topology, const TrainingSettings& settings, const double* mean,
         const double* deviation, size_t batchRows, int threads, const Control& control);

  void load(const float* weights) { network_.load(weights); }
  void store(float* weights) const { network_.store(weights); }
  void setLearningRate(double rate) { learningRate_ = rate; }
  // One step on the batch; `next` are the `nextRows` rows that are to come in this epoch. Adds the losses of its rows
  // to `sum`, and rows times the penalty before the step to `penalty`. False when cancelled: the weights then are as
  // before. With expected counts, the rows are fresh draws of `epoch`.
  bool step(const uint32_t* rows, size_t n, const uint32_t* next, size_t nextRows, uint64_t epoch, LossSum& sum,
            double& penalty);
  // Of the stored inputs, on as many threads as a step. False when cancelled.
  bool evaluate(const uint32_t* rows, size_t n, LossSum& sum);
  double penalty() const;

 private:
  static constexpr size_t kSlots = 8;
  static constexpr size_t kRowsOfTerm = 32, kTerms = kRowsAtOnce / kRowsOfTerm;
  struct Slot {
    Workspace work;
    std::vector<Floats> deltas;  // like work.layers
    Floats planeDeltas;          // [planes][kByteNodes]
    Floats gradient;             // like the parameters
    std::vector<uint8_t> labels;
    std::vector<float> truth, soft, weights, probabilities;  // soft and probabilities: [rows][classes]
    LossSum sum;
    Slot(const PackedNetwork& network, const TrainingData& data);
  };

  // Adds up to `slot.sum` what is right, and writes the losses of every kRowsOfTerm rows to `terms`.
  void lossOf(const uint32_t* rows, size_t n, float scale, Slot& slot, bool isTraining, double* terms);
  double lossOfRows(size_t first, size_t n, const Slot& slot) const;
  void backward(size_t n, Slot& slot, bool isWhole);
  void byteGradients(size_t n, Slot& slot, bool add, const ByteUpdate* update);
  void turnKernels();
  void addSlots(size_t slots);
  void update(size_t slots, size_t n, bool isWhole, Magnitudes& before);

  const TrainingData& data_;
  const TrainingSettings& settings_;
  int threads_;
  const Control& control_;
  PackedNetwork network_;
  Floats m_, v_, turned_;
  std::vector<Slot> slots_;
  double learningRate_ = 0, power1_ = 1, power2_ = 1;  // b1^t, b2^t
};

}  // namespace xsift
