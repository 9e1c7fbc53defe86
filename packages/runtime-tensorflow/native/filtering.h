// Winograd's minimal filtering F(M, 3) in one dimension, from vectors to vectors.
#pragma once

namespace winograd {

/**
 * The one-dimensional transforms of F(M, 3): M outputs from N = M + 2 products. Applied along
 * columns and rows, they give Y = A^T [(G g G^T) . (B^T d B)] A. The transposed transforms give the
 * gradient of the kernel, dg = G^T [(A dY A^T) . (B^T d B)] G. Source: Lavin and Gray 2016, arXiv
 * 1509.09308.
 */
template <int M>
struct Filtering;

/** Points 0, 1, -1, infinity. */
template <>
struct Filtering<2> {
  static constexpr int N = 4;
  /** B^T d */
  template <typename V> static inline void input(const V* d, V* to) {
    to[0] = d[0] - d[2];
    to[1] = d[1] + d[2];
    to[2] = d[2] - d[1];
    to[3] = d[1] - d[3];
  }
  /** A^T m */
  template <typename V> static inline void output(const V* m, V* to) {
    to[0] = m[0] + m[1] + m[2];
    to[1] = m[1] - m[2] - m[3];
  }
  /** A y */
  template <typename V> static inline void gradient(const V* y, V* to) {
    to[0] = y[0];
    to[1] = y[0] + y[1];
    to[2] = y[0] - y[1];
    to[3] = -y[1];
  }
  /** G g */
  template <typename V> static inline void kernel(const V* g, V* to) {
    to[0] = g[0];
    to[1] = (g[0] + g[1] + g[2]) * 0.5f;
    to[2] = (g[0] - g[1] + g[2]) * 0.5f;
    to[3] = g[2];
  }
  /** G^T s */
  template <typename V> static inline void kernelGradient(const V* s, V* to) {
    const V half = (s[1] + s[2]) * 0.5f;
    to[0] = s[0] + half;
    to[1] = (s[1] - s[2]) * 0.5f;
    to[2] = half + s[3];
  }
};

/**
 * Points 0, a, -a, b, -b, infinity. With the usual points 1 and 2, the total rounding error is
 * twice as large (points.py).
 */
template <>
struct Filtering<4> {
  static constexpr int N = 6;
  static constexpr float a = 0.625f, b = 1.5f, a2 = a * a, b2 = b * b, sum = a2 + b2, product = a2 * b2;
  template <typename V> static inline void input(const V* d, V* to) {
    const V evenA = d[4] - b2 * d[2], oddA = a * (d[3] - b2 * d[1]), evenB = d[4] - a2 * d[2], oddB = b * (d[3] - a2 * d[1]);
    to[0] = d[4] - sum * d[2] + product * d[0];
    to[1] = evenA + oddA;
    to[2] = evenA - oddA;
    to[3] = evenB + oddB;
    to[4] = evenB - oddB;
    to[5] = d[5] - sum * d[3] + product * d[1];
  }
  template <typename V> static inline void output(const V* m, V* to) {
    const V evenA = m[1] + m[2], oddA = m[1] - m[2], evenB = m[3] + m[4], oddB = m[3] - m[4];
    to[0] = m[0] + evenA + evenB;
    to[1] = a * oddA + b * oddB;
    to[2] = a2 * evenA + b2 * evenB;
    to[3] = a * a2 * oddA + b * b2 * oddB + m[5];
  }
  template <typename V> static inline void gradient(const V* y, V* to) {
    const V evenA = y[0] + a2 * y[2], oddA = a * y[1] + a * a2 * y[3], evenB = y[0] + b2 * y[2], oddB = b * y[1] + b * b2 * y[3];
    to[0] = y[0];
    to[1] = evenA + oddA;
    to[2] = evenA - oddA;
    to[3] = evenB + oddB;
    to[4] = evenB - oddB;
    to[5] = y[3];
  }
  static constexpr float at0 = 1 / product, atA = 1 / (2 * a2 * (a2 - b2)), atB = 1 / (2 * b2 * (b2 - a2));
  template <typename V> static inline void kernel(const V* g, V* to) {
    const V evenA = atA * g[0] + atA * a2 * g[2], oddA = atA * a * g[1], evenB = atB * g[0] + atB * b2 * g[2], oddB = atB * b * g[1];
    to[0] = at0 * g[0];
    to[1] = evenA + oddA;
    to[2] = evenA - oddA;
    to[3] = evenB + oddB;
    to[4] = evenB - oddB;
    to[5] = g[2];
  }
  template <typename V> static inline void kernelGradient(const V* s, V* to) {
    const V evenA = s[1] + s[2], oddA = s[1] - s[2], evenB = s[3] + s[4], oddB = s[3] - s[4];
    to[0] = at0 * s[0] + atA * evenA + atB * evenB;
    to[1] = atA * a * oddA + atB * b * oddB;
    to[2] = atA * a2 * evenA + atB * b2 * evenB + s[5];
  }
};

}  // namespace winograd
