#include "core/network/engine.h"

#include <cmath>

#include "core/cpu/elementary.h"

namespace xsift {

Engine::Slot::Slot(const PackedNetwork& network, const TrainingData& data)
    : work(network), gradient(network.parameters.size()), labels(kRowsAtOnce), truth(kRowsAtOnce) {
  for (int l = 0; l < network.topology.layers(); ++l) deltas.emplace_back(kRowsAtOnce * network.nodeStride(l));
  const auto classes = static_cast<size_t>(network.topology.classes());
  if (data.weights) weights.resize(kRowsAtOnce);
  if (!data.targets) return;
  soft.resize(kRowsAtOnce * classes);
  probabilities.resize(kRowsAtOnce * classes);
}

Engine::Engine(const TrainingData& data, const Topology& topology, const TrainingSettings& settings, const double* mean,
               const double* deviation, size_t batchRows, int threads, const Control& control)
    : data_(data), settings_(settings), threads_(threads), control_(control),
      network_(topology, settings.activation, data.inputs.hasOnlyCounts(), mean, deviation),
      m_(network_.parameters.size()), v_(network_.parameters.size()) {
  const size_t blocks = (batchRows + kRowsAtOnce - 1) / kRowsAtOnce;
  for (size_t i = 0; i < std::min(kSlots, blocks); ++i) slots_.emplace_back(network_, data);
  size_t turned = 0;
  for (int l = 1; l < topology.layers(); ++l) turned += network_.nodes(l) * network_.nodeStride(l - 1);
  turned_ = Floats(turned);
}

void Engine::lossOf(const uint32_t* rows, size_t n, float scale, Slot& slot, bool isTraining, double* terms) {
  const int last = network_.topology.layers() - 1;
  const size_t classes = network_.nodes(last);
  for (size_t r = 0; r < n; ++r) {
    slot.labels[r] = data_.labels[rows[r]];
    if (data_.weights) slot.weights[r] = data_.weights[rows[r]];
    if (data_.targets) std::copy_n(data_.targets + rows[r] * classes, classes, slot.soft.data() + r * classes);
  }
  const SoftmaxTargets targets{slot.labels.data(),
                               data_.targets ? slot.soft.data() : nullptr,
                               data_.weights ? slot.weights.data() : nullptr,
                               scale,
                               slot.truth.data(),
                               isTraining ? slot.deltas.back().data() : nullptr};
  slot.sum.right += static_cast<int64_t>(networkKernels().softmax(slot.work.layers.back().data(), n, classes,
                                                                  network_.nodeStride(last), &targets,
                                                                  data_.targets ? slot.probabilities.data() : nullptr));
  for (size_t first = 0; first < n; first += kRowsOfTerm) {
    terms[first / kRowsOfTerm] = lossOfRows(first, std::min(kRowsOfTerm, n - first), slot);
  }
}

// As Keras holds a probability; NaN stays NaN.
static double held(float probability) {
  const auto p = static_cast<double>(probability);
  return p == p ? std::min(std::max(p, kClip), 1 - kClip) : p;
}

double Engine::lossOfRows(size_t first, size_t n, const Slot& slot) const {
  const size_t classes = network_.nodes(network_.topology.layers() - 1);
  double product = 1, sum = 0;
  for (size_t r = first; r < first + n; ++r) {
    if (!data_.targets && !data_.weights) {  // one logarithm for all, of which none is below kClip
      product *= held(slot.truth[r]);
      continue;
    }
    double loss = 0;
    if (!data_.targets) loss = -logOf(held(slot.truth[r]));
    for (size_t k = 0; data_.targets && k < classes; ++k) {
      const auto target = static_cast<double>(slot.soft[r * classes + k]);
      loss -= target * logOf(held(slot.probabilities[r * classes + k]));
    }
    sum += data_.weights ? static_cast<double>(slot.weights[r]) * loss : loss;
  }
  return sum - logOf(product);
}

// W^T of every layer but the first, for the way back.
void Engine::turnKernels() {
  float* to = turned_.data();
  for (int l = 1; l < network_.topology.layers(); ++l) {
    const float* kernel = network_.parameters.data() + network_.kernelAt(l);
    const size_t step = network_.nodeStride(l - 1), nodeStep = network_.nodeStride(l);
    for (size_t i = 0; i < network_.inputs(l); ++i) {
      for (size_t j = 0; j < network_.nodes(l); ++j) to[j * step + i] = kernel[i * nodeStep + j];
    }
    to += network_.nodes(l) * step;
  }
}

// `isWhole`: the batch is this block alone, so the first layer on bytes waits for update().
void Engine::backward(size_t n, Slot& slot, bool isWhole) {
  const MatrixKernels& matrix = matrixKernels();
  float* gradient = slot.gradient.data();
  const float* turned = turned_.data() + turned_.size();
  for (int l = network_.topology.layers() - 1; l >= 0; --l) {
    const size_t step = network_.nodeStride(l);
    const float* delta = slot.deltas[static_cast<size_t>(l)].data();
    float* bias = gradient + network_.biasAt(l);
    for (size_t r = 0; r < n; ++r) {
      for (size_t j = 0; j < step; ++j) bias[j] += delta[r * step + j];
    }
    float* kernel = gradient + network_.kernelAt(l);
    if (l == 0) {
      if (!network_.onBytes) {
        matrix.multiplyAdd(network_.inputs(0), n, step, slot.work.inputs.data(), 1, network_.stride, delta, step,
                           kernel, step);
      } else if (!isWhole) {
        byteGradients(n, slot, true, nullptr);
      }
      break;
    }
    const float* active = slot.work.layers[static_cast<size_t>(l) - 1].data();
    const size_t before = network_.nodeStride(l - 1);
    matrix.multiplyAdd(network_.inputs(l), n, step, active, 1, before, delta, step, kernel, step);
    float* deltaBefore = slot.deltas[static_cast<size_t>(l) - 1].data();
    std::fill_n(deltaBefore, n * before, 0.0F);
    turned -= network_.nodes(l) * before;
    matrix.multiplyAdd(n, network_.nodes(l), before, delta, step, 1, turned, before, deltaBefore, before);
    networkKernels().deactivate(network_.activation, active, deltaBefore, n * before);
  }
}

// The first layer's gradient, before standardisation, from the planes of the block.
void Engine::byteGradients(size_t n, Slot& slot, bool add, const ByteUpdate* update) {
  const size_t planes = n == 0 ? 0 : slot.work.planes;
  if (slot.planeDeltas.size() < planes * kByteNodes) {
    slot.planeDeltas = Floats(std::max(planes, kRowsAtOnce) * kByteNodes);
  }
  for (size_t p = 0; p < planes; ++p) {
    const float* delta = slot.deltas[0].data() + slot.work.planeRow[p] * kByteNodes;
    float* to = slot.planeDeltas.data() + p * kByteNodes;
    for (size_t h = 0; h < kByteNodes; ++h) to[h] = slot.work.scale[p] * delta[h];
  }
  networkKernels().byteGradients(slot.work.plane.data(), planes, network_.inputs(0), slot.planeDeltas.data(),
                                 network_.nodes(0), slot.gradient.data(), network_.stride, add, update);
}

// Every gradient into that of the first slot, in the order of the slots.
void Engine::addSlots(size_t slots) {
  constexpr size_t kChunk = 8192;
  const size_t length = network_.parameters.size();
  float* to = slots_[0].gradient.data();
  parallelFor(static_cast<int64_t>((length + kChunk - 1) / kChunk), threads_, nullptr, [&](int64_t chunk, int) {
    const size_t begin = static_cast<size_t>(chunk) * kChunk, end = std::min(length, begin + kChunk);
    for (size_t s = 1; s < slots; ++s) {
      const float* from = slots_[s].gradient.data();
      for (size_t i = begin; i < end; ++i) to[i] += from[i];
    }
  });
}

void Engine::update(size_t slots, size_t n, bool isWhole, Magnitudes& before) {
  if (slots > 1) addSlots(slots);
  const AdamSettings& adam = settings_.adam;
  power1_ *= adam.beta1;
  power2_ *= adam.beta2;
  AdamStep step{static_cast<float>(learningRate_ * std::sqrt(1 - power2_) / (1 - power1_)),
                static_cast<float>(1 - adam.beta1),
                static_cast<float>(1 - adam.beta2),
                static_cast<float>(adam.epsilon),
                static_cast<float>(settings_.l1),
                static_cast<float>(settings_.l2)};
  AdamStep plain = step;
  plain.l1 = plain.l2 = 0;
  Slot& slot = slots_[0];
  const auto part = [&](const AdamStep& kind, size_t at, size_t length) {
    networkKernels().adam(kind, length, slot.gradient.data() + at, network_.parameters.data() + at, m_.data() + at,
                          v_.data() + at, &before);
  };
  const int layers = network_.topology.layers();
  Magnitudes unpenalised;
  for (int l = 0; l < layers; ++l) {
    const AdamStep& kind = l + 1 < layers ? step : plain;  // the penalty is on hidden kernels
    if (l == 0 && network_.onBytes) {
      const ByteUpdate first{kind,
                             network_.mean.data(),
                             network_.inverse.data(),
                             network_.deviation.data(),
                             slot.gradient.data() + network_.biasAt(0),
                             network_.parameters.data(),
                             m_.data(),
                             v_.data(),
                             network_.offset.data(),
                             l + 1 < layers ? &before : &unpenalised};
      byteGradients(isWhole ? n : 0, slot, !isWhole, &first);
    } else {
      part(kind, network_.kernelAt(l), network_.kernelLength(l));
    }
    part(plain, network_.biasAt(l), network_.nodeStride(l));
  }
}

bool Engine::step(const uint32_t* rows, size_t n, const uint32_t* next, size_t nextRows, uint64_t epoch, LossSum& sum,
                  double& penalty) {
  const size_t blocks = (n + kRowsAtOnce - 1) / kRowsAtOnce, slots = std::min(kSlots, blocks);
  const bool isWhole = blocks == 1;
  turnKernels();
  std::atomic<bool> isStopped{false};
  const Noise fresh{settings_.seed, epoch}, *noise = data_.inputs.expected ? &fresh : nullptr;
  const float scale = 1 / static_cast<float>(n);
  const auto runSlot = [&](int64_t s, int) {
    Slot& slot = slots_[static_cast<size_t>(s)];
    slot.sum = LossSum();
    const size_t from = isWhole && network_.onBytes ? network_.biasAt(0) : 0;
    std::fill(slot.gradient.data() + from, slot.gradient.data() + slot.gradient.size(), 0.0F);
    for (size_t block = static_cast<size_t>(s); block < blocks; block += slots) {
      if (control_.cancelled.load(std::memory_order_relaxed)) isStopped = true;
      if (isStopped.load(std::memory_order_relaxed)) return;
      const size_t first = block * kRowsAtOnce, here = std::min(kRowsAtOnce, n - first);
      loadRows(network_, data_.inputs, rows + first, 0, here, noise, slot.work);
      if (isWhole && !noise) foreseeRows(data_.inputs, next, n, nextRows, slot.work);
      forwardRows(network_, here, slot.work);
      double terms[kTerms];
      lossOf(rows + first, here, scale, slot, true, terms);
      for (size_t i = 0; i * kRowsOfTerm < here; ++i) slot.sum.loss += terms[i];
      backward(here, slot, isWhole);
    }
  };
  if (slots == 1) runSlot(0, 0);
  else parallelFor(static_cast<int64_t>(slots), threads_, nullptr, runSlot);
  if (isStopped) return false;
  for (size_t s = 0; s < slots; ++s) {
    sum.loss += slots_[s].sum.loss;
    sum.right += slots_[s].sum.right;
  }
  Magnitudes before;
  update(slots, n, isWhole, before);
  penalty += static_cast<double>(n) * (settings_.l1 * before.absolute + settings_.l2 * before.square);
  return true;
}

bool Engine::evaluate(const uint32_t* rows, size_t n, LossSum& sum) {
  constexpr size_t kTogether = 8 * kRowsAtOnce;
  const size_t steps = (n + kTogether - 1) / kTogether;
  std::vector<double> terms((n + kRowsOfTerm - 1) / kRowsOfTerm);
  for (Slot& slot : slots_) slot.sum = LossSum();
  std::atomic<bool> isStopped{false};
  const int threads = std::min(threads_, static_cast<int>(slots_.size()));
  parallelFor(static_cast<int64_t>(steps), threads, nullptr, [&](int64_t step, int thread) {
    Slot& slot = slots_[static_cast<size_t>(thread)];
    const size_t begin = static_cast<size_t>(step) * kTogether, end = std::min(n, begin + kTogether);
    for (size_t first = begin; first < end; first += kRowsAtOnce) {
      if (control_.cancelled.load(std::memory_order_relaxed)) isStopped = true;
      if (isStopped.load(std::memory_order_relaxed)) return;
      const size_t here = std::min(kRowsAtOnce, end - first);
      loadRows(network_, data_.inputs, rows + first, 0, here, nullptr, slot.work);
      forwardRows(network_, here, slot.work);
      lossOf(rows + first, here, 0, slot, false, terms.data() + first / kRowsOfTerm);
    }
  });
  if (isStopped) return false;
  for (const Slot& slot : slots_) sum.right += slot.sum.right;
  for (double term : terms) sum.loss += term;
  return true;
}

double Engine::penalty() const {
  if (settings_.l1 == 0 && settings_.l2 == 0) return 0;
  const Topology& topology = network_.topology;
  std::vector<float> weights(topology.parameters());
  store(weights.data());
  double absolute = 0, square = 0;
  for (int l = 0; l + 1 < topology.layers(); ++l) {
    for (size_t i = topology.kernel(l); i < topology.bias(l); ++i) {
      const auto w = static_cast<double>(weights[i]);
      absolute += std::fabs(w);
      square += w * w;
    }
  }
  return settings_.l1 * absolute + settings_.l2 * square;
}

}  // namespace xsift
