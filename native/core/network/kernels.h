// The inner loops of the network in single precision, in a variant for each ISA (cpu/isa.h). Between ISAs results
// differ in the last digits, as sums over lanes do; on one ISA they do not depend on threads or blocks.
//
// Rows of a matrix are `stride` floats long, a multiple of kMatrixPad, and zero beyond their width.
#pragma once
#include <cstddef>
#include <cstdint>

#include "core/cpu/isa.h"

namespace xsift {

// Up to this many nodes a first layer works on the bytes of the counts themselves (network/bytes.inc).
constexpr size_t kByteNodes = 16, kByteResults = 32;
constexpr size_t kBytesBeyond = 64;  // bytes that must be readable beyond the end of a plane

// As Keras does, the probability of the true class is held in [kClip, 1 - kClip]: rows outside have no gradient.
constexpr double kClip = 1e-7;

// One step of Adam (network/engine.h) with the penalty l1 |w| + l2 w^2.
struct AdamStep {
  float rate, part1, part2, epsilon;  // lr sqrt(1 - b2^t) / (1 - b1^t), 1 - b1, 1 - b2, eps
  float l1, l2;
};

// Sums over weights as they were before the step.
struct Magnitudes {
  double absolute = 0, square = 0;
};

// What updates the first layer where its gradient is computed, tile by tile: see network/bytes.inc.
struct ByteUpdate {
  AdamStep adam;
  const float *mean, *inverse, *deviation;  // [stride], of the inputs; 0 beyond the width
  const float* deltaSum;                    // [nodes]: dL/db
  float *weights, *m, *v;                   // [nodes][stride]; weights are w / deviation
  float* offset;                            // [nodes]: sum_c mean[c] weights[c], after the step
  Magnitudes* before;
};

// Of the counts of a spectrum: what decides how they are kept (network/counts.h).
struct CountSums {
  uint64_t sum;
  uint32_t largest;
  size_t filled;  // of which the lowest byte is not 0
};

// What a block of rows is compared with, and what comes of it.
struct SoftmaxTargets {
  const uint8_t* labels;  // [rows]
  const float* soft;      // [rows][classes], each row summing to 1, or null: 1 for the label, else 0
  const float* weights;   // [rows], or null: all 1
  float scale;            // of the deltas, beside the weights
  float* truth;           // out, [rows]: probability of each row's label
  // Out, or null: [rows][stride]. Keras' clip takes a class whose p is beyond it out of the loss: with c_k 0 for these
  // and else 1, delta_k = scale weight (p_k sum_j c_j t_j - c_k t_k), which is scale (p - t) for a label within.
  float* delta;
};

enum class Activation : uint8_t { Relu, Tanh, Linear };

struct NetworkKernels {
  // out[p][h] = sum_c planes[p][c] w[h][c]; out has kByteResults a plane, of which `nodes` are meant. ahead[p]: what
  // will be read next, asked of memory meanwhile (the planes themselves will do).
  void (*byteProducts)(const uint8_t* const* planes, const uint8_t* const* ahead, size_t n, size_t width,
                       const float* w, size_t stride, size_t nodes, float* out);
  // out[h] = sum_i value[i] turned[channel[i]][h] of a list (network/counts.h): a number n of two bytes, n channels of
  // two bytes, n values of one. turned: [channels][kByteNodes].
  void (*listProducts)(const uint8_t* list, const float* turned, float* out);
  // gradient[h][c] (+)= sum_p deltas[p][h] planes[p][c]; deltas has kByteNodes a plane. With `update` the gradient is
  // used and not stored; `add` starts from what it holds.
  void (*byteGradients)(const uint8_t* const* planes, size_t n, size_t width, const float* deltas, size_t nodes,
                        float* gradient, size_t stride, bool add, const ByteUpdate* update);
  CountSums (*measure)(const uint16_t* counts, size_t n);
  // to[c] = the lowest byte of counts[c]
  void (*lowBytes)(const uint16_t* counts, size_t n, uint8_t* to);
  // out[c] = sum_p scales[p] planes[p][c]
  void (*unpack)(const uint8_t* const* planes, const float* scales, size_t n, size_t width, float* out);
  // out[c] = (x[c] - mean[c]) inverse[c]
  void (*standardise)(const float* x, const float* mean, const float* inverse, size_t width, float* out);
  // out[c] = x[c]
  void (*widen)(const float* x, size_t width, double* out);
  // sums[c] += x[c], or with a mean (x[c] - mean[c])^2, for one row x of the n after the other
  void (*addMoments)(const float* const* rows, size_t n, size_t width, const double* mean, double* sums);

  void (*activate)(Activation kind, float* z, size_t length);
  // delta *= derivative, from the activation's result a
  void (*deactivate)(Activation kind, const float* a, float* delta, size_t length);
  // Softmax of `rows` rows of logits; `probabilities`: [rows][classes], or null. With `targets`: returns how many
  // labels have the largest probability.
  size_t (*softmax)(const float* logits, size_t rows, size_t classes, size_t stride, const SoftmaxTargets* targets,
                    float* probabilities);
  // w, m, v by the gradient; magnitudes of w before the step are added to `before` unless l1 and l2 are 0.
  void (*adam)(const AdamStep& step, size_t length, const float* gradient, float* w, float* m, float* v,
               Magnitudes* before);
};
XSIFT_KERNELS(NetworkKernels, network)

}  // namespace xsift
