import type { FileMetaData } from 'hyparquet';
import { z } from 'zod';

/** What the library datasets of Hugging Face writes about columns, as far as it is used here. */
export interface Features {
  /** The columns that hold images. */
  readonly images: readonly string[];
  /** The columns that hold classes, or lists of them, with the names of the classes. */
  readonly classes: Readonly<Record<string, readonly string[]>>;
}

const names = z.object({ _type: z.literal('ClassLabel'), names: z.array(z.string()) });
const column = z.union([
  z.object({ _type: z.literal('Image') }),
  names,
  z.object({ _type: z.enum(['Sequence', 'List', 'LargeList']), feature: names }),
  z.tuple([names]).transform(([feature]) => ({ _type: 'List' as const, feature })),
]);
const written = z.object({ info: z.object({ features: z.record(z.string(), z.unknown()) }) });

/** The features that the metadata of a file states; none if it states no such thing. */
export function featuresOf({ key_value_metadata }: FileMetaData): Features {
  const text = key_value_metadata?.find(({ key }) => key === 'huggingface')?.value;
  const read = written.safeParse(json(text));
  const images: string[] = [];
  const classes: Record<string, readonly string[]> = {};
  for (const [name, given] of Object.entries(read.data?.info.features ?? {})) {
    const known = column.safeParse(given).data;
    if (!known) continue;
    if (known._type === 'Image') images.push(name);
    else classes[name] = known._type === 'ClassLabel' ? known.names : known.feature.names;
  }
  return { images, classes };
}

function json(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? 'null');
  } catch {
    return undefined;
  }
}
