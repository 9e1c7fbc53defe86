// CodistillConv3x3 and its two gradients. If the processor supports it, there are also versions
// with products in bfloat16, except for the kernel's gradient.
#pragma once
#include "kernel.h"
#include "winograd.h"

namespace convolutions {

enum class Kind { forward, input, filter };

/**
 * Computes a convolution or one of its gradients. The inputs are x and kernel (forward), dy and
 * kernel (input), or x and dy (filter).
 */
template <Kind kind, typename T, int M>
void compute(const Held& first, const Held& second, float* result) {
  const int batch = first.size(0), height = first.size(1), width = first.size(2);
  if (kind == Kind::filter) {
    winograd::kernelGradient(winograd::Shape<M>{batch, height, width, first.size(3), second.size(3)}, first.data(), second.data(), result);
    return;
  }
  const bool turned = kind == Kind::input;
  const int in = second.size(2), out = second.size(3);
  const winograd::Shape<M> shape{batch, height, width, turned ? out : in, turned ? in : out};
  float* kernel = winograd::scratch(2, static_cast<size_t>((M + 2) * (M + 2)) * in * out);
  winograd::transformKernel<M>(second.data(), in, out, turned, kernel);
#ifdef __AVX512BF16__
  if constexpr (std::is_same_v<T, winograd::Bfloat16>) {
    T* pairs = reinterpret_cast<T*>(winograd::scratch(3, static_cast<size_t>((M + 2) * (M + 2)) * in * out / 2));
    winograd::pairsOf(kernel, (M + 2) * (M + 2), shape.in, shape.out, pairs);
    winograd::convolve(shape, first.data(), pairs, result);
    return;
  }
#endif
  winograd::convolve(shape, first.data(), kernel, result);
}

template <Kind kind, typename T>
void run(void*, TF_OpKernelContext* context) {
  Run run{context};
  Held first, second, result;
  if (!run.input(0, first) || !run.input(1, second)) return run.fail();
  const int64_t image[4] = {first.size(0), first.size(1), first.size(2), second.size(kind == Kind::forward ? 3 : 2)};
  const int64_t kernel[4] = {3, 3, first.size(3), second.size(3)};
  if (!run.output(0, result, kind == Kind::filter ? kernel : image, 4)) return run.fail();
  if (first.size(1) % 4 == 0 && first.size(2) % 4 == 0) compute<kind, T, 4>(first, second, result.data());
  else compute<kind, T, 2>(first, second, result.data());
}

inline void addAll() {
  add("CodistillConv3x3", {"x: float", "kernel: float"}, {"y: float"}, {}, nullptr, run<Kind::forward, float>, nullptr);
  add("CodistillConv3x3BackpropInput", {"dy: float", "kernel: float"}, {"dx: float"}, {}, nullptr, run<Kind::input, float>, nullptr);
  add("CodistillConv3x3BackpropFilter", {"x: float", "dy: float"}, {"dkernel: float"}, {}, nullptr, run<Kind::filter, float>, nullptr);
#ifdef __AVX512BF16__
  using winograd::Bfloat16;
  add("CodistillConv3x3Bfloat16", {"x: float", "kernel: float"}, {"y: float"}, {}, nullptr, run<Kind::forward, Bfloat16>, nullptr);
  add("CodistillConv3x3Bfloat16BackpropInput", {"dy: float", "kernel: float"}, {"dx: float"}, {}, nullptr, run<Kind::input, Bfloat16>, nullptr);
#endif
}

}  // namespace convolutions
