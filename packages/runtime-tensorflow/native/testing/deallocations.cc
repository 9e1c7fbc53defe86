// For tests. Counts on which threads tfjs-node's tensors release the memory of typed arrays.
// tfjs-node's addon is compiled with -DTF_NewTensor=countedNewTensor and linked with this addon,
// which reports the counts to JavaScript. codistillNewTensor makes the tensors, as in the installed
// addon. After share(true), TensorFlow's own function makes them, as in the stock package.
#include <atomic>
#include <memory>
#include <thread>

#include <node_api.h>
#include <tensorflow/c/c_api.h>
#include <tensorflow/c/tf_tensor.h>

#undef TF_NewTensor
using Deallocator = void (*)(void* data, size_t length, void* argument);
extern "C" TF_Tensor* TF_NewTensor(TF_DataType, const int64_t*, int, void*, size_t, Deallocator, void*);
extern "C" TF_Tensor* codistillNewTensor(TF_DataType, const int64_t*, int, void*, size_t, Deallocator, void*);

// Node loads addons on the thread that runs JavaScript.
static const std::thread::id javascript = std::this_thread::get_id();
static std::atomic<bool> shared{false};
static std::atomic<int> here{0}, elsewhere{0};

struct Owner {
  Deallocator deallocator;
  void* argument;
};

// On other threads it does not call the deallocator. The memory leaks, but the process survives and
// can report the counts.
static void deallocate(void* data, size_t length, void* argument) {
  std::unique_ptr<Owner> owner(static_cast<Owner*>(argument));
  if (std::this_thread::get_id() == javascript) {
    here++;
    owner->deallocator(data, length, owner->argument);
  } else {
    elsewhere++;
  }
}

extern "C" TF_Tensor* countedNewTensor(TF_DataType type, const int64_t* sizes, int dimensions, void* data, size_t length, Deallocator deallocator, void* argument) {
  Owner* owner = new Owner{deallocator, argument};
  return (shared ? TF_NewTensor : codistillNewTensor)(type, sizes, dimensions, data, length, deallocate, owner);
}

static napi_value Share(napi_env env, napi_callback_info info) {
  size_t count = 1;
  napi_value argument;
  bool value = false;
  napi_get_cb_info(env, info, &count, &argument, nullptr, nullptr);
  napi_get_value_bool(env, argument, &value);
  shared = value;
  return nullptr;
}

/** The counts [on JavaScript's thread, on other threads] since the last call. */
static napi_value Counts(napi_env env, napi_callback_info) {
  napi_value counts, count;
  napi_create_array_with_length(env, 2, &counts);
  napi_create_int32(env, here.exchange(0), &count);
  napi_set_element(env, counts, 0, count);
  napi_create_int32(env, elsewhere.exchange(0), &count);
  napi_set_element(env, counts, 1, count);
  return counts;
}

NAPI_MODULE_INIT() {
  napi_value f;
  napi_create_function(env, "share", NAPI_AUTO_LENGTH, Share, nullptr, &f);
  napi_set_named_property(env, exports, "share", f);
  napi_create_function(env, "counts", NAPI_AUTO_LENGTH, Counts, nullptr, &f);
  napi_set_named_property(env, exports, "counts", f);
  return exports;
}
