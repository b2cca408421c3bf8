// Vectors of one number: the types and operations of cpu/vectors.h for `serial`, which cpu/elementary.h computes with
// too.
#pragma once
#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "core/cpu/isa.h"

namespace xsift {
namespace serial {

typedef float F;
typedef int32_t I;
typedef uint32_t U;
typedef double D;
typedef int64_t L;
typedef uint64_t W;
constexpr size_t kF = 1, kD = 1;

template <class T>
XSIFT_INLINE T select(bool mask, T yes, T no) {
  return mask ? yes : no;
}
XSIFT_INLINE F all(float x) { return x; }
XSIFT_INLINE D all(double x) { return x; }
XSIFT_INLINE W bitsOf(D x) {
  W bits;
  memcpy(&bits, &x, sizeof bits);
  return bits;
}
XSIFT_INLINE D fromBits(W bits) {
  D x;
  memcpy(&x, &bits, sizeof x);
  return x;
}
XSIFT_INLINE U bitsOf(F x) {
  U bits;
  memcpy(&bits, &x, sizeof bits);
  return bits;
}
XSIFT_INLINE F fromBits(U bits) {
  F x;
  memcpy(&x, &bits, sizeof x);
  return x;
}
typedef uint32_t HalfU;
XSIFT_INLINE W widen(HalfU x) { return x; }
XSIFT_INLINE HalfU lowHalves(W x) { return (uint32_t)x; }
XSIFT_INLINE D loadFloats(const float* from) { return *from; }
XSIFT_INLINE void storeFloats(float* to, D x) { *to = (float)x; }
XSIFT_INLINE D nextLanes(D, D after) { return after; }
XSIFT_INLINE void loadPairs(const float* from, D& first, D& second) { first = from[0], second = from[1]; }

// Many times faster than the C library's where the CPU has no fma. The product is exact in double; the sum, rounded to
// double, rounds to float as the exact one would, unless it lies half-way between two floats or is too small for a
// normal one. Then it is rounded to odd, so that the rounding to float is not a second one.
XSIFT_INLINE F fma(F a, F b, F c) {
  const double product = (double)a * b, sum = product + c;
  W bits = bitsOf(sum);
  if ((bits & 0x1fffffff) != 0x10000000 && (bits << 1) >= (UINT64_C(0x381) << 53)) return (float)sum;
  const double added = sum - product, rest = (product - (sum - added)) + (c - added);
  if ((rest > 0 || rest < 0) && !(bits & 1)) bits += (rest > 0) == (sum > 0) ? 1 : (W)-1;
  return (float)fromBits(bits);
}
XSIFT_INLINE D squareRoot(D x) { return ::sqrt(x); }
XSIFT_INLINE F squareRoot(F x) { return ::sqrtf(x); }
// Weights may differ between ISAs, and fma in software would take a hundred times as long.
XSIFT_INLINE F addProduct(F a, F b, F c) { return a * b + c; }

}  // namespace serial
}  // namespace xsift
