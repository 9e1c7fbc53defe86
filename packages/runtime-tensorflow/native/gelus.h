// CodistillGelu and its gradient.
#pragma once
#include <algorithm>

#include "kernel.h"
#include "parallel.h"
#include "vectors.h"

namespace gelus {

using namespace vectors;

/** Calls f(at, count) for pieces of at most `lanes` of `size` elements, on all threads. */
template <typename F>
inline void eachPiece(ptrdiff_t size, F f) {
  constexpr int parts = 16;
  winograd::parallel(parts, [&](int part) {
    const auto border = [&](int i) { return size / lanes * i / parts * lanes; };
    const ptrdiff_t end = part == parts - 1 ? size : border(part + 1);
    for (ptrdiff_t at = border(part); at < end; at += lanes) f(at, static_cast<int>(std::min<ptrdiff_t>(lanes, end - at)));
  });
}

inline Vector phi(Vector x) { return 0.5f + 0.5f * errorFunction(x * 0.70710678118654752f); }

inline ptrdiff_t sizeOf(const Held& x) {
  ptrdiff_t size = 1;
  for (int d = 0; d < x.dimensions(); d++) size *= x.size(d);
  return size;
}

/** Input: x. Output: y. */
inline void forward(void*, TF_OpKernelContext* context) {
  Run run{context};
  Held x, y;
  if (!run.input(0, x) || !run.like(0, y, x)) return run.fail();
  const float* from = x.data();
  float* to = y.data();
  eachPiece(sizeOf(x), [=](ptrdiff_t at, int count) {
    const Vector v = loadSome(from + at, count);
    storeSome(to + at, v * phi(v), count);
  });
}

/** Inputs: dy, x. Output: dx. */
inline void backward(void*, TF_OpKernelContext* context) {
  Run run{context};
  Held dy, x, dx;
  if (!run.input(0, dy) || !run.input(1, x) || !run.like(0, dx, x)) return run.fail();
  const float *above = dy.data(), *from = x.data();
  float* to = dx.data();
  eachPiece(sizeOf(x), [=](ptrdiff_t at, int count) {
    const Vector v = loadSome(from + at, count);
    const Vector density = exponential(-0.5f * v * v) * 0.39894228040143268f;
    storeSome(to + at, loadSome(above + at, count) * (phi(v) + v * density), count);
  });
}

inline void addAll() {
  add("CodistillGelu", {"x: float"}, {"y: float"}, {}, nullptr, forward, nullptr, firstInput);
  add("CodistillGeluGrad", {"dy: float", "x: float"}, {"dx: float"}, {}, nullptr, backward, nullptr, firstInput);
}

}  // namespace gelus
