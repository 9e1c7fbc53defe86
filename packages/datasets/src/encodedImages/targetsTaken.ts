import type { Targets } from '@codistill/core';
import { int32 } from '../sharedArrays.ts';

/** The targets of the examples at some positions, in memory that threads can share. */
export function targetsTaken(targets: Targets, positions: Int32Array): Targets {
  if (targets.kind === 'class') {
    const values = int32(positions.length);
    positions.forEach((from, to) => {
      values[to] = targets.values[from]!;
    });
    return { kind: 'class', values };
  }
  const { kind, values, width } = targets;
  const copied = positions.length * width;
  const room = kind === 'bits' ? new Uint8Array(copied) : new Float32Array(copied);
  positions.forEach((from, to) => {
    room.set(values.subarray(from * width, (from + 1) * width), to * width);
  });
  return { kind, values: room, width } as Targets;
}
