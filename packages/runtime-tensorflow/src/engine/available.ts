import { existsSync, readdirSync } from 'node:fs';
import type { Kind } from '../install/pins.ts';
import { type Candidate, candidates, findPackage, packageNames } from './packages.ts';

/** The device of the engine. */
export type Device = 'auto' | 'cpu' | 'gpu';

/** Whether the engine can be loaded. */
export type Availability =
  | { readonly ok: true; readonly candidates: readonly Candidate[] }
  | { readonly ok: false; readonly reasons: readonly string[] };

/**
 * Whether the TensorFlow engine can be loaded for a device, and the reasons if not. It only looks
 * at files, so it takes milliseconds. 'auto' means the GPU build if an NVIDIA driver is present.
 */
export function available(device: Device = 'auto'): Availability {
  const order: readonly Kind[] =
    device === 'gpu'
      ? ['gpu']
      : device === 'auto' && hasNvidiaDriver()
        ? ['gpu', 'cpu']
        : ['cpu', 'gpu'];
  const found = order.flatMap((kind) => candidates(kind));
  if (found.length > 0) return { ok: true, candidates: found };
  const reasons = order.map((kind) =>
    findPackage(kind)
      ? `${packageNames[kind]} has no libtensorflow`
      : `${packageNames[kind]} is not installed`,
  );
  return { ok: false, reasons };
}

export function hasNvidiaDriver(): boolean {
  return (
    existsSync('/proc/driver/nvidia/version') ||
    (existsSync('/dev') && readdirSync('/dev').some((name) => /^nvidia\d+$/.test(name)))
  );
}
