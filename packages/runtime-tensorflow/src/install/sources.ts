import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

/**
 * The C++ sources of this package: options of its sessions, tensors that share no memory with
 * JavaScript, inference of shapes, operations for its graphs.
 */
export const nativeFolder: string = path.join(
  path.dirname(
    createRequire(import.meta.url).resolve('@codistill/runtime-tensorflow/package.json'),
  ),
  'native',
);

/**
 * What the operations are compiled for, best first: what of a processor they need, as Linux calls
 * it, the limits of oneDNN that they are beyond, and the compiler's flags.
 */
export const instructionSets = [
  {
    name: 'avx512bf16',
    processor: ['avx512f', 'avx512dq', 'avx512vl', 'avx512_bf16', 'fma'],
    beyond: /^(SSE41|AVX|AVX2.*|AVX512_CORE|AVX512_CORE_VNNI)$/,
    flags: ['-mavx512f', '-mavx512dq', '-mavx512vl', '-mavx512bf16', '-mfma'],
  },
  {
    name: 'avx512',
    processor: ['avx512f', 'avx512dq', 'avx512vl', 'fma'],
    beyond: /^(SSE41|AVX|AVX2.*)$/,
    flags: ['-mavx512f', '-mavx512dq', '-mavx512vl', '-mfma'],
  },
  { name: 'avx2', processor: ['avx2', 'fma'], beyond: /^(SSE41|AVX)$/, flags: ['-mavx2', '-mfma'] },
] as const;

/**
 * What is compiled besides the package's own sources, which stay as they are: a header that stands
 * first on the include path, and a small addon.
 */
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
  // What TensorFlow's header for kernels in C includes beyond the wheel's headers in C, as far as
  // it is needed.
  platform: '#pragma once\n',
  rendezvous: '#pragma once\nstruct TF_RendezvousThunk;\n',
  // libtensorflow writes two lines to standard error while the loader maps it, before any setting
  // of its own is read.
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

/**
 * Functions of TensorFlow in whose place the addon of tfjs-node is compiled to call ours, of
 * native/sessions.cc and native/tensors.cc.
 */
export const replaced: Readonly<Record<string, string>> = {
  TF_NewSessionOptions: 'codistillSessionOptions',
  TF_NewTensor: 'codistillNewTensor',
};

/**
 * Changes with the sources, so that an addon that was compiled with others is not taken for this
 * one.
 */
export const revision: string = createHash('sha256')
  .update(JSON.stringify([sources, instructionSets, replaced]))
  .update(
    readdirSync(nativeFolder)
      .filter((name) => /\.(cc|h)$/.test(name))
      .sort()
      .map((name) => readFileSync(path.join(nativeFolder, name), 'utf8'))
      .join(''),
  )
  .digest('hex')
  .slice(0, 8);
