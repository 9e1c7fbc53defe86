// CodistillLayerNorm and its gradient.
#pragma once
#include <cmath>

#include "batchNorms.h"
#include "vectors.h"

namespace layerNorms {

using namespace vectors;
using batchNorms::rowsOf;
using normalization::parts;
using normalization::Rows;

/** The shape of x without its last dimension. */
inline bool rowsOutput(Run& run, int i, Held& held, const Held& x) {
  int64_t shape[8];
  for (int d = 0; d < x.dimensions() - 1; d++) shape[d] = x.size(d);
  return run.output(i, held, shape, x.dimensions() - 1);
}

/** Inputs: x, scale, offset. Outputs: y, and mean and 1 / sqrt(variance + epsilon) of each row. */
inline void forward(void* epsilon, TF_OpKernelContext* context) {
  Run run{context};
  Held x, scale, offset, y, mean, inverse;
  if (!run.input(0, x) || !run.input(1, scale) || !run.input(2, offset)) return run.fail();
  if (!run.like(0, y, x) || !rowsOutput(run, 1, mean, x) || !rowsOutput(run, 2, inverse, x)) return run.fail();
  const Rows s = rowsOf(x);
  const float small = *static_cast<float*>(epsilon);
  const float *factor = scale.data(), *term = offset.data();
  winograd::parallel(parts, [&](int part) {
    for (ptrdiff_t row = s.first(part); row < s.first(part + 1); row++) {
      const float* from = x.data() + row * s.channels;
      float* to = y.data() + row * s.channels;
      Vector total{}, squares{};
      for (int c = 0; c < s.channels; c += lanes) total += load(from + c);
      const float m = sum(total) / s.channels;
      for (int c = 0; c < s.channels; c += lanes) {
        const Vector d = load(from + c) - m;
        squares += d * d;
      }
      const float i = 1 / std::sqrt(sum(squares) / s.channels + small);
      mean.data()[row] = m;
      inverse.data()[row] = i;
      for (int c = 0; c < s.channels; c += lanes) store(to + c, (load(from + c) - m) * i * load(factor + c) + load(term + c));
    }
  });
}

/** Inputs: dy, x, scale, mean, inverse. Outputs: dx, dscale, doffset. */
inline void backward(void*, TF_OpKernelContext* context) {
  Run run{context};
  Held dy, x, scale, mean, inverse, dx, dscale, doffset;
  if (!run.input(0, dy) || !run.input(1, x) || !run.input(2, scale) || !run.input(3, mean) || !run.input(4, inverse)) return run.fail();
  if (!run.like(0, dx, x) || !run.like(1, dscale, scale) || !run.like(2, doffset, scale)) return run.fail();
  const Rows s = rowsOf(x);
  const int n = s.channels;
  float* sums = winograd::scratch(2, static_cast<size_t>(parts) * 2 * n);
  std::fill(sums, sums + static_cast<size_t>(parts) * 2 * n, 0.f);
  winograd::parallel(parts, [&](int part) {
    float *ofScale = sums + static_cast<size_t>(part) * 2 * n, *ofOffset = ofScale + n;
    for (ptrdiff_t row = s.first(part); row < s.first(part + 1); row++) {
      const float *above = dy.data() + row * n, *from = x.data() + row * n, m = mean.data()[row], i = inverse.data()[row];
      float* to = dx.data() + row * n;
      Vector first{}, second{};
      for (int c = 0; c < n; c += lanes) {
        const Vector d = load(above + c), normal = (load(from + c) - m) * i, before = d * load(scale.data() + c);
        first += before;
        second += before * normal;
        store(ofScale + c, load(ofScale + c) + d * normal);
        store(ofOffset + c, load(ofOffset + c) + d);
      }
      const float a = sum(first) / n, b = sum(second) / n;
      for (int c = 0; c < n; c += lanes) {
        const Vector normal = (load(from + c) - m) * i;
        store(to + c, (load(above + c) * load(scale.data() + c) - a - normal * b) * i);
      }
    }
  });
  for (int c = 0; c < n; c++) {
    double ofScale = 0, ofOffset = 0;
    for (int part = 0; part < parts; part++) {
      ofScale += sums[static_cast<size_t>(part) * 2 * n + c];
      ofOffset += sums[static_cast<size_t>(part) * 2 * n + n + c];
    }
    dscale.data()[c] = static_cast<float>(ofScale);
    doffset.data()[c] = static_cast<float>(ofOffset);
  }
}

/** y like x, mean and inverse without the last dimension. */
inline void forwardShapes(TF_ShapeInferenceContext* context, TF_Status* status) {
  Shape x(context, 0, status), rows;
  x.setAs(0);
  TF_ShapeInferenceContextSubshape(context, x.handle, 0, -1, rows.handle, status);
  for (int i = 1; i < 3; i++) TF_ShapeInferenceContextSetOutput(context, i, rows.handle, status);
}
inline void backwardShapes(TF_ShapeInferenceContext* context, TF_Status* status) {
  Shape x(context, 1, status), scale(context, 2, status);
  x.setAs(0);
  for (int i = 1; i < 3; i++) scale.setAs(i);
}

inline void addAll() {
  add("CodistillLayerNorm", {"x: float", "scale: float", "offset: float"}, {"y: float", "mean: float", "inverse: float"}, {"epsilon: float"},
      batchNorms::create, forward, batchNorms::destroy, forwardShapes);
  add("CodistillLayerNormGrad", {"dy: float", "x: float", "scale: float", "mean: float", "inverse: float"},
      {"dx: float", "dscale: float", "doffset: float"}, {}, nullptr, backward, nullptr, backwardShapes);
}

}  // namespace layerNorms
