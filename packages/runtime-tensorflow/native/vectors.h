// Functions of vectors of floats.
#pragma once
#include <cstring>

#include "numbers.h"

namespace vectors {

using winograd::lanes;
using winograd::load;
using winograd::store;
using winograd::Vector;
typedef int Integers __attribute__((vector_size(lanes * 4), aligned(4), may_alias));

inline Vector all(float value) { return Vector{} + value; }
inline Vector clamped(Vector x, float low, float high) {
  x = x < low ? all(low) : x;
  return x > high ? all(high) : x;
}
inline float sum(Vector v) {
  float total = 0;
  for (int l = 0; l < lanes; l++) total += v[l];
  return total;
}

/** e^x, by 2^n and a polynomial in the rest; relative error below 2e-7 for x from -87 to 88. */
inline Vector exponential(Vector x) {
  x = clamped(x, -87.f, 88.f);
  const Vector scaled = x * 1.44269504088896341f;
  const Integers n = __builtin_convertvector(scaled + (scaled < 0.f ? all(-0.5f) : all(0.5f)), Integers);
  const Vector whole = __builtin_convertvector(n, Vector);
  const Vector f = x - whole * 0.693359375f + whole * 2.12194440e-4f;
  Vector p = all(1.9875691500e-4f);
  p = p * f + 1.3981999507e-3f;
  p = p * f + 8.3334519073e-3f;
  p = p * f + 4.1665795894e-2f;
  p = p * f + 1.6666665459e-1f;
  p = p * f + 5.0000001201e-1f;
  p = p * f * f + f + 1.f;
  const Integers power = (n + 127) << 23;
  Vector factor;
  std::memcpy(&factor, &power, sizeof factor);
  return p * factor;
}

/** erf(x), a quotient of polynomials that is +-1 beyond 4; absolute error below 3e-7. */
inline Vector errorFunction(Vector x) {
  x = clamped(x, -4.f, 4.f);
  const Vector s = x * x;
  Vector p = all(-2.72614225801306e-10f);
  p = p * s + 2.77068142495902e-08f;
  p = p * s - 2.10102402082508e-06f;
  p = p * s - 5.69250639462346e-05f;
  p = p * s - 7.34990630326855e-04f;
  p = p * s - 2.95459980854025e-03f;
  p = p * s - 1.60960333262415e-02f;
  Vector q = all(-1.45660718464996e-05f);
  q = q * s - 2.13374055278905e-04f;
  q = q * s - 1.68282697438203e-03f;
  q = q * s - 7.37332916720468e-03f;
  q = q * s - 1.42647390514189e-02f;
  return x * p / q;
}

/** Up to `lanes` floats, the rest 0. */
inline Vector loadSome(const float* from, int count) {
  Vector v{};
  std::memcpy(&v, from, count * sizeof(float));
  return v;
}
inline void storeSome(float* to, Vector v, int count) { std::memcpy(to, &v, count * sizeof(float)); }

}  // namespace vectors
