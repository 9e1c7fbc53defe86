import { eachImage } from './conv2d.ts';
import { floatKernel } from './kernel.ts';
import { windowsOf } from './window.ts';

/**
 * dW[i, j, ci, co] = sum over batch and positions of x[b, y s + i d, x s + j d, ci] dy[b, y, x,
 * co], with the filter's shape.
 */
export const conv2dBackpropFilter = floatKernel(
  'Conv2DBackpropFilter',
  (engine, { x, dy }, attributes) => {
    const filterShape = attributes['filterShape'] as readonly number[];
    const windows = windowsOf('Conv2DBackpropFilter', x!.shape, filterShape, attributes);
    const { rows, columns, inputChannels: ci, outputChannels: co } = windows;
    const { assembly } = engine;
    const dw = engine.output(filterShape);
    // The kernel works on four input by eight output channels. Other numbers are padded with zeros.
    const [depthIn, depthOut] = [Math.ceil(ci / 4) * 4, Math.ceil(co / 8) * 8];
    const taps = rows.taps * columns.taps;
    const pixels = rows.output * columns.output;
    engine.scratch(taps * depthIn * depthOut, (sums) => {
      engine.floatsAt(sums, taps * depthIn * depthOut).fill(0);
      engine.scratch(depthOut === co ? 0 : pixels * depthOut, (filled) => {
        eachImage(engine, engine.address(x!), windows, depthIn, (image, width, n) => {
          let gradient = engine.address(dy!) + n * pixels * co * 4;
          if (depthOut !== co) {
            assembly.place(
              gradient,
              rows.output,
              columns.output,
              co,
              filled,
              rows.output,
              columns.output,
              depthOut,
              0,
              0,
            );
            gradient = filled;
          }
          const pixel = depthIn * 4;
          const row = width * pixel;
          assembly.correlate(
            image,
            rows.stride * row,
            columns.stride * pixel,
            rows.taps,
            rows.dilation * row,
            columns.taps,
            columns.dilation * pixel,
            depthIn,
            gradient,
            sums,
            rows.output,
            columns.output,
            depthOut,
          );
        });
      });
      const from = engine.floatsAt(sums, taps * depthIn * depthOut);
      const to = engine.floats(dw);
      for (let tap = 0, at = 0; tap < taps; tap++) {
        for (let i = 0; i < ci; i++, at += co) {
          const start = (tap * depthIn + i) * depthOut;
          to.set(from.subarray(start, start + co), at);
        }
      }
    });
    return dw;
  },
);
