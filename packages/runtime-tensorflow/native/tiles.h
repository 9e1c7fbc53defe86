// Images as tiles of MxM outputs. The patch around each tile goes into the transforms of
// filtering.h, which give N N numbers per tile and channel.
#pragma once
#include <algorithm>
#include <cstddef>

#include "filtering.h"
#include "numbers.h"

namespace winograd {

/** The number of tiles that are transformed and multiplied together. */
constexpr int blockTiles = 32;

/**
 * A convolution of images [batch, height, width, in] that keeps height and width, with one pixel of
 * zero padding. M divides height and width; `lanes` divides the numbers of channels.
 */
template <int M>
struct Shape {
  static constexpr int N = M + 2;
  int batch, height, width, in, out;
  int tilesX() const { return width / M; }
  int tilesPerImage() const { return (height / M) * (width / M); }
  int tiles() const { return batch * tilesPerImage(); }
  int blocks() const { return (tiles() + blockTiles - 1) / blockTiles; }
};

/**
 * The distance in floats between the positions of a block. It is one cache line more than their
 * size, so that they do not all compete for a few sets of the cache.
 */
inline ptrdiff_t planeSize(int channels) { return (ptrdiff_t)blockTiles * channels + 16; }

/**
 * Splits the `count` tiles from `first` into pieces of tile rows, and calls f(t, image, tile row,
 * first tile column, n) for each piece; t counts the tiles from 0.
 */
template <int M, typename F>
inline void eachRow(const Shape<M>& s, int first, int count, F f) {
  const int across = s.tilesX(), perImage = s.tilesPerImage();
  for (int t = 0; t < count;) {
    const int tile = first + t, image = tile / perImage, inImage = tile % perImage, column = inImage % across;
    const int n = std::min(count - t, across - column);
    f(t, image, inImage / across, column, n);
    t += n;
  }
}

/**
 * B^T d B of the NxN patches of x around `count` tiles from `first`, written to [N
 * N][blockTiles][in] as floats or Bfloat16.
 */
template <int M, typename T>
inline void transformInput(const Shape<M>& s, const float* x, int first, int count, T* to) {
  constexpr int N = M + 2;
  static const float zeros[lanes] = {};
  const int channels = s.in, width = s.width;
  const ptrdiff_t row = (ptrdiff_t)width * channels, step = planeSize(channels);
  eachRow(s, first, count, [&](int t, int image, int tileRow, int tileColumn, int n) {
    const float* base = x + (image * (ptrdiff_t)s.height + M * tileRow - 1) * row;
    const bool above = tileRow == 0, below = M * tileRow + M == s.height;
    for (int c = 0; c < channels; c += lanes) {
      // Columns of B^T d. The last two are the first two of the next tile.
      Vector m[N][N];
      const auto column = [&](int at, Vector* to) {
        if ((unsigned)at >= (unsigned)width) {
          for (int i = 0; i < N; i++) to[i] = Vector{};
          return;
        }
        const float* from = base + (ptrdiff_t)at * channels + c;
        Vector d[N];
        d[0] = load(above ? zeros : from);
        for (int i = 1; i < N - 1; i++) d[i] = load(from + i * row);
        d[N - 1] = load(below ? zeros : from + (N - 1) * row);
        Filtering<M>::input(d, to);
      };
      column(M * tileColumn - 1, m[0]);
      column(M * tileColumn, m[1]);
      T* out = to + (ptrdiff_t)t * channels + c;
      for (int i = 0; i < n; i++, out += channels) {
        for (int j = 2; j < N; j++) column(M * (tileColumn + i) + j - 1, m[j]);
        for (int j = 0; j < N; j++) {
          Vector d[N], r[N];
          for (int k = 0; k < N; k++) d[k] = m[k][j];
          Filtering<M>::input(d, r);
          for (int k = 0; k < N; k++) store(out + (N * j + k) * step, r[k]);
        }
        for (int j = 0; j < N; j++) {
          m[0][j] = m[M][j];
          m[1][j] = m[M + 1][j];
        }
      }
    }
  });
}

/** A^T m A of m, [N N][blockTiles][out]: the MxM outputs of the tiles in y. */
template <int M>
inline void transformOutput(const Shape<M>& s, const float* m, int first, int count, float* y) {
  constexpr int N = M + 2;
  const int channels = s.out;
  const ptrdiff_t row = (ptrdiff_t)s.width * channels, step = planeSize(channels);
  eachRow(s, first, count, [&](int t, int image, int tileRow, int tileColumn, int n) {
    float* base = y + (image * (ptrdiff_t)s.height + M * tileRow) * row + M * (ptrdiff_t)tileColumn * channels;
    for (int i = 0; i < n; i++)
      for (int c = 0; c < channels; c += lanes) {
        const float* from = m + (ptrdiff_t)(t + i) * channels + c;
        float* to = base + M * (ptrdiff_t)i * channels + c;
        Vector p[N][M];
        for (int j = 0; j < N; j++) {
          Vector d[N];
          for (int k = 0; k < N; k++) d[k] = load(from + (N * k + j) * step);
          Filtering<M>::output(d, p[j]);
        }
        for (int j = 0; j < M; j++) {
          Vector d[N], r[M];
          for (int k = 0; k < N; k++) d[k] = p[k][j];
          Filtering<M>::output(d, r);
          for (int k = 0; k < M; k++) store(to + j * row + (ptrdiff_t)k * channels, r[k]);
        }
      }
  });
}

/** A dY A^T of the MxM gradients of the tiles, written to [N N][blockTiles][out]. */
template <int M>
inline void transformGradient(const Shape<M>& s, const float* dy, int first, int count, float* to) {
  constexpr int N = M + 2;
  const int channels = s.out;
  const ptrdiff_t row = (ptrdiff_t)s.width * channels, step = planeSize(channels);
  eachRow(s, first, count, [&](int t, int image, int tileRow, int tileColumn, int n) {
    const float* base = dy + (image * (ptrdiff_t)s.height + M * tileRow) * row + M * (ptrdiff_t)tileColumn * channels;
    for (int i = 0; i < n; i++)
      for (int c = 0; c < channels; c += lanes) {
        const float* from = base + M * (ptrdiff_t)i * channels + c;
        float* o = to + (ptrdiff_t)(t + i) * channels + c;
        Vector p[M][N];
        for (int j = 0; j < M; j++) {
          Vector d[M];
          for (int k = 0; k < M; k++) d[k] = load(from + k * row + (ptrdiff_t)j * channels);
          Filtering<M>::gradient(d, p[j]);
        }
        for (int j = 0; j < N; j++) {
          Vector d[M], r[N];
          for (int k = 0; k < M; k++) d[k] = p[k][j];
          Filtering<M>::gradient(d, r);
          for (int k = 0; k < N; k++) store(o + (N * j + k) * step, r[k]);
        }
      }
  });
}

}  // namespace winograd
