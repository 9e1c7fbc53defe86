import { type Order, stream } from '@codistill/core';
import { describe, expect, it } from 'vitest';
import { describeFacts } from './facts.ts';
import { named, type PluginOf, type Settings, subjectOf } from './settings.ts';
import { idleOptions } from './tools/effects.ts';
import { expectSameBits } from './tools/same.ts';

/** Settings for the tests of an order. */
export interface OrderSettings extends Settings {
  /** A batch size that the order supports; default 8. */
  readonly batchSize?: number;
}

/**
 * Tests of an order: whole batches, positions in range, determinism, purity, and an effect of every
 * option.
 */
export function describeOrder(plugin: PluginOf<'order'>, settings: OrderSettings = {}): void {
  const subject = subjectOf(plugin, settings);
  const batchSize = settings.batchSize ?? 8;
  describe(`order ${plugin.id}`, () => {
    describeFacts('order', subject);
    for (const set of subject.sets) {
      describe(named(set), () => {
        const order = subject.build(set);
        for (const size of [batchSize, 3 * batchSize + 5, 100]) {
          it(`gives whole batches of ${size} examples, as many as they fill, of positions in range`, () => {
            for (const seed of [0, 1, 2]) {
              const positions = order.epoch(labelsOf(size), batchSize, rngOf(seed));
              expect(positions).toBeInstanceOf(Int32Array);
              expect(positions.length % batchSize).toBe(0);
              expect(positions.length).toBeGreaterThanOrEqual(
                Math.floor(size / batchSize) * batchSize,
              );
              expect(positions.every((position) => position >= 0 && position < size)).toBe(true);
            }
          });
        }
        it('is a function of labels, batch size and random numbers, and leaves the labels as they were', () => {
          const labels = labelsOf(60);
          const first = order.epoch(labels, batchSize, rngOf(1));
          order.epoch(labelsOf(40), batchSize, rngOf(2));
          expectSameBits(order.epoch(labels, batchSize, rngOf(1)), first, 'a second call');
          expectSameBits(labels, labelsOf(60), 'labels');
        });
      });
    }
    it('has no option without an effect', async () => {
      expect(
        await idleOptions(subject, (options) => signatureOf(subject.build(options), batchSize)),
      ).toEqual([]);
    });
  });
}

const rngOf = (seed: number) => stream(seed, 'conformance/order', 0);
/** Five classes of different sizes. */
const labelsOf = (size: number) => Int32Array.from({ length: size }, (_, i) => Math.min(4, i % 6));
const signatureOf = (order: Order, batchSize: number) =>
  [0, 1, 2].map((seed) => [...order.epoch(labelsOf(100), batchSize, rngOf(seed))]);
