import { sizeOf } from '../engine/engine.ts';
import { floatKernel } from './kernel.ts';

/**
 * a b of each pair of matrices, one or both transposed. A batch of one matrix is broadcast to the
 * other batch. It replaces the engine's kernel, which is slow for transposed matrices; every
 * gradient of a product has one.
 */
export const batchMatMul = floatKernel(
  'BatchMatMul',
  (engine, { a, b }, { transposeA, transposeB }) => {
    const [depth, rows] = transposeA
      ? lastTwo(a!.shape)
      : (lastTwo(a!.shape).reverse() as [number, number]);
    const columns = lastTwo(b!.shape)[transposeB ? 0 : 1];
    const [batchA, batchB] = [batchOf(a!.shape), batchOf(b!.shape)];
    const outer = sizeOf(batchA) >= sizeOf(batchB) ? batchA : batchB;
    const out = engine.output([...outer, rows, columns]);
    const { assembly } = engine;
    const pair = (i: number, packed: number, turned: number) => {
      const from = engine.address(b!) + (i % sizeOf(batchB)) * depth * columns * 4;
      const [rowStep, columnStep] = transposeB ? [4, depth * 4] : [columns * 4, 4];
      assembly.pack(from, rowStep, columnStep, depth, columns, packed, depth * 32);
      let left = engine.address(a!) + (i % sizeOf(batchA)) * rows * depth * 4;
      if (transposeA) {
        assembly.transpose(left, depth, rows, turned);
        left = turned;
      }
      const to = engine.address(out) + i * rows * columns * 4;
      assembly.convolve(
        left,
        0,
        depth * 4,
        1,
        0,
        1,
        0,
        depth,
        packed,
        to,
        0,
        columns * 4,
        1,
        rows,
        columns,
      );
    };
    engine.scratch(Math.ceil(columns / 8) * 8 * depth, (packed) =>
      engine.scratch(transposeA ? rows * depth : 0, (turned) => {
        for (let i = 0; i < sizeOf(outer); i++) pair(i, packed, turned);
      }),
    );
    return out;
  },
);

const lastTwo = (shape: readonly number[]) => shape.slice(-2) as [number, number];
const batchOf = (shape: readonly number[]) => shape.slice(0, -2);
