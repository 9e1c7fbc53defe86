// 3x3 convolutions of stride 1 by Winograd's minimal filtering. With M = 4, a tile takes 36
// products where the direct sum takes 144.
#pragma once
#include <cstring>

#include "kernels3x3.h"
#include "parallel.h"
#include "products.h"

namespace winograd {

/**
 * The convolution Y of x [batch, height, width, in] with a transformed kernel u [N N][in][out], as
 * floats or in pairs (pairsOf). T is the type of the factors.
 */
template <typename T, int M>
inline void convolve(const Shape<M>& s, const float* x, const T* u, float* y) {
  constexpr int group = 4, positions = (M + 2) * (M + 2);
  const int blocks = s.blocks();
  parallel((blocks + group - 1) / group, [&](int g) {
    T* v = reinterpret_cast<T*>(scratch(0, positions * planeSize(s.in)));
    float* m = scratch(1, positions * planeSize(s.out));
    for (int b = g * group; b < std::min(blocks, (g + 1) * group); b++) {
      const int first = b * blockTiles, count = std::min(blockTiles, s.tiles() - first);
      transformInput(s, x, first, count, v);
      for (int p = 0; p < positions; p++)
        multiply(v + p * planeSize(s.in), u + (ptrdiff_t)p * s.in * s.out, s.in, s.out, m + p * planeSize(s.out));
      transformOutput(s, m, first, count, y);
    }
  });
}

/**
 * The kernel's gradient [3, 3, in, out] from x and dy. The parts and their order are fixed, so that
 * the number of threads does not change its bits.
 */
template <int M>
inline void kernelGradient(const Shape<M>& s, const float* x, const float* dy, float* dkernel) {
  constexpr int parts = 8, positions = (M + 2) * (M + 2);
  const size_t size = (size_t)positions * s.in * s.out;
  float* sums = scratch(2, parts * size);
  const int blocks = s.blocks();
  parallel(parts, [&](int part) {
    float* v = scratch(0, positions * planeSize(s.in));
    float* w = scratch(1, positions * planeSize(s.out));
    float* sum = sums + part * size;
    std::memset(sum, 0, size * sizeof(float));
    for (int b = blocks * part / parts; b < blocks * (part + 1) / parts; b++) {
      const int first = b * blockTiles, count = std::min(blockTiles, s.tiles() - first);
      transformInput(s, x, first, count, v);
      transformGradient(s, dy, first, count, w);
      for (int p = 0; p < positions; p++)
        accumulate(v + p * planeSize(s.in), w + p * planeSize(s.out), s.in, s.out, count, sum + (ptrdiff_t)p * s.in * s.out);
    }
  });
  for (int part = 1; part < parts; part++)
    for (size_t i = 0; i < size; i += lanes) store(sums + i, load(sums + i) + load(sums + part * size + i));
  transformKernelGradient<M>(sums, s.in, s.out, dkernel);
}

}  // namespace winograd
