import { type Rng, stream } from '@codistill/core';
import { sha256 } from '../bytes.ts';
import { cifar10Facts } from '../cifar10.ts';
import { cifar100Facts } from '../cifar100.ts';
import { fashionMnistFacts } from '../fashionMnist.ts';

/** Files in the layout of an official dataset, with few examples, and the options to open them. */
export interface SmallFiles {
  /** The files by path in the data folder. */
  readonly files: Readonly<Record<string, Uint8Array>>;
  /** The option `checksums` that accepts them. */
  readonly checksums: Readonly<Record<string, string>>;
}

const datasets = {
  cifar10: cifar10Facts,
  cifar100: { ...cifar100Facts, classes: 100 },
  'fashion-mnist': fashionMnistFacts,
};

/**
 * Small files of a dataset with `train` and `test` examples. Labels count through the classes.
 * Pixels are drawn from a normal distribution with the mean and deviation that the dataset states,
 * and are clipped to [0, 255].
 */
export async function smallFiles(
  name: keyof typeof datasets,
  { train, test }: { readonly train: number; readonly test: number },
): Promise<SmallFiles> {
  const { classes, mean, std } = datasets[name];
  const rng = stream(1, `small files of ${name}`, 0);
  const plane = (bytes: number, channel: number) =>
    Uint8Array.from({ length: bytes }, () => pixel(rng, mean[channel]!, std[channel]!));
  const records = (examples: number, head: (label: number) => readonly number[]) =>
    joined(
      Array.from({ length: examples }, (_, i) => [
        Uint8Array.from(head(i % classes)),
        ...[0, 1, 2].map((channel) => plane(1024, channel)),
      ]).flat(),
    );
  const idx = (prefix: string, examples: number) => ({
    [`${prefix}-images-idx3-ubyte`]: joined([
      Uint8Array.of(0, 0, 8, 3, ...[examples, 28, 28].flatMap(inFourBytes)),
      plane(examples * 784, 0),
    ]),
    [`${prefix}-labels-idx1-ubyte`]: joined([
      Uint8Array.of(0, 0, 8, 1, ...inFourBytes(examples)),
      Uint8Array.from({ length: examples }, (_, i) => i % classes),
    ]),
  });
  const cifar10Files = () =>
    Object.fromEntries([
      ...[1, 2, 3, 4, 5].map((batch) => [
        `data_batch_${batch}.bin`,
        records(train / 5, (label) => [label]),
      ]),
      ['test_batch.bin', records(test, (label) => [label])],
    ]) as Record<string, Uint8Array>;
  const coarse = (label: number) => [Math.floor(label / 5), label];
  const made = {
    cifar10: { folder: 'cifar-10-batches-bin', files: cifar10Files },
    cifar100: {
      folder: 'cifar-100-binary',
      files: () => ({ 'train.bin': records(train, coarse), 'test.bin': records(test, coarse) }),
    },
    'fashion-mnist': {
      folder: 'fashion-mnist',
      files: () => ({ ...idx('train', train), ...idx('t10k', test) }),
    },
  }[name];
  const files = Object.entries(made.files());
  const sums = await Promise.all(files.map(async ([file, bytes]) => [file, await sha256(bytes)]));
  return {
    files: Object.fromEntries(files.map(([file, bytes]) => [`${made.folder}/${file}`, bytes])),
    checksums: Object.fromEntries(sums) as Record<string, string>,
  };
}

const pixel = (rng: Rng, mean: number, std: number) =>
  Math.max(0, Math.min(255, Math.round(255 * (mean + std * rng.normal()))));
const inFourBytes = (value: number) => [24, 16, 8, 0].map((shift) => (value >> shift) & 255);

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}
