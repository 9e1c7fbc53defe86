import { stream } from '@codistill/core';

/** Logits of teacher and student, [examples, classes] each, and a temperature. */
export interface Pair {
  readonly name: string;
  readonly temperature: number;
  readonly classes: number;
  readonly target: Float32Array;
  readonly student: Float32Array;
}

/** The number of examples of each pair. */
export const examples = 5;
const drawn = (name: string, classes: number, scale: number, offset = 0): Float32Array => {
  const rng = stream(23, `divergence/${name}`, classes);
  return Float32Array.from({ length: examples * classes }, () => offset + scale * rng.normal());
};
const plus = (a: Float32Array, b: Float32Array) => a.map((value, i) => value + b[i]!);
const sharp = (first: number, classes: number) =>
  Float32Array.from({ length: examples * classes }, (_, i) => (i % classes === first ? 12 : -3));

/** Pairs that are far apart, close and equal, at temperatures from 1 to 10,000. */
export const pairs: readonly Pair[] = [
  ...[1, 4, 10, 100, 1000, 3000, 10_000].map((temperature) => ({
    name: 'unlike logits',
    temperature,
    classes: 10,
    target: drawn('target', 10, 3),
    student: drawn('student', 10, 3),
  })),
  ...[1, 1000, 10_000].map((temperature) => ({
    name: 'many classes',
    temperature,
    classes: 100,
    target: drawn('target', 100, 4),
    student: drawn('student', 100, 4, 2),
  })),
  ...[1, 10, 100].map((temperature) => ({
    name: 'networks that nearly agree',
    temperature,
    classes: 10,
    target: drawn('target', 10, 3),
    student: plus(drawn('target', 10, 3), drawn('change', 10, 0.1)),
  })),
  {
    name: 'answers that are sure and nearly equal',
    temperature: 1,
    classes: 10,
    target: sharp(2, 10),
    student: plus(sharp(2, 10), drawn('change', 10, 0.5)),
  },
  ...[1, 20, 10_000].map((temperature) => ({
    name: 'answers that are sure and contradict each other',
    temperature,
    classes: 3,
    target: sharp(0, 3),
    student: sharp(2, 3),
  })),
  ...[1, 1000].map((temperature) => ({
    name: 'equal but for a constant',
    temperature,
    classes: 4,
    target: drawn('target', 4, 2).map(Math.round),
    student: drawn('target', 4, 2).map((value) => Math.round(value) + 2),
  })),
];
