// C += A B, the one matrix product that forward and backward need.
//
//   C[m][n] = C[m][n] + sum_k A(m, k) B[k][n],   m < M, k < K, n < N
//   A(m, k) = a[m * rowStep + k * termStep], so that a transposed A needs no copy; B and C are row-major and packed.
//
// Every element is summed over k in rising order, starting from what C holds: the result is the same to the last bit
// however the loops are blocked and whatever the compiler vectorises (contraction is off). Blocks of kRows x W sums
// stay in registers; B is copied once into rows padded to a multiple of kLanes, so that no block has a ragged width.
#pragma once
#include <algorithm>
#include <cstddef>
#include <cstring>
#include <vector>

namespace xsift {

namespace multiply_detail {
constexpr int kLanes = 4, kRows = 4;

// Four numbers that are added and multiplied together. Spelt as a vector type because gcc, left to itself, vectorises the
// wrong loop and shuffles; other compilers get the plain struct.
#if defined(__GNUC__)
template <typename T>
struct LanesOf {
  typedef T type __attribute__((vector_size(kLanes * sizeof(T))));
};
template <typename T>
using Lanes = typename LanesOf<T>::type;
#else
template <typename T>
struct Lanes {
  T value[kLanes];
  T& operator[](int i) { return value[i]; }
  T operator[](int i) const { return value[i]; }
  friend Lanes operator*(T factor, Lanes x) {
    for (T& v : x.value) v = factor * v;
    return x;
  }
  Lanes& operator+=(const Lanes& x) {
    for (int i = 0; i < kLanes; ++i) value[i] += x.value[i];
    return *this;
  }
};
#endif

// One block: R rows and V groups of four columns of C, of which `columns` exist.
template <typename T, int R, int V>
void block(int K, const T* a, ptrdiff_t rowStep, ptrdiff_t termStep, const T* b, ptrdiff_t bStep, T* c, ptrdiff_t cStep,
           int columns) {
  Lanes<T> sum[R][V];  // stays in registers; `edge` is the same numbers where ragged columns can be reached
  T edge[R][V * kLanes] = {};
  for (int r = 0; r < R; ++r) std::copy_n(c + r * cStep, columns, edge[r]);
  std::memcpy(sum, edge, sizeof sum);
  for (int k = 0; k < K; ++k) {
    Lanes<T> right[V];
    std::memcpy(right, b + k * bStep, sizeof right);
    for (int r = 0; r < R; ++r) {
      const T factor = a[r * rowStep + k * termStep];
      for (int v = 0; v < V; ++v) sum[r][v] += factor * right[v];
    }
  }
  std::memcpy(edge, sum, sizeof sum);
  for (int r = 0; r < R; ++r) std::copy_n(edge[r], columns, c + r * cStep);
}

template <typename T, int V>
void stripe(int M, int K, const T* a, ptrdiff_t rowStep, ptrdiff_t termStep, const T* b, ptrdiff_t bStep, T* c,
            ptrdiff_t cStep, int columns) {
  int m = 0;
  for (; m + kRows <= M; m += kRows) {
    block<T, kRows, V>(K, a + m * rowStep, rowStep, termStep, b, bStep, c + m * cStep, cStep, columns);
  }
  for (; m < M; ++m) {
    block<T, 1, V>(K, a + m * rowStep, rowStep, termStep, b, bStep, c + m * cStep, cStep, columns);
  }
}
}  // namespace multiply_detail

// `padded` is scratch that grows on demand.
template <typename T>
void multiplyAdd(int M, int K, int N, const T* a, ptrdiff_t rowStep, ptrdiff_t termStep, const T* b, T* c,
                 std::vector<T>& padded) {
  using namespace multiply_detail;
  const int step = (N + kLanes - 1) / kLanes * kLanes;
  padded.assign(static_cast<size_t>(K) * static_cast<size_t>(step), T(0));
  for (ptrdiff_t k = 0; k < K; ++k) std::copy_n(b + k * N, N, padded.data() + k * step);

  for (int n = 0; n < N;) {
    const T* bn = padded.data() + n;
    const int left = N - n;
    if (left > 8) {
      stripe<T, 3>(M, K, a, rowStep, termStep, bn, step, c + n, N, std::min(left, 12));
      n += 12;
    } else if (left > 4) {
      stripe<T, 2>(M, K, a, rowStep, termStep, bn, step, c + n, N, left);
      n += 8;
    } else {
      stripe<T, 1>(M, K, a, rowStep, termStep, bn, step, c + n, N, left);
      n += 4;
    }
  }
}

}  // namespace xsift
