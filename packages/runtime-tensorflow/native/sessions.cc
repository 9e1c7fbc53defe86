// Options of every session. tfjs-node's addon is compiled with
// -DTF_NewSessionOptions=codistillSessionOptions, so it calls this function.
#include <tensorflow/c/c_api.h>

#undef TF_NewSessionOptions
extern "C" TF_SessionOptions* TF_NewSessionOptions(void);

// A ConfigProto of graph_options { rewrite_options { ... } }. TensorFlow's graph rewriting iterates
// over hash tables, whose order differs between sessions. Its arithmetic stage then groups sums and
// products differently, so the same step gave different last bits after a resume. The rewriting
// does not make our graphs faster.
#ifdef CODISTILL_GPU
// arithmetic_optimization: OFF. The rewriting of layouts for the GPU stays on.
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
