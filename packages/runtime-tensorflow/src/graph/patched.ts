import type { Binding, NodeBackend } from '../engine/backend.ts';
import { capturedTensor } from '../errors.ts';

/**
 * Runs `f` with `recorder` in place of the addon.
 * @throws if `f` uses a tensor that is neither in `known` nor made in `f`.
 */
export function patched<T>(
  backend: NodeBackend,
  recorder: Binding,
  known: WeakSet<object>,
  f: () => T,
): T {
  const native = backend.binding;
  const { tensorMap } = backend;
  const own = { set: tensorMap.set, ids: backend.getInputTensorIds };
  const fields = backend as { getInputTensorIds?: NodeBackend['getInputTensorIds'] };
  const map = tensorMap as { set?: typeof tensorMap.set };
  // The line of a plugin may be deep below TensorFlow.js in the stack.
  const depth = Error.stackTraceLimit;
  Error.stackTraceLimit = 100;
  backend.binding = recorder;
  map.set = (dataId, info) => {
    known.add(dataId);
    own.set.call(tensorMap, dataId, info);
  };
  fields.getInputTensorIds = (tensors) => {
    for (const { dataId, shape } of tensors)
      if (!known.has(dataId)) throw capturedTensor(shape, new Error().stack ?? '');
    return own.ids.call(backend, tensors);
  };
  try {
    return f();
  } finally {
    Error.stackTraceLimit = depth;
    backend.binding = native;
    // The methods of the prototype become visible again.
    delete map.set;
    delete fields.getInputTensorIds;
  }
}
