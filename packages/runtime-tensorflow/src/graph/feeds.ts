import { type ImageBatch, type StepPlan, stream } from '@codistill/core';
import { randomValues } from '@codistill/core/engine';
import { types } from './node.ts';

/** The value that is fed to one placeholder of a step. */
export interface Feed {
  readonly name: string;
  readonly type: number;
  readonly shape: readonly number[];
  values(views: Readonly<Record<string, ImageBatch>>, plan: StepPlan): Float32Array | Int32Array;
}

type Numbers = number | Float32Array | Int32Array;
const isData = (value: unknown): value is Numbers =>
  typeof value === 'number' || value instanceof Float32Array || value instanceof Int32Array;

/** The pixels, labels and indices of every view. */
export const viewFeeds = (
  prefix: string,
  views: Readonly<Record<string, ImageBatch>>,
): Readonly<Record<string, Readonly<Record<'images' | 'targets' | 'indices', Feed>>>> =>
  Object.fromEntries(
    Object.entries(views).map(([id, { shape, targets }], i) => [
      id,
      {
        images: {
          name: `${prefix}in/view${i}/images`,
          type: types.float32,
          shape,
          values: (given) => given[id]!.pixels,
        },
        targets: {
          name: `${prefix}in/view${i}/targets`,
          type: types.float32,
          shape: [shape[0], targets.length / shape[0]],
          values: (given) => given[id]!.targets,
        },
        indices: {
          name: `${prefix}in/view${i}/indices`,
          type: types.int32,
          shape: [shape[0]],
          values: (given) => given[id]!.indices,
        },
      },
    ]),
  );

const parts = ['learningRate', 'strategy', 'follow'] as const;

/**
 * All numbers and arrays of the plan, by part and name. Strings and booleans are structure, not
 * data.
 */
export const planFeeds = (
  prefix: string,
  plan: StepPlan,
): readonly {
  readonly part: (typeof parts)[number];
  readonly key: string;
  readonly feed: Feed;
}[] =>
  parts.flatMap((part, p) =>
    Object.entries(plan[part]).flatMap(([key, value], i) => {
      if (!isData(value)) return [];
      const type = value instanceof Int32Array ? types.int32 : types.float32;
      const shape = typeof value === 'number' ? [] : [value.length];
      const values: Feed['values'] = (_views, given) => {
        const now = (given[part] as Record<string, Numbers>)[key]!;
        return typeof now === 'number' ? Float32Array.of(now) : now;
      };
      return [{ part, key, feed: { name: `${prefix}in/plan${p}.${i}`, type, shape, values } }];
    }),
  );

/** The numbers of the random stream `name` in every step, drawn on the host. */
export const randomFeed = (
  node: string,
  name: string,
  kind: 'uniform' | 'normal',
  shape: readonly number[],
): Feed => ({
  name: node,
  type: types.float32,
  shape,
  values: (_views, { seed, step }) => randomValues(seed, name, step, kind, shape),
});

/**
 * The key of the random stream `name` in every step, [2]. TensorFlow generates the numbers from it.
 */
export const randomKeyFeed = (node: string, name: string): Feed => ({
  name: node,
  type: types.int32,
  shape: [2],
  values: (_views, { seed, step }) =>
    Int32Array.of(stream(seed, `device/${name}`, 0).integer(2 ** 31), step),
});
