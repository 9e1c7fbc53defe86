// Vectors of floats, and of the type that they are rounded to.
#pragma once
#ifdef __AVX512BF16__
#include <immintrin.h>
#endif

namespace winograd {

#ifdef __AVX512F__
constexpr int lanes = 16;
#else
constexpr int lanes = 8;
#endif
typedef float Vector __attribute__((vector_size(lanes * 4), aligned(4), may_alias));

inline Vector load(const float* p) { return *reinterpret_cast<const Vector*>(p); }
inline void store(float* p, Vector v) { *reinterpret_cast<Vector*>(p) = v; }

/** The upper half of a float. */
struct Bfloat16 {
  unsigned short bits;
};

#ifdef __AVX512BF16__
inline __m256i rounded(Vector v) { return (__m256i)_mm512_cvtneps_pbh((__m512)v); }
inline void store(Bfloat16* p, Vector v) { _mm256_storeu_si256(reinterpret_cast<__m256i*>(p), rounded(v)); }
#endif

}  // namespace winograd
