import type { WasmEngine } from '../engine/engine.ts';
import { type Attributes, floatKernel } from './kernel.ts';
import { type Windows, windowsOf } from './window.ts';

/**
 * The depthwise convolution, [batch, rows, columns, channels x multiplier]. It replaces the
 * engine's kernel, which is wrong for some unequal strides with 'same' padding: a 2 x 1 image, a 1
 * x 2 filter and strides 2, 1 give 0.
 */
export const depthwiseConv2d = floatKernel(
  'DepthwiseConv2dNative',
  (engine, { x, filter }, attributes) => {
    const windows = depthwiseWindows('DepthwiseConv2dNative', x!.shape, filter!.shape, attributes);
    const { batch, rows, columns, outputChannels, outputShape } = windows;
    const y = engine.output(outputShape);
    const taps = tapsOf(windows);
    spread(engine, engine.address(x!), windows, (image) => {
      for (let n = 0; n < batch; n++) {
        engine.assembly.depthwise(
          image(n),
          rows.input,
          columns.input,
          engine.address(filter!),
          rows.taps,
          columns.taps,
          engine.address(y) + n * rows.output * columns.output * outputChannels * 4,
          rows.output,
          columns.output,
          outputChannels,
          ...taps,
        );
      }
    });
    return y;
  },
);

/** dW of a depthwise convolution, [taps, taps, channels, multiplier]. */
export const depthwiseBackpropFilter = floatKernel(
  'DepthwiseConv2dNativeBackpropFilter',
  (engine, { x, dy }, attributes) => {
    const filterShape = attributes['filterShape'] as readonly number[];
    const windows = depthwiseWindows(
      'DepthwiseConv2dNativeBackpropFilter',
      x!.shape,
      filterShape,
      attributes,
    );
    const dw = engine.output(filterShape);
    engine.floats(dw).fill(0);
    const { batch, rows, columns, outputChannels } = windows;
    const taps = tapsOf(windows);
    spread(engine, engine.address(x!), windows, (image) => {
      for (let n = 0; n < batch; n++) {
        engine.assembly.depthwiseFilter(
          image(n),
          rows.input,
          columns.input,
          engine.address(dy!) + n * rows.output * columns.output * outputChannels * 4,
          rows.output,
          columns.output,
          engine.address(dw),
          rows.taps,
          columns.taps,
          outputChannels,
          ...taps,
        );
      }
    });
    return dw;
  },
);

/** dx of a depthwise convolution, of the input's shape. */
export const depthwiseBackpropInput = floatKernel(
  'DepthwiseConv2dNativeBackpropInput',
  (engine, { dy, filter }, attributes) => {
    const inputShape = attributes['inputShape'] as readonly number[];
    const windows = depthwiseWindows(
      'DepthwiseConv2dNativeBackpropInput',
      inputShape,
      filter!.shape,
      attributes,
    );
    const { batch, rows, columns, inputChannels, outputChannels } = windows;
    const dx = engine.output(inputShape);
    const taps = tapsOf(windows);
    const multiplier = outputChannels / inputChannels;
    const pixels = rows.input * columns.input;
    engine.scratch(multiplier === 1 ? 0 : pixels * outputChannels, (spread) => {
      for (let n = 0; n < batch; n++) {
        const to = engine.address(dx) + n * pixels * inputChannels * 4;
        engine.assembly.depthwiseInput(
          engine.address(dy!) + n * rows.output * columns.output * outputChannels * 4,
          rows.output,
          columns.output,
          engine.address(filter!),
          rows.taps,
          columns.taps,
          multiplier === 1 ? to : spread,
          rows.input,
          columns.input,
          outputChannels,
          ...taps,
        );
        if (multiplier > 1)
          sumGroups(
            engine.floatsAt(spread, pixels * outputChannels),
            engine.floatsAt(to, pixels * inputChannels),
            multiplier,
          );
      }
    });
    return dx;
  },
);

const depthwiseWindows = (
  kernel: string,
  xShape: readonly number[],
  filterShape: readonly number[],
  attributes: Attributes,
) =>
  windowsOf(
    kernel,
    xShape,
    filterShape,
    { ...attributes, dilations: attributes['dilations'] ?? 1 },
    true,
  );

const tapsOf = ({ rows, columns }: Windows) =>
  [
    rows.stride,
    columns.stride,
    rows.dilation,
    columns.dilation,
    rows.before,
    columns.before,
  ] as const;

/**
 * Calls `f` with the address of each image, with every channel repeated for each of its filters, in
 * the order of the output's channels.
 */
function spread(
  engine: WasmEngine,
  x: number,
  { rows, columns, inputChannels, outputChannels }: Windows,
  f: (image: (index: number) => number) => void,
): void {
  const [size, multiplier] = [
    rows.input * columns.input * inputChannels,
    outputChannels / inputChannels,
  ];
  if (multiplier === 1) {
    f((n) => x + n * size * 4);
    return;
  }
  engine.scratch(size * multiplier, (at) =>
    f((n) => {
      const [from, to] = [
        engine.floatsAt(x + n * size * 4, size),
        engine.floatsAt(at, size * multiplier),
      ];
      for (let i = 0; i < size; i++) to.fill(from[i]!, i * multiplier, (i + 1) * multiplier);
      return at;
    }),
  );
}

function sumGroups(from: Float32Array, to: Float32Array, group: number): void {
  for (let i = 0; i < to.length; i++) {
    let sum = 0;
    for (let k = 0; k < group; k++) sum += from[i * group + k]!;
    to[i] = sum;
  }
}
