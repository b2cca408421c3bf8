// Cross-entropy of softmax outputs, and its gradient with respect to the logits.
//
//   two classes:  L = -1/2 sum_k [t_k log p_k + (1 - t_k) log(1 - p_k)], Keras' binary cross-entropy averaged over the two
//                 outputs of a one-hot label t. As p_0 + p_1 = 1 both terms are the same, so L = -log p_t with p_t the
//                 probability of the true class: eq. (1) of Hebbar & Heinke (2023).
//   K classes:    L = -sum_k t_k log p_k = -log p_t, categorical cross-entropy.
//   gradient:     dL/dz_k = p_k - t_k
//
// As Keras does, p_t is clipped to [1e-7, 1 - 1e-7] before the logarithm, so a row outside has no gradient.
// Keras 3, keras.losses.BinaryCrossentropy and CategoricalCrossentropy with from_logits = False.
#pragma once
#include "core/network/forward.h"

namespace xsift {

constexpr double kClip = 1e-7;

struct LossSum {
  double loss = 0;    // summed over rows, without the L1 penalty
  int64_t right = 0;  // rows whose true class has the largest probability; a tie goes to the first class
};

// Adds `rows` rows to `sum`. With `delta` ([rows][classes]), writes the gradient of the mean loss over the rows.
template <typename T>
void addLoss(const T* logits, const uint8_t* labels, int rows, int classes, LossSum& sum, T* delta) {
  double p[256];  // labels are bytes: at most 256 classes
  for (int r = 0; r < rows; ++r) {
    const T* z = logits + static_cast<ptrdiff_t>(r) * classes;
    softmax(z, classes, p);
    const int label = labels[r];
    const double clipped = std::min(std::max(p[label], kClip), 1 - kClip);
    sum.loss -= logOf(p[label] == p[label] ? clipped : p[label]);  // max() would hide a NaN
    sum.right += std::max_element(p, p + classes) - p == label;
    if (!delta) continue;
    const bool inside = p[label] == clipped;
    T* d = delta + static_cast<ptrdiff_t>(r) * classes;
    for (int k = 0; k < classes; ++k) d[k] = inside ? static_cast<T>((p[k] - (k == label)) / rows) : T(0);
  }
}

}  // namespace xsift
