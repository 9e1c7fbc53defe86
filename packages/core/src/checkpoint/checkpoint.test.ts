import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../errors.ts';
import { experiment } from '../testing/plugins.ts';
import {
  type Checkpoint,
  decodeCheckpoint,
  differingFields,
  encodeCheckpoint,
} from './checkpoint.ts';
import { decodeSafetensors, encodeSafetensors } from './safetensors.ts';

const tensor = fc.oneof(
  fc
    .array(fc.float({ noNaN: true }), { maxLength: 9 })
    .map((values) => ({ shape: [values.length], data: Float32Array.from(values) })),
  fc
    .array(fc.integer(), { maxLength: 9 })
    .map((values) => ({ shape: [1, values.length], data: Int32Array.from(values) })),
);
const name = fc
  .string({ minLength: 1 })
  .filter((text) => text !== '__metadata__' && text !== '__proto__');

describe('safetensors', () => {
  it('gives back what was written, and the same bytes for the same input', () => {
    fc.assert(
      fc.property(
        fc.dictionary(name, tensor, { noNullPrototype: true }),
        fc.dictionary(
          fc.string().filter((text) => text !== '__proto__'),
          fc.string(),
          { noNullPrototype: true },
        ),
        (tensors, metadata) => {
          const bytes = encodeSafetensors(tensors, metadata);
          expect(decodeSafetensors(bytes, 'file')).toEqual({ tensors, metadata });
          expect(
            encodeSafetensors(Object.fromEntries(Object.entries(tensors).reverse()), metadata),
          ).toEqual(bytes);
        },
      ),
    );
  });
});

describe('a checkpoint', () => {
  const checkpoint: Checkpoint = {
    step: 7,
    experiment: experiment(),
    history: { 'validation/accuracy/a': [0.5] },
    open: { count: 1, sums: { loss: 0.1 } },
    engine: { name: 'cpu', device: 'JavaScript', threads: 'default' },
    observers: { counts: '3' },
    versions: { core: '0' },
    state: {
      networks: {
        a: { params: { w: { shape: [2], data: Float32Array.of(1, -0) } }, stats: {}, slots: {} },
        empty: { params: {}, stats: {}, slots: {} },
      },
      strategy: { params: {}, stats: {}, slots: {} },
      memory: { seen: { shape: [1], data: Int32Array.of(4) } },
    },
  };
  it('comes back whole, from a Node Buffer too', () => {
    expect(decodeCheckpoint(encodeCheckpoint(checkpoint), 'file')).toEqual(checkpoint);
    const padded = Buffer.concat([Buffer.from('x'), encodeCheckpoint(checkpoint)]).subarray(1);
    expect(decodeCheckpoint(padded, 'file')).toEqual(checkpoint);
  });
  it('is refused wherever it was cut, by a sentence', () => {
    const bytes = encodeCheckpoint(checkpoint);
    for (let length = 0; length < bytes.length; length += 7)
      expect(() => decodeCheckpoint(bytes.slice(0, length), 'file')).toThrow(InputError);
    expect(() => decodeCheckpoint(encodeSafetensors({}, { format: 'other/2' }), 'file')).toThrow(
      'its format is "other/2"',
    );
    expect(() => decodeCheckpoint(new TextEncoder().encode('no such file at all'), 'file')).toThrow(
      InputError,
    );
  });
  it('names the fields in which two experiments differ', () => {
    expect(
      differingFields(experiment(), experiment({ seed: 4, networks: { a: { backbone: 'wide' } } })),
    ).toEqual([
      'networks.a.backbone: "perceptron" / "wide"',
      'networks.b: {"backbone":{"use":"wide","dropout":0.2}} / absent',
      'seed: 3 / 4',
    ]);
  });
  it('of version 0.1.0 is read, with what its observers saved by position', async () => {
    const file = new URL('../golden/version-0.1.0.safetensors', import.meta.url);
    const old = decodeCheckpoint(new Uint8Array(await readFile(file)), 'old');
    expect(old).toMatchObject({ step: 8, observers: {}, open: { count: 2 } });
    expect(old.observersByPosition).toEqual([
      expect.stringMatching(/^2248\n/),
      null,
      '0.7202797202797203',
    ]);
    expect(old.state.networks['a']!.params['kernel']!.shape).toEqual([64, 10]);
    expect(decodeCheckpoint(encodeCheckpoint(old), 'new')).toEqual(old);
  });
});
