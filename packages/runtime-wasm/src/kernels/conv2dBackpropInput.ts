import type { Assembly } from '../engine/engine.ts';
import { floatKernel } from './kernel.ts';
import { type Phase, paddedExtent, paddingBefore, phases } from './phases.ts';
import { type Windows, windowsOf } from './window.ts';

/**
 * dx[b, y, x, ci] = sum over taps and co of dy[b, (y + before - i d) / s, ..., co] W[i, j, ci, co],
 * with the input's shape. A stride s splits into s x s interleaved convolutions of dy without
 * stride, each with a part of the reversed filter.
 */
export const conv2dBackpropInput = floatKernel(
  'Conv2DBackpropInput',
  (engine, { dy, filter }, attributes) => {
    const inputShape = attributes['inputShape'] as readonly number[];
    const windows = windowsOf('Conv2DBackpropInput', inputShape, filter!.shape, attributes);
    const { batch, rows, columns, inputChannels: ci, outputChannels: co } = windows;
    const { assembly } = engine;
    const dx = engine.output(inputShape);
    const [height, width] = [paddedExtent(rows), paddedExtent(columns)];
    const [above, before] = [paddingBefore(rows), paddingBefore(columns)];
    const direct =
      above === 0 && before === 0 && height === rows.output && width === columns.output;
    const packedFloats = rows.taps * columns.taps * co * Math.ceil(ci / 8) * 8;
    engine.scratch(packedFloats, (packed) => {
      const parts = packedParts(assembly, engine.address(filter!), windows, packed);
      engine.scratch(direct ? 0 : height * width * co, (padded) => {
        for (let n = 0; n < batch; n++) {
          const image = engine.address(dy!) + n * rows.output * columns.output * co * 4;
          if (!direct)
            assembly.place(
              image,
              rows.output,
              columns.output,
              co,
              padded,
              height,
              width,
              co,
              above,
              before,
            );
          const to = engine.address(dx) + n * rows.input * columns.input * ci * 4;
          for (const part of parts)
            convolvePart(assembly, windows, part, direct ? image : padded, width, to);
        }
      });
    });
    return dx;
  },
);

/** One of the interleaved convolutions, with the address of its part of the filter. */
interface Part {
  readonly down: Phase;
  readonly across: Phase;
  readonly at: number;
}

/** Packs the filter from its address to `packed` on, part after part, in blocks of 8 channels. */
function packedParts(
  assembly: Assembly,
  filter: number,
  { rows, columns, inputChannels: ci, outputChannels: co }: Windows,
  packed: number,
): readonly Part[] {
  const blocks = Math.ceil(ci / 8);
  let end = packed;
  return phases(rows).flatMap((down) =>
    phases(columns).map((across) => {
      const at = end;
      const block = down.taps.length * across.taps.length * co * 32;
      down.taps.forEach((i, u) => {
        across.taps.forEach((j, v) => {
          const tap = filter + (i * columns.taps + j) * ci * co * 4;
          const to = at + (u * across.taps.length + v) * co * 32;
          assembly.pack(tap, 4, co * 4, co, ci, to, block);
        });
      });
      end += block * blocks;
      return { down, across, at };
    }),
  );
}

/**
 * Writes one part of an image's dx to address `to`. `from` is the address of its padded dy, which
 * has `width` pixels per row.
 */
function convolvePart(
  assembly: Assembly,
  { rows, columns, inputChannels: ci, outputChannels: co }: Windows,
  { down, across, at }: Part,
  from: number,
  width: number,
  to: number,
): void {
  const [pixel, row] = [co * 4, width * co * 4];
  const [tapColumns, run] =
    across.tapStep === 1 ? [1, across.taps.length * co] : [across.taps.length, co];
  assembly.convolve(
    from + down.from * row + across.from * pixel,
    row,
    pixel,
    down.taps.length,
    down.tapStep * row,
    tapColumns,
    across.tapStep * pixel,
    run,
    at,
    to + (down.first * columns.input + across.first) * ci * 4,
    rows.stride * columns.input * ci * 4,
    columns.stride * ci * 4,
    down.count,
    across.count,
    ci,
  );
}
