import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

/** The addon of native/shapes.cc: a graph of TensorFlow's that grows by an operation at a time. */
export interface Shapes {
  open(): object;
  /**
   * Adds an operation to `graph`. `inputs`: the numbers of outputs, a list among them flat;
   * `attributes`: with values as bytes of an AttrValue. Returns for each output its number, type
   * and sizes; a size of -1 is not known.
   * @throws what TensorFlow says of the operation.
   */
  add(
    graph: object,
    operation: string,
    inputs: readonly number[],
    attributes: readonly (readonly [string, Uint8Array])[],
  ): readonly (readonly number[])[];
  close(graph: object): void;
}

/** The addon that lies beside `addon`, where our installer made it. */
export function loadShapes(addon: string): Shapes | undefined {
  const file = path.join(path.dirname(addon), 'shapes.node');
  return existsSync(file) ? (createRequire(import.meta.url)(file) as Shapes) : undefined;
}
