// The options of every session: the addon of tfjs-node is compiled with -DTF_NewSessionOptions=codistillSessionOptions, and asks here.
#include <tensorflow/c/c_api.h>

#undef TF_NewSessionOptions
extern "C" TF_SessionOptions* TF_NewSessionOptions(void);

// A ConfigProto of graph_options { rewrite_options { ... } }. TensorFlow's rewriting of graphs goes through hash tables in an order that differs from session to
// session, and its arithmetic stage then groups sums and products otherwise: the same step gave other last bits after a resume. Our graphs gain no time by it.
#ifdef CODISTILL_GPU
// arithmetic_optimization: OFF. What places layouts for the GPU stays.
static const unsigned char config[] = {0x52, 0x04, 0x52, 0x02, 0x38, 0x02};
#else
// disable_meta_optimizer: true.
static const unsigned char config[] = {0x52, 0x05, 0x52, 0x03, 0x98, 0x01, 0x01};
#endif

extern "C" TF_SessionOptions* codistillSessionOptions(void) {
  TF_SessionOptions* options = TF_NewSessionOptions();
  TF_Status* status = TF_NewStatus();
  TF_SetConfig(options, config, sizeof config, status);
  TF_DeleteStatus(status);
  return options;
}
