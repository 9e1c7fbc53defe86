import { loadPackage } from '../engine/loadPackage.ts';
import { checkFailed } from '../errors.ts';
import { quiet } from './python.ts';

export interface Checked {
  readonly tensorflow: string;
  readonly gpu: boolean;
}

// The expected gradient, calculated by hand: d/dw sum(conv(x, w)^2) = 2 sum_p y_p x_p for x = 1..9
// as a 3x3 image and w = 1 as a 2x2 filter.
const body = `
  const tf = loadPackage(require, name, addon);
  const x = tf.tensor4d([1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 3, 3, 1]);
  const gradient = tf.grad((w) => tf.sum(tf.square(tf.conv2d(x, w, 1, 'valid'))))(tf.ones([2, 2, 1, 1]));
  const found = Array.from(gradient.dataSync());
  const expected = [2 * (12 * 1 + 16 * 2 + 24 * 4 + 28 * 5), 2 * (12 * 2 + 16 * 3 + 24 * 5 + 28 * 6), 2 * (12 * 4 + 16 * 5 + 24 * 7 + 28 * 8), 2 * (12 * 5 + 16 * 6 + 24 * 8 + 28 * 9)];
  if (found.some((value, i) => Math.abs(value - expected[i]) > 1e-3)) throw new Error('the gradient of a convolution is ' + found + ', not ' + expected);
  console.log('\\ncodistill ' + JSON.stringify({ tensorflow: tf.backend().binding.TF_Version, gpu: tf.backend().isUsingGpuDevice }));
`;

/**
 * Loads tfjs-node(-gpu) with the addon in a separate process and computes a gradient. `from` is the
 * file from which the package is resolved.
 * @throws if the gradient is wrong.
 */
export async function checkAddon(name: string, from: string, addon: string): Promise<Checked> {
  const script = `const loadPackage = ${loadPackage.toString()};
    const [, name, from, addon] = process.argv;
    require = require('node:module').createRequire(from);
    ${body}`;
  const done = await quiet(process.execPath, ['-e', script, '--', name, from, addon], {
    TF_CPP_MIN_LOG_LEVEL: '2',
    NODE_OPTIONS: '',
  });
  const line = done?.stdout.split('\n').find((each) => each.startsWith('codistill '));
  if (done?.exitCode !== 0 || line === undefined)
    throw checkFailed(reasonOf(done?.stderr ?? 'node did not start'));
  return JSON.parse(line.slice('codistill '.length)) as Checked;
}

const reasonOf = (output: string) => {
  const lines = output.trim().split('\n');
  const at = lines.findIndex((line) => /^\w*Error\b/.test(line));
  return lines.slice(Math.max(at, 0), Math.max(at, 0) + 3).join(' ');
};
