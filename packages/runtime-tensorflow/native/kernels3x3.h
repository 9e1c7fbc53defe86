// Transforms kernels [3, 3, in, out] to and from the space in which tiles are multiplied.
#pragma once
#include "tiles.h"

namespace winograd {

/**
 * G g G^T of a kernel [3][3][in][out], written to [N N][in][out]. With `turned`, the kernel of the
 * input's gradient, rotated by 180 degrees, written to [N N][out][in].
 */
template <int M>
inline void transformKernel(const float* kernel, int in, int out, bool turned, float* to) {
  constexpr int N = M + 2;
  const ptrdiff_t plane = (ptrdiff_t)in * out;
  const auto transform = [&](const Vector (&g)[3][3], Vector (&r)[N][N]) {
    Vector p[3][N];
    for (int j = 0; j < 3; j++) Filtering<M>::kernel(g[j], p[j]);
    for (int j = 0; j < N; j++) {
      Vector d[3], q[N];
      for (int k = 0; k < 3; k++) d[k] = p[k][j];
      Filtering<M>::kernel(d, q);
      for (int k = 0; k < N; k++) r[k][j] = q[k];
    }
  };
  Vector g[3][3], r[N][N];
  for (int c = 0; c < in; c++)
    for (int k = 0; k < out; k += lanes) {
      for (int i = 0; i < 9; i++) g[i / 3][i % 3] = load(kernel + (turned ? 8 - i : i) * plane + (ptrdiff_t)c * out + k);
      transform(g, r);
      for (int i = 0; i < N * N; i++) {
        if (!turned) store(to + i * plane + (ptrdiff_t)c * out + k, r[i / N][i % N]);
        else
          for (int l = 0; l < lanes; l++) to[i * plane + (ptrdiff_t)(k + l) * in + c] = r[i / N][i % N][l];
      }
    }
}

/** G^T s G: maps s [N N][in][out] to the kernel's gradient [3][3][in][out]. */
template <int M>
inline void transformKernelGradient(const float* s, int in, int out, float* to) {
  constexpr int N = M + 2;
  const ptrdiff_t plane = (ptrdiff_t)in * out;
  for (ptrdiff_t at = 0; at < plane; at += lanes) {
    Vector p[N][3];
    for (int j = 0; j < N; j++) {
      Vector d[N];
      for (int k = 0; k < N; k++) d[k] = load(s + (N * k + j) * plane + at);
      Filtering<M>::kernelGradient(d, p[j]);
    }
    for (int j = 0; j < 3; j++) {
      Vector d[N], r[3];
      for (int k = 0; k < N; k++) d[k] = p[k][j];
      Filtering<M>::kernelGradient(d, r);
      for (int k = 0; k < 3; k++) store(to + (3 * j + k) * plane + at, r[k]);
    }
  }
}

}  // namespace winograd
