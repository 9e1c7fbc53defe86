import { attributesOf } from '../engine/backend.ts';
import { kernel } from './kernel.ts';

/** The operation of a trace that becomes a copy with a control dependency; see graph/recorder.ts. */
export const afterOperation = 'CodistillAfter';

/**
 * `After` in a graph is a copy of x that waits for `other`, so that TensorFlow does not compute a
 * block again, as soon as its input is there, and hold it until it is needed. Elsewhere operations
 * run in the order in which they are called.
 */
export const after = kernel('After', ({ x, other }, _attributes, backend) => {
  const type = [attributesOf(backend.binding).type('T', x!.dtype)];
  return [
    backend.binding.records
      ? backend.executeSingleOutput(afterOperation, type, [x, other])
      : backend.executeSingleOutput('Identity', type, [x]),
  ];
});
