import type { DatasetFacts, Examples, Opening } from '@codistill/core';
import { z } from 'zod';
import { sha256 } from '../bytes.ts';
import { evenly, lookThrough, sampled } from '../encodedImages/lookThrough.ts';
import { unusableImages } from './errors.ts';

type Moments = Pick<DatasetFacts, 'mean' | 'std'>;

const stored = z.object({ mean: z.array(z.number()), std: z.array(z.number()) });

/**
 * Mean and deviation of up to 512 training images. Some test images are decoded too. What was found
 * is kept in the cache under the fingerprint.
 * @throws InputError naming the images that cannot be decoded, unless someone hears of
 * problems, who will read all images.
 */
export async function momentsOf(
  splits: Readonly<Record<string, Examples>>,
  { channels, exact }: { readonly channels: number; readonly exact: boolean },
  fingerprint: string,
  { cache, problem }: Pick<Opening, 'cache' | 'problem'>,
): Promise<Moments> {
  const key = await sha256(
    new TextEncoder().encode(`${fingerprint} moments ${channels} ${exact ? 'exact' : 'fast'}`),
  );
  const path = `moments/${key}.json`;
  const known = await read(cache, path);
  if (known) return known;
  let whole = true;
  const found: Record<string, Moments> = {};
  for (const [split, most] of Object.entries(sampled)) {
    const examples = splits[split];
    if (!examples) continue;
    const { bad, moments } = await lookThrough(examples, evenly(examples.size, most), channels);
    if (bad.length === 1 && !problem) throw bad[0]!.error;
    if (bad.length > 1 && !problem) throw unusableImages(bad.map(({ error }) => messageOf(error)));
    whole &&= bad.length === 0;
    found[split] = moments;
  }
  const { train } = found as { readonly train: Moments };
  if (!whole) return train;
  // A cache that cannot be written costs time alone.
  await cache?.write(path, new TextEncoder().encode(JSON.stringify(train))).catch(() => {});
  return train;
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

async function read(cache: Opening['cache'], path: string): Promise<Moments | undefined> {
  if (!(await cache?.stat(path))) return undefined;
  try {
    const text = new TextDecoder().decode(await cache!.read(path));
    return stored.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
