// The products at one position of a block: small matrices whose sums stay in registers.
#pragma once
#include <cstring>

#include "tiles.h"

namespace winograd {

/** A register block: [rows, depth] times [depth, lanes * columns], with rows = R. */
template <int R, int C>
inline void multiplyBlock(const float* a, ptrdiff_t aRow, const float* b, ptrdiff_t bRow, int depth, float* to, ptrdiff_t toRow) {
  Vector sum[R][C] = {};
  for (int d = 0; d < depth; d++) {
    Vector right[C];
    for (int j = 0; j < C; j++) right[j] = load(b + d * bRow + j * lanes);
    for (int i = 0; i < R; i++)
      for (int j = 0; j < C; j++) sum[i][j] += a[i * aRow + d] * right[j];
  }
  for (int i = 0; i < R; i++)
    for (int j = 0; j < C; j++) store(to + i * toRow + j * lanes, sum[i][j]);
}

#ifdef __AVX512BF16__
/**
 * Converts [positions][depth][out] to pairs of rows, [positions][depth / 2][out][2], which is the
 * layout that the processor multiplies.
 */
inline void pairsOf(const float* u, int positions, int depth, int out, Bfloat16* to) {
  const auto wide = [](const float* p) { return _mm512_cvtepu16_epi32(rounded(load(p))); };
  for (ptrdiff_t row = 0; row < (ptrdiff_t)positions * depth; row += 2)
    for (int k = 0; k < out; k += lanes) {
      const __m512i even = wide(u + row * out + k), odd = wide(u + (row + 1) * out + k);
      _mm512_storeu_si512(to + row * out + 2 * k, _mm512_or_si512(even, _mm512_slli_epi32(odd, 16)));
    }
}

/** The same block for a and pairs b, summed in floats. */
template <int R, int C>
inline void multiplyBlock(const Bfloat16* a, ptrdiff_t aRow, const Bfloat16* b, ptrdiff_t bRow, int depth, float* to, ptrdiff_t toRow) {
  __m512 sum[R][C] = {};
  for (int d = 0; d < depth; d += 2) {
    __m512bh right[C];
    for (int j = 0; j < C; j++) right[j] = (__m512bh)_mm512_loadu_si512(b + d * bRow + 2 * j * lanes);
    for (int i = 0; i < R; i++) {
      int pair;
      std::memcpy(&pair, a + i * aRow + d, sizeof pair);
      for (int j = 0; j < C; j++) sum[i][j] = _mm512_dpbf16_ps(sum[i][j], (__m512bh)_mm512_set1_epi32(pair), right[j]);
    }
  }
  for (int i = 0; i < R; i++)
    for (int j = 0; j < C; j++) store(to + i * toRow + j * lanes, (Vector)sum[i][j]);
}
#endif

/** The address of column k of a kernel. */
inline const float* column(const float* u, int k) { return u + k; }
inline const Bfloat16* column(const Bfloat16* u, int k) { return u + 2 * k; }

/** The product [blockTiles][in] times [in][out]. */
template <typename T>
inline void multiply(const T* v, const T* u, int in, int out, float* m) {
  int k = 0;
  for (; k + 2 * lanes <= out; k += 2 * lanes)
    for (int t = 0; t < blockTiles; t += 8) multiplyBlock<8, 2>(v + (ptrdiff_t)t * in, in, column(u, k), out, in, m + (ptrdiff_t)t * out + k, out);
  for (; k < out; k += lanes)
    for (int t = 0; t < blockTiles; t += 16) multiplyBlock<16, 1>(v + (ptrdiff_t)t * in, in, column(u, k), out, in, m + (ptrdiff_t)t * out + k, out);
}

/** sum += v^T w over `count` tiles, for R channels of v and C vectors of w. */
template <int R, int C>
inline void accumulateBlock(const float* v, int in, const float* w, int out, int count, float* sum) {
  Vector s[R][C];
  for (int i = 0; i < R; i++)
    for (int j = 0; j < C; j++) s[i][j] = load(sum + i * (ptrdiff_t)out + j * lanes);
  for (int t = 0; t < count; t++) {
    Vector right[C];
    for (int j = 0; j < C; j++) right[j] = load(w + (ptrdiff_t)t * out + j * lanes);
    for (int i = 0; i < R; i++)
      for (int j = 0; j < C; j++) s[i][j] += v[(ptrdiff_t)t * in + i] * right[j];
  }
  for (int i = 0; i < R; i++)
    for (int j = 0; j < C; j++) store(sum + i * (ptrdiff_t)out + j * lanes, s[i][j]);
}

inline void accumulate(const float* v, const float* w, int in, int out, int count, float* sum) {
  int k = 0;
  for (; k + 2 * lanes <= out; k += 2 * lanes)
    for (int c = 0; c < in; c += 8) accumulateBlock<8, 2>(v + c, in, w + k, out, count, sum + (ptrdiff_t)c * out + k);
  for (; k < out; k += lanes) {
    int c = 0;
    for (; c + 16 <= in; c += 16) accumulateBlock<16, 1>(v + c, in, w + k, out, count, sum + (ptrdiff_t)c * out + k);
    for (; c < in; c += 8) accumulateBlock<8, 1>(v + c, in, w + k, out, count, sum + (ptrdiff_t)c * out + k);
  }
}

}  // namespace winograd
