// C += A B in single precision, in a variant for each ISA (cpu/isa.h).
//
//   C[m][n] += sum_k A(m, k) B[k][n],   m < M, k < K, n < N
//   A(m, k) = a[m * rowStep + k * termStep], so that a transposed A needs no copy.
//   B and C are row-major; N, bStep and cStep are multiples of kMatrixPad: whoever owns a matrix pads its rows, so that
//   no vector is ragged. Padding of B must hold finite numbers (zeros stay zeros in C).
//
// Every element is one sum over rising k, starting from what C holds, so its bits do not depend on how the loops are
// blocked. Each term is a fused multiply-add; `serial` rounds the product too.
#pragma once
#include <cstddef>
#include <new>
#include <utility>

#include "core/cpu/isa.h"

namespace xsift {

constexpr size_t kMatrixPad = 16;
constexpr size_t padded(size_t n) { return (n + kMatrixPad - 1) / kMatrixPad * kMatrixPad; }

struct MatrixKernels {
  void (*multiplyAdd)(size_t M, size_t K, size_t N, const float* a, size_t rowStep, size_t termStep, const float* b,
                      size_t bStep, float* c, size_t cStep);
  // For sums of products that single precision cannot hold. moveTo: to[i] = sums[i], or += if `add`, and sums[i] = 0.
  // finish: out[i] = t + own - less[i] with t = to[i] + sums[i], -infinity where t is not above `least`; sums[i] = 0.
  // dot: the sum of x[i] y[i] in double, whose order depends on the ISA.
  void (*moveTo)(float* sums, size_t n, double* to, bool add);
  void (*finish)(float* sums, const double* to, const double* less, double own, double least, size_t n, double* out);
  double (*dot)(const float* x, const double* y, size_t n);
};
XSIFT_KERNELS(MatrixKernels, matrix)

// Floats on a cache line's boundary, zero at first: a vector that straddles two lines costs twice.
class Floats {
 public:
  Floats() = default;
  explicit Floats(size_t length)
      : data_(static_cast<float*>(::operator new(length * sizeof(float), kLine))), length_(length) {
    for (size_t i = 0; i < length; ++i) data_[i] = 0;
  }
  Floats(Floats&& other) noexcept { swap(other); }
  Floats& operator=(Floats&& other) noexcept {
    swap(other);
    return *this;
  }
  Floats(const Floats&) = delete;
  Floats& operator=(const Floats&) = delete;
  ~Floats() { ::operator delete(data_, kLine); }
  float* data() { return data_; }
  const float* data() const { return data_; }
  size_t size() const { return length_; }
  float& operator[](size_t i) { return data_[i]; }
  float operator[](size_t i) const { return data_[i]; }

 private:
  static constexpr std::align_val_t kLine{64};
  void swap(Floats& other) {
    std::swap(data_, other.data_);
    std::swap(length_, other.length_);
  }
  float* data_ = nullptr;
  size_t length_ = 0;
};

}  // namespace xsift
