import type { Files } from '@codistill/core';
import { isDecoded } from '../imageFolder/formats.ts';
import type { Label } from '../shards/labels.ts';
import { shownPath } from '../shards/listShards.ts';
import {
  badJson,
  emptyImage,
  noImage,
  noLabel,
  noSamples,
  repeatedEntry,
  severalImages,
} from './errors.ts';
import { type TarEntry, tarEntries } from './tarEntries.ts';

/** The endings of files that are images and labels. */
export interface SampleOptions {
  /** Absent: the endings of all images that are decoded. */
  readonly image?: string | undefined;
  /** The ending of a file, or a field of `.json`. Absent: `.cls`, or the field `label`. */
  readonly label?: string | undefined;
}

/** A sample of a shard: its image, as an entry of the tar file, and its label. */
export interface Sample {
  readonly name: string;
  readonly offset: number;
  readonly size: number;
  readonly label: Label;
}

/**
 * The samples of a shard, in their order. Files of a sample follow each other and have one name up
 * to the first dot after the last slash, as WebDataset groups them.
 * @throws InputError naming the sample that has no image or label, or several images.
 */
export async function readSamples(
  files: Files,
  path: string,
  options: SampleOptions,
): Promise<readonly Sample[]> {
  const shown = shownPath(files, path);
  const samples: Sample[] = [];
  let key: string | undefined;
  let entries = new Map<string, TarEntry>();
  const finish = async () => {
    if (key !== undefined) samples.push(await sampleOf(shown, key, entries, options));
  };
  for await (const entry of tarEntries(files, path)) {
    const found = /^((?:.*\/|)[^./][^./]*)\.([^/]*)$/.exec(entry.name);
    if (!found) continue;
    const [, own, ending] = found as unknown as [string, string, string];
    if (own !== key) {
      await finish();
      key = own;
      entries = new Map();
    }
    if (entries.has(ending.toLowerCase())) throw repeatedEntry(shown, entry.name);
    entries.set(ending.toLowerCase(), entry);
  }
  await finish();
  if (samples.length === 0) throw noSamples(shown);
  return samples;
}

async function sampleOf(
  shown: string,
  key: string,
  entries: ReadonlyMap<string, TarEntry>,
  { image, label }: SampleOptions,
): Promise<Sample> {
  const endings = [...entries.keys()].map((ending) => `.${ending}`);
  const images = [...entries].filter(([ending]) =>
    image === undefined ? isDecoded(`a.${ending}`) && !ending.includes('.') : ending === image,
  );
  if (images.length > 1)
    throw severalImages(
      shown,
      key,
      images.map(([ending]) => `.${ending}`),
    );
  const [found] = images;
  if (!found) throw noImage(shown, key, endings);
  const { name, offset, size } = found[1];
  if (size === 0) throw emptyImage(shown, name);
  const own = entries.get(label ?? 'cls');
  const json = entries.get('json');
  const field = label ?? 'label';
  const value = own
    ? fromText(await textOf(own))
    : json && fromJson(shown, json.name, await textOf(json), field);
  const wanted = own
    ? own.name
    : json
      ? `a label in the field "${field}" of .json`
      : `.${label ?? 'cls'} or .json`;
  if (value === undefined) throw noLabel(shown, key, wanted, endings);
  return { name, offset, size, label: value };
}

const textOf = async (entry: TarEntry) => new TextDecoder().decode(await entry.content());

/** A number or a text; nothing if it is empty. */
function fromText(text: string): Label | undefined {
  const trimmed = text.trim();
  if (trimmed === '') return undefined;
  return /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(trimmed) ? Number(trimmed) : trimmed;
}

function fromJson(shown: string, name: string, text: string, field: string): Label | undefined {
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch (error) {
    throw badJson(shown, name, (error as Error).message);
  }
  const value = (read as Readonly<Record<string, unknown>> | null)?.[field];
  if (typeof value === 'boolean') return Number(value);
  if (typeof value === 'number' || (typeof value === 'string' && value !== '')) return value;
  return Array.isArray(value) && value.every((one) => typeof one === 'number') ? value : undefined;
}
