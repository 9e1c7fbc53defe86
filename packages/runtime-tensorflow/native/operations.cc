// Graph operations for TensorFlow. They are registered through its C interface when Node loads this
// addon.
#include <node_api.h>

#include "batchNorms.h"
#include "convolutions.h"
#include "gelus.h"
#include "layerNorms.h"

namespace {

/**
 * Takes the number of helper threads. Returns the number that numbers of channels must be multiples
 * of.
 */
napi_value Register(napi_env env, napi_callback_info info) {
  size_t count = 1;
  napi_value argument, lanes;
  int32_t helpers = 0;
  napi_get_cb_info(env, info, &count, &argument, nullptr, nullptr);
  napi_get_value_int32(env, argument, &helpers);
  static const bool once = [] {
    convolutions::addAll();
    batchNorms::addAll();
    gelus::addAll();
    layerNorms::addAll();
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
#ifdef __AVX512BF16__
  napi_get_boolean(env, true, &f);
#else
  napi_get_boolean(env, false, &f);
#endif
  napi_set_named_property(env, exports, "bfloat16", f);
  return exports;
}
