// A training step in single precision: forward, loss, backward and Adam over a batch, on the kernels of the machine.
//
// A batch is cut into blocks of kRowsAtOnce rows, whatever the number of threads. A batch of one block is done on the spot,
// with the first layer's Adam in the pass that makes its gradient. Of several blocks, block i adds to gradient i mod kSlots:
// slots run side by side, outputs are disjoint, and the slots' sums are added in their order. So the weights do not depend on
// the number of threads; more than kSlots find no work.
// The formulas are those of network/{forward,loss,backward,adam}.h, which are the reference that this is tested against.
#pragma once
#include <vector>

#include "core/cpu/parallel.h"
#include "core/network/loss.h"
#include "core/network/packed.h"
#include "core/network/train.h"

namespace xsift {

class Engine {
 public:
  Engine(const TrainingData& data, const Topology& topology, const TrainingSettings& settings, const double* mean,
         const double* deviation, size_t batchRows, int threads, const Control& control);

  void load(const float* weights) { network_.load(weights); }
  void store(float* weights) const { network_.store(weights); }
  // One step on the batch; `next` are the `nextRows` rows that are to come in this epoch. Adds the losses of its rows to `sum`, and
  // rows times the penalty before the step to `penalty`. False when cancelled: the weights then are as before.
  // With expected counts, the rows are fresh draws of `epoch`.
  bool step(const uint32_t* rows, size_t n, const uint32_t* next, size_t nextRows, uint64_t epoch, LossSum& sum,
            double& penalty);
  // Of the stored inputs. False when cancelled.
  bool evaluate(const uint32_t* rows, size_t n, LossSum& sum);
  double penalty() const;

 private:
  static constexpr size_t kSlots = 8;
  struct Slot {
    Workspace work;
    std::vector<Floats> deltas;  // like work.layers
    Floats planeDeltas;          // [planes][kByteNodes]
    Floats gradient;             // like the parameters
    std::vector<uint8_t> labels;
    std::vector<float> truth;
    LossSum sum;
    Slot(const PackedNetwork& network, bool isTraining);
  };

  void lossOf(const uint32_t* rows, size_t n, float scale, Slot& slot, bool isTraining);
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
  double power1_ = 1, power2_ = 1;  // b1^t, b2^t
};

}  // namespace xsift
