import type { DatasetFacts, Examples, Opening } from '@codistill/core';
import { z } from 'zod';
import { sha256 } from '../bytes.ts';
import { evenly, lookThrough, sampled } from '../encodedImages/lookThrough.ts';
import { leftOutImages, noUsableImages, unusableImages } from './errors.ts';

/** How images are decoded, and whether those that cannot be are left out. */
export interface HowDecoded {
  readonly channels: number;
  readonly exact: boolean;
  readonly skipBad: boolean;
}

/** What decoding the images of shards has shown. */
export interface LookedAtShards {
  /** Of training images. */
  readonly moments: Pick<DatasetFacts, 'mean' | 'std'>;
  /** Positions of images that cannot be decoded, of splits that have some. */
  readonly bad: Readonly<Record<string, readonly number[]>>;
  /** What is said of the first of them. */
  readonly said: readonly string[];
}

const stored: z.ZodType<LookedAtShards> = z.object({
  moments: z.object({ mean: z.array(z.number()), std: z.array(z.number()) }),
  bad: z.record(z.string(), z.array(z.number().int().min(0))),
  said: z.array(z.string()),
});

/**
 * Mean and deviation of up to 512 training images. Some test images are decoded too. With `skipBad`
 * every image is decoded, and `notice` hears which cannot be. What was found is kept in the cache
 * under the fingerprint.
 * @throws InputError naming the images that cannot be decoded, unless they are left out or someone
 * hears of problems, who will read all images.
 */
export async function lookAtShards(
  splits: Readonly<Record<string, Examples>>,
  { channels, exact, skipBad }: HowDecoded,
  fingerprint: string,
  { cache, problem, notice }: Pick<Opening, 'cache' | 'problem' | 'notice'>,
): Promise<LookedAtShards> {
  const every = skipBad && !problem;
  const how = `${channels} ${exact ? 'exact' : 'fast'} ${every ? 'every' : 'some'}`;
  const key = await sha256(new TextEncoder().encode(`${fingerprint} looked at: ${how}`));
  const path = `moments/${key}.json`;
  const known = await read(cache, path);
  const { found, errors } = known
    ? { found: known, errors: [] }
    : await look(splits, channels, every);
  if (errors.length > 0 && !every) {
    if (problem) return { ...found, bad: {} };
    throw errors.length === 1 ? errors[0] : unusableImages(errors.map(messageOf));
  }
  for (const [split, bad] of Object.entries(found.bad))
    if (bad.length === splits[split]?.size) throw noUsableImages(split, found.said[0]!);
  // A cache that cannot be written costs time alone.
  if (!known)
    await cache?.write(path, new TextEncoder().encode(JSON.stringify(found))).catch(() => {});
  const count = Object.values(found.bad).reduce((sum, { length }) => sum + length, 0);
  if (count > 0) notice?.(leftOutImages(count, found.said));
  return found;
}

const saidAtMost = 5;

async function look(
  splits: Readonly<Record<string, Examples>>,
  channels: number,
  every: boolean,
): Promise<{ readonly found: LookedAtShards; readonly errors: readonly unknown[] }> {
  const moments: Record<string, LookedAtShards['moments']> = {};
  const bad: Record<string, number[]> = {};
  const errors: unknown[] = [];
  for (const [split, examples] of Object.entries(splits)) {
    const most = every ? examples.size : sampled[split as keyof typeof sampled];
    const seen = await lookThrough(examples, evenly(examples.size, most), channels);
    moments[split] = seen.moments;
    if (seen.bad.length > 0) bad[split] = seen.bad.map(({ index }) => index);
    errors.push(...seen.bad.map(({ error }) => error));
  }
  const said = errors.slice(0, saidAtMost).map(messageOf);
  return { found: { moments: moments['train']!, bad, said }, errors };
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

async function read(cache: Opening['cache'], path: string): Promise<LookedAtShards | undefined> {
  if (!(await cache?.stat(path))) return undefined;
  try {
    return stored.parse(JSON.parse(new TextDecoder().decode(await cache!.read(path))));
  } catch {
    return undefined;
  }
}
