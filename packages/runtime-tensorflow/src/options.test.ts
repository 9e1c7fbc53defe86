import { type Backbone, InputError, type StepDefinition, supervised } from '@codistill/core';
import { initState, stepDefinition } from '@codistill/core/engine';
import type { Tensor2D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { tensorflow } from './index.ts';
import { checkDefinition, checkOptions } from './options.ts';
import { describeWithEngine } from './testing/engine.ts';
import { momentum, planAt, setupOf, viewsAt } from './testing/setup.ts';

it.each([
  [
    { device: 'tpu' },
    'device is "tpu", but the TensorFlow engine expects "auto" or "cpu" or "gpu"',
  ],
  [{ kernels: 'fast' }, 'kernels is "fast"'],
  [{ eager: 'yes' }, 'eager is "yes"'],
  [{ threads: 2 }, 'threads is 2'],
  [{ threads: { intro: 2 } }, 'no option "threads.intro"'],
  [{ precision: 'mixed-bfloat16' }, 'no option "precision"'],
  [{ Device: 'cpu' }, 'no option "Device"'],
])('the engine refuses %j before it starts', async (options, message) => {
  expect(() => checkOptions(options)).toThrow(InputError);
  expect(() => checkOptions(options)).toThrow(message);
  await expect(tensorflow(options as never)).rejects.toThrow(message);
});

it.each([
  ['float32', 'device', false, 'randomness is "device"'],
  ['bfloat16', 'fed', false, 'precision is "bfloat16"'],
  ['float16', 'stateless', false, 'precision is "float16"'],
  [
    'mixed-bfloat16',
    'fed',
    true,
    'precision is "mixed-bfloat16", which needs graphs of whole steps',
  ],
  ['float32', 'stateless', true, 'randomness is "stateless", which needs graphs of whole steps'],
])(
  'a program of %s and %s numbers, eager: %s, is refused',
  (precision, randomness, eager, message) => {
    const definition = { precision, randomness } as unknown as StepDefinition;
    expect(() => checkDefinition(definition, eager)).toThrow(InputError);
    expect(() => checkDefinition(definition, eager)).toThrow(message);
  },
);

describeWithEngine('what a step asks of the engine', () => {
  it('is done as a graph, or refused operation by operation', async () => {
    const eager = await tensorflow({ device: 'cpu', eager: true });
    const graph = await tensorflow({ device: 'cpu' });
    for (const changes of [{ randomness: 'stateless' }, { precision: 'mixed-bfloat16' }] as const) {
      const definition = stepDefinition(setupOf(changes));
      await expect(eager.program(definition)).rejects.toThrow(InputError);
      (await graph.program(definition)).dispose();
    }
  });

  it('is refused where bfloat16 would change nothing: no convolution, small products', async () => {
    const flat: Backbone = {
      heads: ['out'],
      deployed: 'out',
      forward: (scope, images, classes) => {
        const inputs = images.shape[1] * images.shape[2] * images.shape[3];
        const weights = scope.param('weights', [inputs, classes], (shape) =>
          new Float32Array(shape[0]! * shape[1]!).fill(0.1),
        );
        const rows = tf.reshape(images, [images.shape[0], inputs]);
        return { out: { logits: tf.matMul(rows, weights as Tensor2D) as Tensor2D } };
      },
    };
    const setup = setupOf({
      networks: [{ id: 'a', backbone: flat, optimizer: momentum }],
      strategy: { flow: (peers) => ({ edges: supervised(peers) }) },
    });
    const graph = await tensorflow({ device: 'cpu' });
    for (const precision of ['float32', 'mixed-bfloat16'] as const) {
      const program = await graph.program(stepDefinition({ ...setup, precision }));
      await program.load(await initState(setup));
      const step = program.step(viewsAt(setup, 0), planAt(setup, 0));
      if (precision === 'float32') await step;
      else await expect(step).rejects.toThrow('would compute nothing in bfloat16');
      program.dispose();
    }
  });
});
