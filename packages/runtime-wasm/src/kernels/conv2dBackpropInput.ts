import { floatKernel } from './kernel.ts';
import { type Axis, windowsOf } from './window.ts';

/**
 * The input positions y with (y + before) mod stride = residue. They all have the same taps, at
 * rows of dy with a fixed distance.
 */
interface Phase {
  /** In reverse order, so that they run along dy. */
  readonly taps: readonly number[];
  /** The distance in dy from one tap to the next. */
  readonly tapStep: number;
  readonly first: number;
  readonly count: number;
  /** The row in the padded dy that the first position reads at its first tap. */
  readonly from: number;
}

/**
 * dx[b, y, x, ci] = sum over taps and co of dy[b, (y + before - i d) / s, ..., co] W[i, j, ci, co],
 * with the input's shape. A stride s splits into s x s interleaved convolutions of dy without
 * stride, each with a part of the reversed filter.
 */
export const conv2dBackpropInput = floatKernel(
  'Conv2DBackpropInput',
  (engine, { dy, filter }, attributes) => {
    const inputShape = attributes['inputShape'] as readonly number[];
    const {
      batch,
      rows,
      columns,
      inputChannels: ci,
      outputChannels: co,
    } = windowsOf('Conv2DBackpropInput', inputShape, filter!.shape, attributes);
    const { assembly } = engine;
    const dx = engine.output(inputShape);
    const [height, width] = [paddedExtent(rows), paddedExtent(columns)];
    const [above, before] = [paddingBefore(rows), paddingBefore(columns)];
    const direct =
      above === 0 && before === 0 && height === rows.output && width === columns.output;
    const [pixel, row] = [co * 4, width * co * 4];

    const blocks = Math.ceil(ci / 8);
    engine.scratch(rows.taps * columns.taps * co * blocks * 8, (packed) => {
      let end = packed;
      const parts = phases(rows).flatMap((down) =>
        phases(columns).map((across) => {
          const at = end;
          const block = down.taps.length * across.taps.length * co * 32;
          down.taps.forEach((i, u) => {
            across.taps.forEach((j, v) => {
              const tap = engine.address(filter!) + (i * columns.taps + j) * ci * co * 4;
              assembly.pack(
                tap,
                4,
                co * 4,
                co,
                ci,
                at + (u * across.taps.length + v) * co * 32,
                block,
              );
            });
          });
          end += block * blocks;
          return { down, across, at };
        }),
      );
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
          for (const { down, across, at } of parts) {
            const [tapColumns, run] =
              across.tapStep === 1 ? [1, across.taps.length * co] : [across.taps.length, co];
            assembly.convolve(
              (direct ? image : padded) + down.from * row + across.from * pixel,
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
        }
      });
    });
    return dx;
  },
);

/** The number of zeros before dy, for the farthest tap. */
const paddingBefore = ({ taps, dilation, stride }: Axis) =>
  Math.floor(((taps - 1) * dilation) / stride);
const paddedExtent = (axis: Axis) =>
  paddingBefore(axis) + Math.floor((axis.input - 1 + axis.before) / axis.stride) + 1;

function phases(axis: Axis): readonly Phase[] {
  const { input, taps, stride, dilation, before } = axis;
  return Array.from({ length: stride }, (_, residue) => {
    const seen = Array.from({ length: taps }, (_, tap) => tap)
      .filter((tap) => (tap * dilation) % stride === residue)
      .reverse();
    const back = (tap: number) => (tap * dilation - residue) / stride;
    const first = (((residue - before) % stride) + stride) % stride;
    return {
      taps: seen,
      tapStep: seen.length > 1 ? back(seen[0]!) - back(seen[1]!) : 1,
      first,
      count: Math.max(0, Math.ceil((input - first) / stride)),
      from:
        seen.length > 0
          ? (first + before - residue) / stride - back(seen[0]!) + paddingBefore(axis)
          : 0,
    };
  });
}
