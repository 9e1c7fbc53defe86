// The tensors that JavaScript makes: the addon of tfjs-node is compiled with -DTF_NewTensor=codistillNewTensor, and asks here. TensorFlow's function
// shares the memory of a typed array until the last reference to the tensor goes. Where a variable is assigned, that happens in a thread of TensorFlow,
// whose call of tfjs-node's deallocator deletes a reference of V8 outside of V8's thread and corrupts memory. A copy shares nothing.
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
