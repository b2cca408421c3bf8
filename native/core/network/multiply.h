// C += A B, plainly: the product of the reference (network/reference.h).
//
//   C[m][n] = C[m][n] + sum_k A(m, k) B[k][n],   m < M, k < K, n < N
//   A(m, k) = a[m * rowStep + k * termStep], so that a transposed A needs no copy; B and C are row-major and packed.
#pragma once
#include <cstddef>

namespace xsift {

template <typename T>
void multiplyAdd(int M, int K, int N, const T* a, ptrdiff_t rowStep, ptrdiff_t termStep, const T* b, T* c) {
  for (ptrdiff_t m = 0; m < M; ++m) {
    for (ptrdiff_t k = 0; k < K; ++k) {
      const T factor = a[m * rowStep + k * termStep];
      for (ptrdiff_t n = 0; n < N; ++n) c[m * N + n] += factor * b[k * N + n];
    }
  }
}

}  // namespace xsift
