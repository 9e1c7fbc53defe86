import type { ImageSize, OpenDataset } from '../contracts/data.ts';

/** The number of examples of a split whose pixels are read, if the dataset gives no fingerprint. */
const someExamples = 64;

/**
 * A digest of an opened dataset: its facts, the targets of all splits, and its own fingerprint or,
 * without one, the pixels of some examples of each split. Images of several sizes are read only for
 * a fingerprint of the dataset's own.
 */
export async function fingerprintOf({ facts, splits, fingerprint }: OpenDataset): Promise<string> {
  const digests = [await sha256(new TextEncoder().encode(JSON.stringify([facts, fingerprint])))];
  for (const [name, { size, targets, read }] of Object.entries(splits)) {
    const { buffer, byteOffset, byteLength } = targets.values;
    digests.push(`${name} ${await sha256(new Uint8Array(buffer, byteOffset, byteLength))}`);
    if (fingerprint !== undefined || facts.size === 'varies') continue;
    digests.push(await sha256(await read(spread(size), facts.size satisfies ImageSize)));
  }
  return sha256(new TextEncoder().encode(digests.join()));
}

/** Positions of up to 64 examples, evenly spaced. */
const spread = (size: number) => {
  const length = Math.min(someExamples, size);
  return Int32Array.from({ length }, (_, i) => Math.floor((i * size) / length));
};

/** SHA-256 as a hexadecimal string. */
async function sha256(bytes: Uint8Array): Promise<string> {
  // The platform digests no shared memory.
  const digest = await crypto.subtle.digest('SHA-256', new Uint8Array(bytes));
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
