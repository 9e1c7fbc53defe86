import { type Backbone, supervised } from '@codistill/core';
import { initState, type Setup, stepDefinition } from '@codistill/core/engine';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import type { NodeBackend } from '../engine/backend.ts';
import { type TensorflowRuntime, tensorflow } from '../index.ts';
import { describeWithEngine } from '../testing/engine.ts';
import { backbone, momentum, planAt, setupOf, viewsAt } from '../testing/setup.ts';

let runtime: TensorflowRuntime;

/** A setup whose backbone applies `spoil` to its logits. */
function spoilt(spoil: (logits: tf.Tensor2D) => tf.Tensor2D): Setup {
  const plain = backbone(3, 0);
  const forward: Backbone['forward'] = (scope, images, classes) => {
    const { out } = plain.forward(scope, images, classes);
    return { out: { ...out!, logits: spoil(out!.logits) } };
  };
  return setupOf({
    networks: [{ id: 'a', backbone: { ...plain, forward }, optimizer: momentum }],
    strategy: { flow: (peers) => ({ edges: supervised(peers) }) },
  });
}

async function oneStep(setup: Setup): Promise<void> {
  const program = await runtime.program(stepDefinition(setup));
  await program.load(await initState(setup));
  try {
    await program.step(viewsAt(setup, 0), planAt(setup, 0));
  } finally {
    program.dispose();
  }
}

describeWithEngine('a step that cannot be a graph', () => {
  beforeAll(async () => {
    runtime = await tensorflow({ device: 'cpu' });
  });

  it('uses a tensor from outside: named with its shape and the line', async () => {
    const outside = tf.tensor1d([1, 2, 3, 4]);
    const error = oneStep(spoilt((logits) => tf.mul(logits, outside)));
    await expect(error).rejects.toThrow('a tensor of the shape [4] that was made outside of it');
    await expect(error).rejects.toThrow('errors.test.ts');
    // Even if its values were never on the engine.
    const late = tf.tensor1d([1, 2, 3, 4]);
    await expect(oneStep(spoilt((logits) => tf.add(logits, late)))).rejects.toThrow(
      'made outside of it',
    );
  });

  it('reads a tensor back: named with the line', async () => {
    const read = (logits: tf.Tensor2D) =>
      tf.mul(logits, logits.dataSync()[0]! > 0 ? 1 : 2) as tf.Tensor2D;
    await expect(oneStep(spoilt(read))).rejects.toThrow(/dataSync.*errors\.test\.ts/s);
    // An operation of TensorFlow.js that reads tensors on the host.
    await expect(
      oneStep(
        spoilt(
          (logits) =>
            tf.tensor(
              tf.engine().backend.readSync(logits.dataId) as Float32Array,
              logits.shape,
            ) as tf.Tensor2D,
        ),
      ),
    ).rejects.toThrow('reads a tensor back');
  });

  it('holds a number that JavaScript makes anew: named with the line', async () => {
    let count = 0;
    const error = oneStep(spoilt((logits) => tf.mul(logits, ++count) as tf.Tensor2D));
    await expect(error).rejects.toThrow(/a number that JavaScript computed \(\d+\)/);
    await expect(error).rejects.toThrow('errors.test.ts');
  });

  it('is made of other operations in every trace', async () => {
    let count = 0;
    const change = (logits: tf.Tensor2D) =>
      ++count % 2 === 0 ? tf.neg(logits) : tf.neg(tf.neg(logits));
    await expect(oneStep(spoilt(change))).rejects.toThrow(
      'Two traces of the same training step differ',
    );
  });

  it('makes a tensor whose shape depends on numbers: named with the line', async () => {
    const error = oneStep(
      spoilt((logits) => tf.mul(logits, tf.sum(tf.unique(tf.argMax(logits, 1)).values))),
    );
    await expect(error).rejects.toThrow(
      /UniqueV2 gives a tensor whose shape depends on values \(.*errors\.test\.ts/,
    );
  });

  it('leaves nothing behind and harms no other', async () => {
    const { binding } = tf.backend() as unknown as NodeBackend;
    const bad = spoilt((logits) => tf.mul(logits, logits.dataSync()[0]!) as tf.Tensor2D);
    const good = setupOf();
    await oneStep(good);
    await oneStep(bad).catch(() => {});
    const before = [binding.getNumOfTensors(), tf.engine().state.numTensors];
    await oneStep(bad).catch(() => {});
    await oneStep(good);
    expect([binding.getNumOfTensors(), tf.engine().state.numTensors]).toEqual(before);
    expect((tf.backend() as unknown as NodeBackend).binding).toBe(binding);
  });
});
