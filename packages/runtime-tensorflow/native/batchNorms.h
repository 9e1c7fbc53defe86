// CodistillBatchNorm, CodistillBatchNormRelu, CodistillBatchNormAddRelu and their gradients.
#pragma once
#include "kernel.h"
#include "normalization.h"

namespace batchNorms {

using normalization::After;
using normalization::Rows;

inline void* create(TF_OpKernelConstruction* construction) {
  Status status;
  float* epsilon = new float;
  TF_OpKernelConstruction_GetAttrFloat(construction, "epsilon", epsilon, status.status);
  if (!status.ok()) TF_OpKernelConstruction_Failure(construction, status.status);
  return epsilon;
}
inline void destroy(void* epsilon) { delete static_cast<float*>(epsilon); }

inline Rows rowsOf(const Held& x) {
  Rows rows{1, x.size(x.dimensions() - 1)};
  for (int d = 0; d < x.dimensions() - 1; d++) rows.rows *= x.size(d);
  return rows;
}
inline bool vectors(Run& run, int from, Held* held, int count, int64_t channels) {
  for (int i = 0; i < count; i++)
    if (!run.output(from + i, held[i], &channels, 1)) return false;
  return true;
}

/**
 * Inputs: x, scale, offset, and after a sum the other summand. Outputs: y, mean, unbiased variance,
 * mean, biased variance, at the positions of FusedBatchNormV3.
 */
template <After after>
void forward(void* epsilon, TF_OpKernelContext* context) {
  Run run{context};
  Held x, scale, offset, other, y, of[4];
  if (!run.input(0, x) || !run.input(1, scale) || !run.input(2, offset)) return run.fail();
  if (after == After::sum && !run.input(3, other)) return run.fail();
  const Rows rows = rowsOf(x);
  if (!run.like(0, y, x) || !vectors(run, 1, of, 4, rows.channels)) return run.fail();
  float *mean = of[2].data(), *variance = of[3].data();
  normalization::moments(rows, x.data(), mean, variance);
  for (int c = 0; c < rows.channels; c++) {
    of[0].data()[c] = mean[c];
    of[1].data()[c] = rows.rows > 1 ? variance[c] * (static_cast<float>(rows.rows) / (rows.rows - 1)) : variance[c];
  }
  normalization::normalize<after>(rows, x.data(), scale.data(), offset.data(), after == After::sum ? other.data() : nullptr,
                                  *static_cast<float*>(epsilon), mean, variance, y.data());
}

/**
 * Inputs: dy, x, scale, offset, mean, biased variance, and after a sum y. Outputs: dx, dscale,
 * doffset, and after a sum dother.
 */
template <After after>
void backward(void* epsilon, TF_OpKernelContext* context) {
  Run run{context};
  Held dy, x, scale, offset, mean, variance, y, dx, of[2], dother;
  if (!run.input(0, dy) || !run.input(1, x) || !run.input(2, scale) || !run.input(3, offset) || !run.input(4, mean) || !run.input(5, variance))
    return run.fail();
  if (after == After::sum && !run.input(6, y)) return run.fail();
  const Rows rows = rowsOf(x);
  if (!run.like(0, dx, x) || !vectors(run, 1, of, 2, rows.channels)) return run.fail();
  if (after == After::sum && !run.like(3, dother, x)) return run.fail();
  const bool sum = after == After::sum;
  normalization::gradient<after>(rows, dy.data(), x.data(), sum ? y.data() : nullptr, scale.data(), offset.data(), *static_cast<float*>(epsilon),
                                 mean.data(), variance.data(), dx.data(), of[0].data(), of[1].data(), sum ? dother.data() : nullptr);
}

inline void addAll() {
  const auto in = {"x: float", "scale: float", "offset: float"}, out = {"y: float", "mean: float", "unbiased: float", "first: float", "second: float"};
  const auto back = {"dy: float", "x: float", "scale: float", "offset: float", "first: float", "second: float"};
  const auto grads = {"dx: float", "dscale: float", "doffset: float"};
  const auto epsilon = {"epsilon: float"};
  add("CodistillBatchNorm", in, out, epsilon, create, forward<After::nothing>, destroy);
  add("CodistillBatchNormRelu", in, out, epsilon, create, forward<After::relu>, destroy);
  add("CodistillBatchNormAddRelu", {"x: float", "scale: float", "offset: float", "other: float"}, out, epsilon, create, forward<After::sum>, destroy);
  add("CodistillBatchNormGrad", back, grads, epsilon, create, backward<After::nothing>, destroy);
  add("CodistillBatchNormReluGrad", back, grads, epsilon, create, backward<After::relu>, destroy);
  add("CodistillBatchNormAddReluGrad", {"dy: float", "x: float", "scale: float", "offset: float", "first: float", "second: float", "y: float"},
      {"dx: float", "dscale: float", "doffset: float", "dother: float"}, epsilon, create, backward<After::sum>, destroy);
}

}  // namespace batchNorms
