import type { Tensor, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { noPositions, unlikePositions } from '../errors.ts';

/** The height and width of a map. */
export type Grid = readonly [height: number, width: number];

/** The grid of a map, [batch, height, width, channels]. */
export const gridOf = (map: Tensor): Grid => [map.shape[1]!, map.shape[2]!];

/**
 * A teacher's and a student's features at the same positions. Maps are average-pooled to the
 * smaller height and width. Tokens, [batch, tokens, channels], must be equally many.
 * @throws InputError if the features have no positions, or positions of different kinds.
 */
export function atSamePositions(
  lesson: string,
  pair: { readonly teacher: Tensor; readonly student: Tensor },
): { readonly teacher: Tensor; readonly student: Tensor } {
  const { teacher, student } = pair;
  for (const { rank, shape } of [teacher, student])
    if (rank !== 3 && rank !== 4) throw noPositions(lesson, shape);
  const alike = teacher.rank === student.rank;
  if (!alike || (student.rank === 3 && teacher.shape[1] !== student.shape[1]))
    throw unlikePositions(lesson, teacher.shape, student.shape);
  if (student.rank === 3) return pair;
  const [ours, theirs] = [gridOf(student), gridOf(teacher)];
  const smaller: Grid = [Math.min(ours[0], theirs[0]), Math.min(ours[1], theirs[1])];
  return { teacher: averaged(teacher, smaller), student: averaged(student, smaller) };
}

/**
 * A map average-pooled to another grid, as PyTorch's adaptive pooling does: row i of h rows is the
 * mean over the rows from floor(i H / h) to ceil((i + 1) H / h) - 1, and columns alike.
 */
export function averaged(map: Tensor, grid: Grid): Tensor {
  const own = gridOf(map);
  if (same(own, grid)) return map;
  if (divides(grid, own)) {
    const sizes: [number, number] = [own[0] / grid[0], own[1] / grid[1]];
    return tf.avgPool(map as Tensor4D, sizes, sizes, 'valid');
  }
  return mixed(map, grid, (i, from, to) => {
    const [start, end] = [Math.floor((i * from) / to), Math.ceil(((i + 1) * from) / to)];
    return (k) => (k >= start && k < end ? 1 / (end - start) : 0);
  });
}

/**
 * A map on another grid by its nearest neighbors, as PyTorch's `interpolate` does: row i of h rows
 * is row floor(i H / h), and columns alike.
 */
export function nearestOn(map: Tensor, grid: Grid): Tensor {
  const own = gridOf(map);
  if (same(own, grid)) return map;
  if (divides(own, grid)) return repeated(map, grid[0] / own[0], grid[1] / own[1]);
  return mixed(map, grid, (i, from, to) => (k) => (k === Math.floor((i * from) / to) ? 1 : 0));
}

const same = (a: Grid, b: Grid) => a[0] === b[0] && a[1] === b[1];
const divides = (small: Grid, large: Grid) =>
  large[0] % small[0] === 0 && large[1] % small[1] === 0;

/** Every row and column repeated, by products whose gradient is a sum. */
function repeated(map: Tensor, rows: number, columns: number): Tensor {
  const [batch, height, width, channels] = map.shape as [number, number, number, number];
  const tall = tf.mul(
    tf.reshape(map, [batch * height, 1, width * channels]),
    tf.ones([1, rows, 1]),
  );
  const wide = tf.mul(
    tf.reshape(tall, [batch * height * rows * width, 1, channels]),
    tf.ones([1, columns, 1]),
  );
  return tf.reshape(wide, [batch, height * rows, width * columns, channels]);
}

/** The share of row k in row i, for `from` and `to` rows; columns alike. */
type Shares = (i: number, from: number, to: number) => (k: number) => number;

/** Every position of the new grid as a weighted sum of the old positions. */
function mixed(map: Tensor, grid: Grid, shares: Shares): Tensor {
  const [batch, height, width, channels] = map.shape as [number, number, number, number];
  const rows = sharesOf(grid[0], height, shares);
  const columns = sharesOf(grid[1], width, shares);
  const matrix = rows.flatMap((row) =>
    columns.map((column) => row.flatMap((r) => column.map((c) => r * c))),
  );
  const positions = tf.reshape(tf.transpose(map, [1, 2, 0, 3]), [height * width, -1]);
  const moved = tf.matMul(tf.tensor2d(matrix), positions as Tensor2D);
  return tf.transpose(tf.reshape(moved, [...grid, batch, channels]), [2, 0, 1, 3]);
}

const sharesOf = (to: number, from: number, shares: Shares) =>
  Array.from({ length: to }, (_, i) => {
    const share = shares(i, from, to);
    return Array.from({ length: from }, (_, k) => share(k));
  });
