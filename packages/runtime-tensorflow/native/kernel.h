// The code that TensorFlow's C interface requires for every operation.
#pragma once
#include <initializer_list>
#include <tensorflow/c/kernels.h>
#include <tensorflow/c/ops.h>
#include <tensorflow/c/tf_tensor.h>

/** A tensor of a kernel. The destructor frees it. */
struct Held {
  TF_Tensor* tensor = nullptr;
  Held() = default;
  Held(const Held&) = delete;
  ~Held() {
    if (tensor) TF_DeleteTensor(tensor);
  }
  float* data() const { return static_cast<float*>(TF_TensorData(tensor)); }
  int dimensions() const { return TF_NumDims(tensor); }
  int size(int dimension) const { return static_cast<int>(TF_Dim(tensor, dimension)); }
};

struct Status {
  TF_Status* status = TF_NewStatus();
  ~Status() { TF_DeleteStatus(status); }
  bool ok() const { return TF_GetCode(status) == TF_OK; }
};

/**
 * Reads the inputs and makes the outputs of one run of a kernel. Reports the first failure to
 * TensorFlow.
 */
struct Run {
  TF_OpKernelContext* context;
  Status status;
  bool input(int i, Held& held) {
    if (status.ok()) TF_GetInput(context, i, &held.tensor, status.status);
    return status.ok();
  }
  bool output(int i, Held& held, const int64_t* shape, int dimensions) {
    size_t bytes = sizeof(float);
    for (int d = 0; d < dimensions; d++) bytes *= shape[d];
    if (status.ok()) held.tensor = TF_AllocateOutput(context, i, TF_FLOAT, shape, dimensions, bytes, status.status);
    return status.ok();
  }
  /** An output of the shape of x. */
  bool like(int i, Held& held, const Held& x) {
    int64_t shape[8];
    for (int d = 0; d < x.dimensions(); d++) shape[d] = x.size(d);
    return output(i, held, shape, x.dimensions());
  }
  void fail() { TF_OpKernelContext_Failure(context, status.status); }
};

inline void anyShape(TF_ShapeInferenceContext* context, TF_Status* status) { TF_ShapeInferenceContextSetUnknownShape(context, status); }

/** The shape of an input, or one that is not known yet. The destructor frees it. */
struct Shape {
  TF_ShapeHandle* handle = TF_NewShapeHandle();
  TF_ShapeInferenceContext* context = nullptr;
  TF_Status* status = nullptr;
  Shape() = default;
  Shape(TF_ShapeInferenceContext* context, int input, TF_Status* status) : context(context), status(status) {
    TF_ShapeInferenceContextGetInput(context, input, handle, status);
  }
  Shape(const Shape&) = delete;
  ~Shape() { TF_DeleteShapeHandle(handle); }
  void setAs(int output) { TF_ShapeInferenceContextSetOutput(context, output, handle, status); }
};

/** The one output is like the first input. */
inline void firstInput(TF_ShapeInferenceContext* context, TF_Status* status) { Shape(context, 0, status).setAs(0); }

using Infer = void (*)(TF_ShapeInferenceContext*, TF_Status*);
using Create = void* (*)(TF_OpKernelConstruction*);
using Compute = void (*)(void*, TF_OpKernelContext*);
using Delete = void (*)(void*);

/**
 * Registers an operation of float tensors ('x: float') with its kernel. Only an operation that a
 * trace may hold needs `shapes`; others replace operations of finished traces.
 */
inline void add(const char* name, std::initializer_list<const char*> inputs, std::initializer_list<const char*> outputs,
                std::initializer_list<const char*> attributes, Create create, Compute compute, Delete destroy, Infer shapes = anyShape) {
  Status status;
  TF_OpDefinitionBuilder* op = TF_NewOpDefinitionBuilder(name);
  for (const char* input : inputs) TF_OpDefinitionBuilderAddInput(op, input);
  for (const char* output : outputs) TF_OpDefinitionBuilderAddOutput(op, output);
  for (const char* attribute : attributes) TF_OpDefinitionBuilderAddAttr(op, attribute);
  TF_OpDefinitionBuilderSetShapeInferenceFunction(op, shapes);
  TF_RegisterOpDefinition(op, status.status);
  TF_KernelBuilder* kernel = TF_NewKernelBuilder(name, "CPU", create, compute, destroy);
  if (status.ok()) TF_RegisterKernelBuilder(name, kernel, status.status);
}
