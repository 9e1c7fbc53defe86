// Operations for TensorFlow's graphs, registered by its interface in C when Node loads this addon: CodistillConv3x3 and its two gradients.
#include <node_api.h>
#include <tensorflow/c/kernels.h>
#include <tensorflow/c/ops.h>
#include <tensorflow/c/tf_tensor.h>

#include "winograd.h"

namespace {

/** A tensor of a kernel, freed when it goes. */
struct Held {
  TF_Tensor* tensor = nullptr;
  ~Held() {
    if (tensor) TF_DeleteTensor(tensor);
  }
  float* data() const { return static_cast<float*>(TF_TensorData(tensor)); }
  int size(int dimension) const { return static_cast<int>(TF_Dim(tensor, dimension)); }
};

struct Status {
  TF_Status* status = TF_NewStatus();
  ~Status() { TF_DeleteStatus(status); }
  bool ok() const { return TF_GetCode(status) == TF_OK; }
};

enum class Kind { forward, input, filter };

/** Shapes of inputs: forward x, kernel; input dy, kernel; filter x, dy. */
template <Kind kind, int M>
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
  winograd::convolve(shape, first.data(), kernel, result);
}

template <Kind kind>
void run(void*, TF_OpKernelContext* context) {
  Status status;
  Held first, second, result;
  TF_GetInput(context, 0, &first.tensor, status.status);
  if (status.ok()) TF_GetInput(context, 1, &second.tensor, status.status);
  if (status.ok()) {
    const int64_t image[4] = {first.size(0), first.size(1), first.size(2), second.size(kind == Kind::forward ? 3 : 2)};
    const int64_t kernel[4] = {3, 3, first.size(3), second.size(3)};
    const int64_t* shape = kind == Kind::filter ? kernel : image;
    const size_t bytes = sizeof(float) * shape[0] * shape[1] * shape[2] * shape[3];
    result.tensor = TF_AllocateOutput(context, 0, TF_FLOAT, shape, 4, bytes, status.status);
  }
  if (!status.ok()) {
    TF_OpKernelContext_Failure(context, status.status);
    return;
  }
  if (first.size(1) % 4 == 0 && first.size(2) % 4 == 0) compute<kind, 4>(first, second, result.data());
  else compute<kind, 2>(first, second, result.data());
}

void anyShape(TF_ShapeInferenceContext* context, TF_Status* status) { TF_ShapeInferenceContextSetUnknownShape(context, status); }

template <Kind kind>
void add(const char* name, const char* first, const char* second, const char* output) {
  Status status;
  TF_OpDefinitionBuilder* op = TF_NewOpDefinitionBuilder(name);
  TF_OpDefinitionBuilderAddInput(op, first);
  TF_OpDefinitionBuilderAddInput(op, second);
  TF_OpDefinitionBuilderAddOutput(op, output);
  TF_OpDefinitionBuilderSetShapeInferenceFunction(op, anyShape);
  TF_RegisterOpDefinition(op, status.status);
  TF_KernelBuilder* kernel = TF_NewKernelBuilder(name, "CPU", nullptr, run<kind>, nullptr);
  if (status.ok()) TF_RegisterKernelBuilder(name, kernel, status.status);
}

/** Number of helping threads -> channels must be multiples of what comes back. */
napi_value Register(napi_env env, napi_callback_info info) {
  size_t count = 1;
  napi_value argument, lanes;
  int32_t helpers = 0;
  napi_get_cb_info(env, info, &count, &argument, nullptr, nullptr);
  napi_get_value_int32(env, argument, &helpers);
  static const bool once = [] {
    add<Kind::forward>("CodistillConv3x3", "x: float", "kernel: float", "y: float");
    add<Kind::input>("CodistillConv3x3BackpropInput", "dy: float", "kernel: float", "dx: float");
    add<Kind::filter>("CodistillConv3x3BackpropFilter", "x: float", "dy: float", "dkernel: float");
    return true;
  }();
  (void)once;
  winograd::Helpers::all().start(helpers);
  napi_create_int32(env, winograd::lanes, &lanes);
  return lanes;
}

}  // namespace

NAPI_MODULE_INIT() {
  napi_value f;
  napi_create_function(env, "register", NAPI_AUTO_LENGTH, Register, nullptr, &f);
  napi_set_named_property(env, exports, "register", f);
  return exports;
}
