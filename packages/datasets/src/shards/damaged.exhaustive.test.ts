import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Dataset, InputError, type Rng, stream } from '@codistill/core';
import { folderFiles, sharpDecoder } from '@codistill/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pickledBatch } from '../cifar/pickled.ts';
import { parquet, webdataset } from '../index.ts';
import { tarShards } from '../testing/tarShards.ts';

// Damaged files of shards: each is read, or refused by a sentence with its path. Nothing else
// happens: no other error, no endless work, and no file is changed.

const here = fileURLToPath(new URL('..', import.meta.url));
const decoder = sharpDecoder();

/** A copy of a file with some damage: bytes changed, cut, zeroed, put in, moved or doubled. */
function damagedCopy(bytes: Uint8Array, rng: Rng): Uint8Array {
  const below = (most: number) => Math.floor(rng.uniform() * most);
  const copy = Uint8Array.from(bytes);
  // The ends of files hold what their readers begin with.
  const at = rng.uniform() < 0.5 ? below(copy.length) : copy.length - 1 - below(copy.length / 4);
  const length = 1 + below(rng.uniform() < 0.5 ? 8 : copy.length / 4);
  switch (below(6)) {
    case 0:
      for (let i = 0; i <= below(8); i++) copy[below(copy.length)] = below(256);
      return copy;
    case 1:
      return copy.slice(0, at);
    case 2:
      return copy.fill(rng.uniform() < 0.5 ? 0 : 255, at, at + length);
    case 3:
      return Buffer.concat([copy.slice(0, at), Buffer.alloc(length, below(256)), copy.slice(at)]);
    case 4:
      return Buffer.concat([copy.slice(0, at), copy.slice(at + length)]);
    default:
      copy[at] = copy[at]! ^ (1 << below(8));
      return copy;
  }
}

/** Opens a dataset, and reads all examples one by one. Returns the sentence of the refusal. */
async function outcome(dataset: Dataset, folder: string): Promise<string | undefined> {
  try {
    const { splits } = await dataset.open(folderFiles(folder), { decoder });
    for (const examples of Object.values(splits))
      for (let i = 0; i < examples.size; i++) {
        await examples.shapes!(Int32Array.of(i));
        await examples.read(Int32Array.of(i), { height: 3, width: 3 });
      }
    return undefined;
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return error.message;
  }
}

describe('damaged shards', () => {
  let root: string;
  beforeAll(async () => {
    root = await mkdtemp(path.join(os.tmpdir(), 'codistill-damaged-'));
  });
  afterAll(() => rm(root, { recursive: true, force: true }));

  const sum = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
  async function tried(
    name: string,
    dataset: Dataset,
    whole: Uint8Array,
    count: number,
  ): Promise<number> {
    const folder = path.join(root, name);
    await mkdir(folder, { recursive: true });
    const file = path.join(folder, name.includes('.tar') ? 'train.tar' : 'train.parquet');
    let refused = 0;
    for (let i = 0; i < count; i++) {
      const bytes = damagedCopy(whole, stream(7, name, i));
      await writeFile(file, bytes);
      const found = await outcome(dataset, folder).catch((error: unknown) => {
        throw new Error(`${name}, ${i}: ${(error as Error).stack}`);
      });
      if (found !== undefined) {
        expect(found, `${name}, ${i}`).toContain(root);
        expect(found.split('\n'), found).toHaveLength(1);
        refused++;
      }
      expect(sum(await readFile(file))).toBe(sum(bytes));
    }
    return refused;
  }

  it.each(['none', 'snappy', 'gzip', 'zstd', 'brotli', 'lz4', 'pages', 'several', 'texts'])(
    'of parquet, %s, are read or refused',
    async (codec) => {
      const file = `parquet/golden/files/${codec}/train-00000-of-00002.parquet`;
      const whole = Uint8Array.from(await readFile(path.join(here, file)));
      expect(await tried(codec, parquet(), whole, 60)).toBeGreaterThan(20);
    },
  );
  it('of tar are read or refused', async () => {
    const { 'one/train-0.tar': shard } = await tarShards();
    expect(await tried('a.tar', webdataset(), Uint8Array.from(shard!), 300)).toBeGreaterThan(100);
  });
  it.each(['python2', 'protocol2', 'protocol4', 'protocol5'])(
    'of pickled batches, %s, are read or refused',
    async (name) => {
      const whole = await readFile(path.join(here, `cifar/golden/${name}.pickle`));
      let refused = 0;
      for (let i = 0; i < 150; i++) {
        // Half of them are damaged before the pixels, where the structure is.
        const cut = i % 2 === 0 ? whole.length : 800;
        const bytes = Buffer.concat([
          damagedCopy(whole.subarray(0, cut), stream(8, name, i)),
          whole.subarray(cut),
        ]);
        try {
          pickledBatch(Uint8Array.from(bytes), '/data/batch', ['labels']);
        } catch (error) {
          expect(error, `${name}, ${i}: ${(error as Error).stack}`).toBeInstanceOf(InputError);
          expect((error as Error).message).toContain('/data/batch');
          refused++;
        }
      }
      expect(refused).toBeGreaterThan(40);
    },
  );
});
