import { createHash } from 'node:crypto';

/** What is compiled besides the package's own sources, which stay as they are: a header that stands first on the include path, and a small addon. */
export const sources = {
  // tfjs-node 4.22 uses five names of a header that later versions of TensorFlow made internal.
  shim: `#pragma once
#include "tensorflow/c/tf_tstring.h"
#define TF_TString_Init TF_StringInit
#define TF_TString_Copy TF_StringCopy
#define TF_TString_GetDataPointer TF_StringGetDataPointer
#define TF_TString_GetSize TF_StringGetSize
#define TF_TString_Dealloc TF_StringDealloc
`,
  // libtensorflow writes two lines to standard error while the loader maps it, before any setting of its own is read.
  quiet: `#include <fcntl.h>
#include <node_api.h>
#include <unistd.h>
static int saved = -1;
static napi_value Hush(napi_env, napi_callback_info) {
  int null = open("/dev/null", O_WRONLY | O_CLOEXEC);
  saved = fcntl(2, F_DUPFD_CLOEXEC, 3);
  if (null >= 0 && saved >= 0) dup2(null, 2);
  if (null >= 0) close(null);
  return nullptr;
}
static napi_value Restore(napi_env, napi_callback_info) {
  if (saved >= 0) { dup2(saved, 2); close(saved); saved = -1; }
  return nullptr;
}
NAPI_MODULE_INIT() {
  napi_value f;
  napi_create_function(env, "hush", NAPI_AUTO_LENGTH, Hush, nullptr, &f);
  napi_set_named_property(env, exports, "hush", f);
  napi_create_function(env, "restore", NAPI_AUTO_LENGTH, Restore, nullptr, &f);
  napi_set_named_property(env, exports, "restore", f);
  return exports;
}
`,
} as const;

/** Changes with the sources, so that an addon that was compiled with others is not taken for this one. */
export const revision: string = createHash('sha256').update(sources.shim).update(sources.quiet).digest('hex').slice(0, 8);
