// Vectors for kernels that are written once: the compiler's own vector types, as wide as a register of the ISA that
// XSIFT_ISA_AVX2, XSIFT_ISA_AVX512, XSIFT_ISA_NEON or XSIFT_ISA_SERIAL names.
//
//   F  kF floats     I  kF 32-bit integers     U  kF unsigned ones
//   D  kD doubles    L  kD 64-bit integers     W  kD unsigned ones
// + - * / & | ^ ~ << >> and comparisons are C++'s, lane by lane; a comparison gives the mask for select(mask, yes, no).
// On `serial` a vector is one number and a mask a bool. Sums over lanes have an order that depends on kF and kD: where
// results must be the same on every ISA, each lane holds a sum of its own.
// fma is rounded once on every ISA (in software where the CPU lacks it); addProduct only where the ISA has it in
// hardware, for weights, which may differ between ISAs. expOf and logOfNormal are those of cpu/elementary.inc.
//
// No include guard: cpu/foreach_isa.h includes it for each ISA, then the kernels, then cpu/vectors_end.h. Between the
// two, only C headers' functions and this file's may be called: a C++ library function compiled here could replace the
// one of the baseline at link time, and end the program on another CPU. For the same reason all of it is in an unnamed
// namespace.
#include "core/cpu/elementary.h"

#if XSIFT_ISA_AVX512
#define XSIFT_VARIANT avx512
#define XSIFT_BYTES 64
#define XSIFT_TARGET "avx2,fma,avx512f,avx512bw,avx512dq,avx512vl"
#elif XSIFT_ISA_AVX2
#define XSIFT_VARIANT avx2
#define XSIFT_BYTES 32
#define XSIFT_TARGET "avx2,fma"
#elif XSIFT_ISA_NEON
#define XSIFT_VARIANT neon
#define XSIFT_BYTES 16
#else
#define XSIFT_VARIANT serial
#endif

#ifdef XSIFT_TARGET
#define XSIFT_TEXT(x) #x
#define XSIFT_PRAGMA(x) _Pragma(XSIFT_TEXT(x))
#if defined(__clang__)
XSIFT_PRAGMA(clang attribute push(__attribute__((target(XSIFT_TARGET))), apply_to = function))
#else
#pragma GCC push_options
XSIFT_PRAGMA(GCC target(XSIFT_TARGET))
#endif
#endif

namespace xsift {
namespace XSIFT_VARIANT {
namespace {

#ifdef XSIFT_BYTES

typedef float F __attribute__((vector_size(XSIFT_BYTES)));
typedef int32_t I __attribute__((vector_size(XSIFT_BYTES)));
typedef uint32_t U __attribute__((vector_size(XSIFT_BYTES)));
typedef double D __attribute__((vector_size(XSIFT_BYTES)));
typedef decltype(D{} < D{}) L;  // which compilers spell int64_t in their own ways
typedef uint64_t W __attribute__((vector_size(XSIFT_BYTES)));
typedef float HalfF __attribute__((vector_size(XSIFT_BYTES / 2)));
typedef uint32_t HalfU __attribute__((vector_size(XSIFT_BYTES / 2)));
constexpr size_t kF = XSIFT_BYTES / 4, kD = XSIFT_BYTES / 8;

XSIFT_INLINE F select(I mask, F yes, F no) { return mask ? yes : no; }
XSIFT_INLINE D select(L mask, D yes, D no) { return mask ? yes : no; }
XSIFT_INLINE I select(I mask, I yes, I no) { return mask ? yes : no; }
XSIFT_INLINE L select(L mask, L yes, L no) { return mask ? yes : no; }
XSIFT_INLINE F all(float x) { return x - F{}; }
XSIFT_INLINE D all(double x) { return x - D{}; }
XSIFT_INLINE W bitsOf(D x) { return (W)x; }
XSIFT_INLINE D fromBits(W x) { return (D)x; }
XSIFT_INLINE U bitsOf(F x) { return (U)x; }
XSIFT_INLINE F fromBits(U x) { return (F)x; }
// Half a register widened to a whole one, and back. gcc 12 widens by halves where it has one instruction for it.
#if XSIFT_ISA_AVX512
XSIFT_INLINE D widen(HalfF x) { return (D)_mm512_maskz_cvtps_pd(0xff, (__m256)x); }
XSIFT_INLINE W widen(HalfU x) { return (W)_mm512_maskz_cvtepu32_epi64(0xff, (__m256i)x); }
XSIFT_INLINE HalfU lowHalves(W x) { return (HalfU)_mm512_maskz_cvtepi64_epi32(0xff, (__m512i)x); }
#elif XSIFT_ISA_AVX2
XSIFT_INLINE D widen(HalfF x) { return (D)_mm256_cvtps_pd((__m128)x); }
XSIFT_INLINE W widen(HalfU x) { return (W)_mm256_cvtepu32_epi64((__m128i)x); }
XSIFT_INLINE HalfU lowHalves(W x) { return __builtin_convertvector(x, HalfU); }
#else
XSIFT_INLINE D widen(HalfF x) { return __builtin_convertvector(x, D); }
XSIFT_INLINE W widen(HalfU x) { return __builtin_convertvector(x, W); }
XSIFT_INLINE HalfU lowHalves(W x) { return __builtin_convertvector(x, HalfU); }
#endif
// kD floats as doubles, and back (rounded).
XSIFT_INLINE D loadFloats(const float* from) {
  HalfF half;
  memcpy(&half, from, sizeof half);
  return widen(half);
}
XSIFT_INLINE void storeFloats(float* to, D x) {
  const HalfF half = __builtin_convertvector(x, HalfF);
  memcpy(to, &half, sizeof half);
}
// Lanes 1 and up of x, then the first of `after`.
#if XSIFT_ISA_AVX512
XSIFT_INLINE D nextLanes(D x, D after) {
  return (D)_mm512_permutex2var_pd((__m512d)x, _mm512_setr_epi64(1, 2, 3, 4, 5, 6, 7, 8), (__m512d)after);
}
#elif XSIFT_ISA_AVX2
XSIFT_INLINE D nextLanes(D x, D after) {
  return (D)_mm256_shuffle_pd((__m256d)x, _mm256_permute2f128_pd((__m256d)x, (__m256d)after, 0x21), 5);
}
#else
XSIFT_INLINE D nextLanes(D x, D after) { return (D)vextq_f64((float64x2_t)x, (float64x2_t)after, 1); }
#endif
// kD pairs of floats, first and second ones.
XSIFT_INLINE void loadPairs(const float* from, D& first, D& second) {
  W pairs;
  memcpy(&pairs, from, sizeof pairs);
  first = widen((HalfF)lowHalves(pairs));
  second = widen((HalfF)lowHalves(pairs >> 32));
}

#if XSIFT_ISA_AVX512
XSIFT_INLINE F fma(F a, F b, F c) { return (F)_mm512_fmadd_ps((__m512)a, (__m512)b, (__m512)c); }
XSIFT_INLINE D squareRoot(D x) { return (D)_mm512_maskz_sqrt_pd(0xff, (__m512d)x); }
XSIFT_INLINE F squareRoot(F x) { return (F)_mm512_maskz_sqrt_ps(0xffff, (__m512)x); }
#elif XSIFT_ISA_AVX2
XSIFT_INLINE F fma(F a, F b, F c) { return (F)_mm256_fmadd_ps((__m256)a, (__m256)b, (__m256)c); }
XSIFT_INLINE D squareRoot(D x) { return (D)_mm256_sqrt_pd((__m256d)x); }
XSIFT_INLINE F squareRoot(F x) { return (F)_mm256_sqrt_ps((__m256)x); }
#elif XSIFT_ISA_NEON
XSIFT_INLINE F fma(F a, F b, F c) { return (F)vfmaq_f32((float32x4_t)c, (float32x4_t)a, (float32x4_t)b); }
XSIFT_INLINE D squareRoot(D x) { return (D)vsqrtq_f64((float64x2_t)x); }
XSIFT_INLINE F squareRoot(F x) { return (F)vsqrtq_f32((float32x4_t)x); }
#endif
XSIFT_INLINE F addProduct(F a, F b, F c) { return fma(a, b, c); }

#include "core/cpu/elementary.inc"

#endif

// Memory need not be aligned.
XSIFT_INLINE F load(const float* from) {
  F x;
  memcpy(&x, from, sizeof x);
  return x;
}
XSIFT_INLINE D load(const double* from) {
  D x;
  memcpy(&x, from, sizeof x);
  return x;
}
XSIFT_INLINE void store(float* to, F x) { memcpy(to, &x, sizeof x); }
XSIFT_INLINE void store(double* to, D x) { memcpy(to, &x, sizeof x); }
XSIFT_INLINE void store(uint64_t* to, W x) { memcpy(to, &x, sizeof x); }

// Results that are not read soon: past the cache, which would first fetch what is overwritten. `to` is aligned to a
// vector; endStream() before another thread may look.
#if XSIFT_ISA_AVX512
XSIFT_INLINE void stream(double* to, D x) { _mm512_stream_pd(to, (__m512d)x); }
XSIFT_INLINE void endStream() { _mm_sfence(); }
#elif XSIFT_ISA_AVX2
XSIFT_INLINE void stream(double* to, D x) { _mm256_stream_pd(to, (__m256d)x); }
XSIFT_INLINE void endStream() { _mm_sfence(); }
#else
XSIFT_INLINE void stream(double* to, D x) { store(to, x); }
XSIFT_INLINE void endStream() {}
#endif

// The end of an array: `count` lanes, fewer than kD, are read (the others are 0) or written.
#if XSIFT_ISA_AVX512
XSIFT_INLINE D load(const double* from, size_t count) {
  return (D)_mm512_maskz_loadu_pd((__mmask8)((1u << count) - 1), from);
}
XSIFT_INLINE void store(double* to, D x, size_t count) {
  _mm512_mask_storeu_pd(to, (__mmask8)((1u << count) - 1), (__m512d)x);
}
#elif XSIFT_ISA_AVX2
XSIFT_INLINE __m256i firstLanes(size_t count) {
  return _mm256_cmpgt_epi64(_mm256_set1_epi64x((long long)count), _mm256_setr_epi64x(0, 1, 2, 3));
}
XSIFT_INLINE D load(const double* from, size_t count) { return (D)_mm256_maskload_pd(from, firstLanes(count)); }
XSIFT_INLINE void store(double* to, D x, size_t count) { _mm256_maskstore_pd(to, firstLanes(count), (__m256d)x); }
#else
XSIFT_INLINE D load(const double* from, size_t count) {
  D x = all(0.0);
  memcpy(&x, from, count * sizeof *from);
  return x;
}
XSIFT_INLINE void store(double* to, D x, size_t count) { memcpy(to, &x, count * sizeof *to); }
#endif

}  // namespace
}  // namespace XSIFT_VARIANT
}  // namespace xsift
