import type { WasmEngine } from '../engine/engine.ts';
import { floatKernel } from './kernel.ts';
import { type Windows, windowsOf } from './window.ts';

/**
 * The forward convolution, [batch, rows, columns, out], one image at a time. The image is padded
 * into a buffer that stays in the cache; then the kernel computes four pixels by eight channels at
 * once.
 */
export const conv2d = floatKernel('Conv2D', (engine, { x, filter }, attributes) => {
  const windows = windowsOf('Conv2D', x!.shape, filter!.shape, attributes);
  const { rows, columns, inputChannels: ci, outputChannels: co, outputShape } = windows;
  const y = engine.output(outputShape);
  const depth = rows.taps * columns.taps * ci;
  engine.scratch(Math.ceil(co / 8) * depth * 8, (packed) => {
    engine.assembly.pack(engine.address(filter!), co * 4, 4, depth, co, packed, depth * 32);
    // Without dilation the taps of a row are contiguous, so they form one long dot product.
    const [tapColumns, run] = columns.dilation === 1 ? [1, columns.taps * ci] : [columns.taps, ci];
    const imageBytes = rows.output * columns.output * co * 4;
    const to = engine.address(y);
    eachImage(engine, engine.address(x!), windows, ci, (image, width, n) => {
      const pixel = ci * 4;
      const row = width * pixel;
      engine.assembly.convolve(
        image,
        rows.stride * row,
        columns.stride * pixel,
        rows.taps,
        rows.dilation * row,
        tapColumns,
        columns.dilation * pixel,
        run,
        packed,
        to + n * imageBytes,
        columns.output * co * 4,
        co * 4,
        rows.output,
        columns.output,
        co,
      );
    });
  });
  return y;
});

/**
 * Calls `f` for each image of x with its address, width and index. Images are padded for the
 * windows, and their channels are zero-padded to `depth`. Images that need no padding are used in
 * place.
 */
export function eachImage(
  engine: WasmEngine,
  x: number,
  { batch, rows, columns, inputChannels, inside }: Windows,
  depth: number,
  f: (image: number, width: number, index: number) => void,
): void {
  const bytes = rows.input * columns.input * inputChannels * 4;
  if (inside && depth === inputChannels) {
    for (let n = 0; n < batch; n++) f(x + n * bytes, columns.input, n);
    return;
  }
  engine.scratch(rows.extent * columns.extent * depth, (padded) => {
    for (let n = 0; n < batch; n++) {
      const image = x + n * bytes;
      engine.assembly.place(
        image,
        rows.input,
        columns.input,
        inputChannels,
        padded,
        rows.extent,
        columns.extent,
        depth,
        rows.before,
        columns.before,
      );
      f(padded, columns.extent, n);
    }
  });
}
