// Tensors made by JavaScript. tfjs-node's addon is compiled with -DTF_NewTensor=codistillNewTensor,
// so it calls this function. TensorFlow's function shares the memory of a typed array until the
// last reference to the tensor is released. When a variable is assigned, a TensorFlow thread
// releases it. It calls tfjs-node's deallocator, which deletes a V8 reference outside V8's thread
// and corrupts memory. This function copies the array instead.
#include <cstring>

#include <tensorflow/c/c_api.h>
#include <tensorflow/c/tf_tensor.h>

extern "C" TF_Tensor* codistillNewTensor(TF_DataType type, const int64_t* sizes, int dimensions, void* data, size_t length,
                                         void (*deallocator)(void* data, size_t length, void* argument), void* argument) {
  TF_Tensor* tensor = TF_AllocateTensor(type, sizes, dimensions, length);
  if (length > 0) std::memcpy(TF_TensorData(tensor), data, length);
  deallocator(data, length, argument);
  return tensor;
}
