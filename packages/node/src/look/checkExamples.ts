import type { Examples, OpenDataset } from '@codistill/core';

/** An example, after it was read. */
export interface CheckedExample {
  readonly split: string;
  /** Its position in the split. */
  readonly index: number;
  /** Why it cannot be used, as the end of a sentence about it. Absent: it is good. */
  readonly reason?: string;
  /** What the dataset calls it, such as its path; else its number. */
  readonly name: string;
}

const atOnce = 16;
/** The size at which images of several sizes are read. They are decoded whole. */
const small = { height: 8, width: 8 };

/**
 * Reads every example of every split, once and whole, and says of each whether it can be used. An
 * image of one pixel is a placeholder, so it is bad. Nothing is written.
 */
export async function* checkExamples({
  facts,
  splits,
}: Pick<OpenDataset, 'facts' | 'splits'>): AsyncGenerator<CheckedExample, void> {
  const size = facts.size === 'varies' ? small : facts.size;
  for (const [split, examples] of Object.entries(splits)) {
    const name = (index: number) => examples.name?.(index) ?? `example ${index} of ${split}`;
    const checked = async (index: number): Promise<CheckedExample> => {
      const reason = await reasonAgainst(examples, index, size, name(index));
      return { split, index, name: name(index), ...(reason !== undefined && { reason }) };
    };
    const going: Promise<CheckedExample>[] = [];
    for (let index = 0; index < examples.size; index++) {
      going.push(checked(index));
      if (going.length === atOnce) yield await going.shift()!;
    }
    for (const one of going) yield await one;
  }
}

/** Why an example cannot be used; undefined if it can. */
async function reasonAgainst(
  examples: Examples,
  index: number,
  size: { readonly height: number; readonly width: number },
  name: string,
): Promise<string | undefined> {
  try {
    const one = Int32Array.of(index);
    const shape = await examples.shapes?.(one);
    await examples.read(one, size);
    return shape && shape[0] === 1 && shape[1] === 1 ? 'has one pixel alone' : undefined;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const at = message.indexOf(`${name}: `);
    const reason = at < 0 ? message : message.slice(at + name.length + 2);
    return `cannot be used: ${reason.replace(/\.?( Is it whole, and an image\?)?\.?( Mend the image .*)?$/, '')}`;
  }
}
