// Batch normalization of rows [rows, channels], with the sum and the relu that follow it, in as few
// passes over memory as possible.
#pragma once
#include <cmath>

#include "parallel.h"
#include "tiles.h"

namespace normalization {

using winograd::lanes;
using winograd::load;
using winograd::parallel;
using winograd::scratch;
using winograd::store;
using winograd::Vector;

/**
 * y = z, y = relu(z) or y = relu(z + other), with z = scale (x - mean) / sqrt(variance + epsilon) +
 * offset.
 */
enum class After { nothing, relu, sum };

/** The number is fixed, so that the number of threads does not change the bits of sums. */
constexpr int parts = 16;

struct Rows {
  ptrdiff_t rows;
  int channels;
  ptrdiff_t first(int part) const { return rows * part / parts; }
};

inline Vector positive(Vector v, Vector kept) { return v > 0.f ? kept : Vector{}; }
/** The relu of a vector. NaN stays NaN. */
inline Vector relu(Vector v) { return v < 0.f ? Vector{} : v; }

/**
 * Two sums over the rows of each channel, in doubles [2][channels]. For each vector, f(offset of
 * the row, channel, first, second) gives the values. A few hundred rows at a time are summed in
 * floats, which stay in registers.
 */
template <int V, typename F>
inline void sumPiece(ptrdiff_t from, ptrdiff_t to, int channels, int channel, F f, double* sums) {
  constexpr int unrolled = 4 / V;
  for (ptrdiff_t start = from; start < to; start += 256) {
    const ptrdiff_t end = std::min(to, start + 256);
    Vector sum[2][unrolled][V] = {};
    ptrdiff_t row = start;
    for (; row + unrolled <= end; row += unrolled)
      for (int u = 0; u < unrolled; u++)
        for (int v = 0; v < V; v++) f((row + u) * channels, channel + v * lanes, v, sum[0][u][v], sum[1][u][v]);
    for (; row < end; row++)
      for (int v = 0; v < V; v++) f(row * channels, channel + v * lanes, v, sum[0][0][v], sum[1][0][v]);
    for (int s = 0; s < 2; s++)
      for (int v = 0; v < V; v++) {
        Vector all = sum[s][0][v];
        for (int u = 1; u < unrolled; u++) all += sum[s][u][v];
        for (int l = 0; l < lanes; l++) sums[s * channels + channel + v * lanes + l] += all[l];
      }
  }
}

/**
 * Calls f(channel) for consecutive pieces of the channels, as wide as possible. A piece has 4, 2 or
 * 1 vectors, which is the first template argument of f.
 */
template <typename F>
inline void eachPiece(int channels, F f) {
  int channel = 0;
  for (; channel + 4 * lanes <= channels; channel += 4 * lanes) f(std::integral_constant<int, 4>{}, channel);
  for (; channel + 2 * lanes <= channels; channel += 2 * lanes) f(std::integral_constant<int, 2>{}, channel);
  for (; channel < channels; channel += lanes) f(std::integral_constant<int, 1>{}, channel);
}

/** The sums over all parts, in doubles [2][channels]. `add` adds the rows of one part. */
template <typename F>
inline double* sumsOf(const Rows& s, F add) {
  const size_t size = 2 * s.channels;
  double* sums = reinterpret_cast<double*>(scratch(3, 2 * parts * size));
  parallel(parts, [&](int part) {
    double* own = sums + part * size;
    std::fill(own, own + size, 0.0);
    add(s.first(part), s.first(part + 1), own);
  });
  for (int part = 1; part < parts; part++)
    for (size_t i = 0; i < size; i++) sums[i] += sums[part * size + i];
  return sums;
}

/**
 * The mean and the biased variance of each channel. The sums are over differences from the first
 * row, so that a large mean does not cost digits of the variance.
 */
inline void moments(const Rows& s, const float* x, float* mean, float* variance) {
  const double* sums = sumsOf(s, [&](ptrdiff_t from, ptrdiff_t to, double* own) {
    eachPiece(s.channels, [&](auto width, int channel) {
      constexpr int V = decltype(width)::value;
      Vector shift[V];
      for (int v = 0; v < V; v++) shift[v] = load(x + channel + v * lanes);
      sumPiece<V>(from, to, s.channels, channel, [&](ptrdiff_t row, int c, int v, Vector& first, Vector& second) {
        const Vector d = load(x + row + c) - shift[v];
        first += d;
        second += d * d;
      }, own);
    });
  });
  for (int c = 0; c < s.channels; c++) {
    const double d = sums[c] / s.rows;
    mean[c] = static_cast<float>(x[c] + d);
    variance[c] = static_cast<float>(std::max(sums[s.channels + c] / s.rows - d * d, 0.0));
  }
}

/** z = factor x + term for a vector of channels. */
struct Line {
  Vector factor, term;
  Line() = default;
  Line(const float* scale, const float* offset, const float* mean, const float* variance, float epsilon, int channel) {
    for (int l = 0; l < lanes; l++) {
      const int c = channel + l;
      factor[l] = scale[c] / std::sqrt(variance[c] + epsilon);
      term[l] = offset[c] - mean[c] * factor[l];
    }
  }
  Vector of(Vector x) const { return x * factor + term; }
};

template <After after>
inline void normalize(const Rows& s, const float* x, const float* scale, const float* offset, const float* other, float epsilon, const float* mean,
                      const float* variance, float* y) {
  parallel(parts, [&](int part) {
    eachPiece(s.channels, [&](auto width, int channel) {
      constexpr int V = decltype(width)::value;
      Line lines[V];
      for (int v = 0; v < V; v++) lines[v] = Line(scale, offset, mean, variance, epsilon, channel + v * lanes);
      for (ptrdiff_t row = s.first(part); row < s.first(part + 1); row++)
        for (int v = 0; v < V; v++) {
          const ptrdiff_t at = row * s.channels + channel + v * lanes;
          Vector z = lines[v].of(load(x + at));
          if (after == After::sum) z += load(other + at);
          store(y + at, after == After::nothing ? z : relu(z));
        }
    });
  });
}

/**
 * The gradients of x, scale and offset; after a sum also that of the other summand, which is dy
 * where y > 0 and 0 elsewhere.
 */
template <After after>
inline void gradient(const Rows& s, const float* dy, const float* x, const float* y, const float* scale, const float* offset, float epsilon,
                     const float* mean, const float* variance, float* dx, float* dscale, float* doffset, float* dother) {
  /** The gradient of z, before the relu. */
  const auto before = [&](ptrdiff_t at, const Line& line) {
    const Vector d = load(dy + at);
    if (after == After::nothing) return d;
    // The sign is recomputed from x rather than read. The same sum in the same order gives the same
    // bits.
    return positive(after == After::relu ? line.of(load(x + at)) : load(y + at), d);
  };
  const double* sums = sumsOf(s, [&](ptrdiff_t from, ptrdiff_t to, double* own) {
    eachPiece(s.channels, [&](auto width, int channel) {
      constexpr int V = decltype(width)::value;
      Line lines[V];
      for (int v = 0; v < V; v++) lines[v] = Line(scale, offset, mean, variance, epsilon, channel + v * lanes);
      Vector middle[V];
      for (int v = 0; v < V; v++) middle[v] = load(mean + channel + v * lanes);
      sumPiece<V>(from, to, s.channels, channel, [&](ptrdiff_t row, int c, int v, Vector& first, Vector& second) {
        const Vector d = before(row + c, lines[v]);
        if (after == After::sum) store(dother + row + c, d);
        first += d;
        second += d * (load(x + row + c) - middle[v]);
      }, own);
    });
  });
  float* factors = scratch(2, 3 * s.channels);
  float *factor = factors, *constant = factors + s.channels, *slope = factors + 2 * s.channels;
  for (int c = 0; c < s.channels; c++) {
    const double inverse = 1 / std::sqrt(static_cast<double>(variance[c]) + epsilon), sum = sums[c], product = sums[s.channels + c];
    dscale[c] = static_cast<float>(product * inverse);
    doffset[c] = static_cast<float>(sum);
    factor[c] = static_cast<float>(scale[c] * inverse);
    constant[c] = static_cast<float>(sum / s.rows);
    slope[c] = static_cast<float>(product * inverse * inverse / s.rows);
  }
  parallel(parts, [&](int part) {
    eachPiece(s.channels, [&](auto width, int channel) {
      constexpr int V = decltype(width)::value;
      Line lines[V];
      for (int v = 0; v < V; v++) lines[v] = Line(scale, offset, mean, variance, epsilon, channel + v * lanes);
      Vector f[V], k[V], g[V], m[V];
      for (int v = 0; v < V; v++) {
        const int c = channel + v * lanes;
        f[v] = load(factor + c), k[v] = load(constant + c), g[v] = load(slope + c), m[v] = load(mean + c);
      }
      for (ptrdiff_t row = s.first(part); row < s.first(part + 1); row++)
        for (int v = 0; v < V; v++) {
          const ptrdiff_t at = row * s.channels + channel + v * lanes;
          const Vector d = after == After::sum ? load(dother + at) : before(at, lines[v]);
          store(dx + at, f[v] * (d - k[v] - (load(x + at) - m[v]) * g[v]));
        }
    });
  });
}

}  // namespace normalization
