import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

/**
 * The addon of native/shapes.cc: a TensorFlow graph to which operations are added one at a time.
 */
export interface Shapes {
  open(): object;
  /**
   * Adds an operation to `graph`. `inputs` are the numbers of outputs, with lists flattened. The
   * values of `attributes` are the bytes of an AttrValue. Returns the number, type and sizes of
   * each output; a size of -1 is unknown.
   * @throws TensorFlow's error for the operation.
   */
  add(
    graph: object,
    operation: string,
    inputs: readonly number[],
    attributes: readonly (readonly [string, Uint8Array])[],
  ): readonly (readonly number[])[];
  close(graph: object): void;
}

/** The shapes addon next to `addon`, if our installer made it. */
export function loadShapes(addon: string): Shapes | undefined {
  const file = path.join(path.dirname(addon), 'shapes.node');
  return existsSync(file) ? (createRequire(import.meta.url)(file) as Shapes) : undefined;
}
