// Adam, in the form Keras computes it.
//
//   m <- m + (g - m)(1 - b1),   v <- v + (g^2 - v)(1 - b2)
//   w <- w - a m / (sqrt(v) + eps),   a = lr sqrt(1 - b2^t) / (1 - b1^t),   t = 1, 2, ...
//
// eps stands outside the bias correction ("epsilon hat"), 1e-7 by default.
// Kingma & Ba, arXiv:1412.6980, end of section 2; keras.optimizers.Adam.
#pragma once
#include <cmath>
#include <cstddef>
#include <vector>

namespace xsift {

struct AdamSettings {
  double learningRate = 1e-3, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-7;
};

template <typename T>
class Adam {
 public:
  Adam(size_t parameters, const AdamSettings& settings)
      : settings_(settings), m_(parameters, T(0)), v_(parameters, T(0)) {}

  void step(T* parameters, const T* gradient) {
    power1_ *= settings_.beta1;
    power2_ *= settings_.beta2;
    const T rate = static_cast<T>(settings_.learningRate * std::sqrt(1 - power2_) / (1 - power1_));
    const T part1 = static_cast<T>(1 - settings_.beta1), part2 = static_cast<T>(1 - settings_.beta2);
    const T epsilon = static_cast<T>(settings_.epsilon);
    T* m = m_.data();
    T* v = v_.data();
    const size_t length = m_.size();
    for (size_t i = 0; i < length; ++i) {
      const T g = gradient[i];
      m[i] += (g - m[i]) * part1;
      v[i] += (g * g - v[i]) * part2;
      parameters[i] -= rate * m[i] / (std::sqrt(v[i]) + epsilon);
    }
  }

 private:
  AdamSettings settings_;
  std::vector<T> m_, v_;
  double power1_ = 1, power2_ = 1;  // b1^t, b2^t
};

}  // namespace xsift
