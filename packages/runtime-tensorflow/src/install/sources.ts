import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

/**
 * The folder of this package's C++ sources: session options, tensors that share no memory with
 * JavaScript, shape inference, and graph operations.
 */
export const nativeFolder: string = path.join(
  path.dirname(
    createRequire(import.meta.url).resolve('@codistill/runtime-tensorflow/package.json'),
  ),
  'native',
);

/**
 * The instruction sets that the operations are compiled for, the best first: the required processor
 * features in Linux's names, the oneDNN limits that exclude them, and the compiler's flags.
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
 * Sources that are compiled in addition to the package's own, which are not changed: a header that
 * comes first on the include path, and a small addon.
 */
export const sources = {
  // tfjs-node 4.22 uses five names from a header that later versions of TensorFlow made internal.
  shim: `#pragma once
#include "tensorflow/c/tf_tstring.h"
#define TF_TString_Init TF_StringInit
#define TF_TString_Copy TF_StringCopy
#define TF_TString_GetDataPointer TF_StringGetDataPointer
#define TF_TString_GetSize TF_StringGetSize
#define TF_TString_Dealloc TF_StringDealloc
`,
  // The parts of other headers that TensorFlow's C header for kernels includes and the wheel lacks.
  platform: '#pragma once\n',
  rendezvous: '#pragma once\nstruct TF_RendezvousThunk;\n',
  // libtensorflow writes two lines to standard error while the loader maps it, before it reads any
  // setting.
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
 * Functions of TensorFlow that tfjs-node's addon is compiled to replace by ours, from
 * native/sessions.cc and native/tensors.cc.
 */
export const replaced: Readonly<Record<string, string>> = {
  TF_NewSessionOptions: 'codistillSessionOptions',
  TF_NewTensor: 'codistillNewTensor',
};

/** A hash of the sources. An addon compiled from other sources is not used. */
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
