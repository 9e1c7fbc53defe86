import { type StepDefinition, untaped } from '@codistill/core';
import { eagerProgram } from '@codistill/core/engine';
import type { Scalar, Tensor, Tensor2D, Tensor3D, Tensor4D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { emptyBatch, emptyPlan, stateWith } from '../../../conformance/src/tools/paramsAlone.ts';
import { type Started, start } from '../engine/start.ts';
import { describeWithEngine } from '../testing/engine.ts';
import { constantPool } from './constants.ts';
import { graphProgram } from './program.ts';
import { traceStep } from './trace.ts';
import { variablesOf } from './variables.ts';

// If TensorFlow runs a single operation, it infers the types that tfjs-node leaves out; in a graph
// they must be explicit. So this test runs every operation that a plugin may use in a graph, with
// its gradient if it has one.
const differentiable: Readonly<Record<string, (x: Tensor4D, m: Tensor2D) => Tensor>> = {
  abs: (x) => tf.abs(x),
  add: (x) => tf.add(x, 1),
  addN: (x) => tf.addN([x, x, x]),
  avgPool: (x) => tf.avgPool(x, 2, 2, 'valid'),
  batchToSpaceND: (x) =>
    tf.batchToSpaceND(
      tf.spaceToBatchND(
        x,
        [2, 2],
        [
          [0, 0],
          [0, 0],
        ],
      ),
      [2, 2],
      [
        [0, 0],
        [0, 0],
      ],
    ),
  broadcastTo: (_x, m) => tf.broadcastTo(m, [3, 4, 5]),
  cast: (x) => tf.cast(x, 'float32'),
  clipByValue: (x) => tf.clipByValue(x, -0.5, 0.5),
  concat: (x) => tf.concat([x, x], 3),
  conv2d: (x) => tf.conv2d(x, tf.ones([3, 3, 3, 2]) as Tensor4D, 1, 'same'),
  cos: (x) => tf.cos(x),
  cumsum: (_x, m) => tf.cumsum(m, 1),
  depthwise: (x) => tf.depthwiseConv2d(x, tf.fill([3, 3, 3, 1], 0.1) as Tensor4D, 1, 'same'),
  div: (x) => tf.div(x, tf.add(tf.abs(x), 1)),
  elu: (x) => tf.elu(x),
  erf: (x) => tf.erf(x),
  exp: (x) => tf.exp(x),
  expandDims: (_x, m) => tf.expandDims(m, 1),
  gather: (_x, m) => tf.gather(m, tf.tensor1d([2, 0, 2], 'int32')),
  gatherByLabel: (_x, m) => tf.sum(tf.mul(m, tf.oneHot(tf.tensor1d([0, 1, 2, 3], 'int32'), 5)), 1),
  leakyRelu: (x) => tf.leakyRelu(x),
  log: (x) => tf.log(tf.add(tf.abs(x), 1)),
  logSoftmax: (_x, m) => tf.logSoftmax(m),
  logSumExp: (_x, m) => tf.logSumExp(m, 1),
  matMul: (_x, m) => tf.matMul(m, m, true, false),
  max: (_x, m) => tf.max(m, 1),
  maxPool: (x) => tf.maxPool(x, 2, 2, 'valid'),
  maximum: (x) => tf.maximum(x, 0.1),
  mean: (x) => tf.mean(x, [1, 2]),
  min: (_x, m) => tf.min(m, 1),
  minimum: (x) => tf.minimum(x, 0.1),
  mod: (x) => tf.mod(x, 0.7),
  moments: (x) => tf.moments(x, [0, 1, 2]).variance,
  mul: (x) => tf.mul(x, x),
  neg: (x) => tf.neg(x),
  norm: (_x, m) => tf.norm(m),
  pad: (x) =>
    tf.pad(x, [
      [0, 0],
      [1, 1],
      [1, 1],
      [0, 0],
    ]),
  pow: (x) => tf.pow(tf.add(tf.abs(x), 1), 1.5),
  prelu: (x) => tf.prelu(x, tf.fill([1, 1, 1, 3], 0.2) as Tensor4D),
  relu: (x) => tf.relu(x),
  relu6: (x) => tf.relu6(x),
  reshape: (x) => tf.reshape(x, [2, -1]),
  reverse: (x) => tf.reverse(x, 2),
  rsqrt: (x) => tf.rsqrt(tf.add(tf.abs(x), 1)),
  selu: (x) => tf.selu(x),
  separable: (x) =>
    tf.separableConv2d(
      x,
      tf.fill([3, 3, 3, 1], 0.1) as Tensor4D,
      tf.fill([1, 1, 3, 4], 0.2) as Tensor4D,
      1,
      'same',
    ),
  sigmoid: (x) => tf.sigmoid(x),
  sin: (x) => tf.sin(x),
  slice: (x) => tf.slice(x, [0, 1, 1, 0], [2, 2, 3, 3]),
  softmax: (_x, m) => tf.softmax(m),
  softplus: (x) => tf.softplus(x),
  split: (_x, m) => tf.concat(tf.split(m, [2, 3], 1).reverse(), 1),
  sqrt: (x) => tf.sqrt(tf.add(tf.abs(x), 1)),
  square: (x) => tf.square(x),
  squaredDifference: (x) => tf.squaredDifference(x, 1),
  squeeze: (_x, m) => tf.squeeze(tf.expandDims(m, 0)),
  stack: (_x, m) => tf.stack([m, m], 1),
  sub: (x) => tf.sub(1, x),
  sum: (x) => tf.sum(x, [0, 3], true),
  tanh: (x) => tf.tanh(x),
  tile: (_x, m) => tf.tile(m, [2, 3]),
  transpose: (x) => tf.transpose(x, [0, 3, 1, 2]),
  unstack: (_x, m) => tf.unstack(m, 0)[1]!,
  where: (x) =>
    tf.where(
      untaped(() => tf.greater(x, 0)),
      x,
      tf.zerosLike(x),
    ),
  resize: (x) => tf.image.resizeBilinear(x, [6, 7]),
  batchedMatMul: (x) =>
    tf.matMul(tf.reshape(x, [2, 12, 4]) as Tensor3D, tf.reshape(x, [2, 4, 12]) as Tensor3D),
};
const plain: Readonly<Record<string, (x: Tensor4D, m: Tensor2D) => Tensor>> = {
  topk: (_x, m) => tf.topk(m, 3).values,
  divNoNan: (_x, m) => tf.divNoNan(tf.ones([4, 5]), m),
  argMax: (_x, m) => tf.argMax(m, 1),
  argMin: (_x, m) => tf.argMin(m, 1),
  any: (x) => tf.any(tf.greater(x, 1)),
  all: (x) => tf.all(tf.less(x, 100)),
  ceil: (x) => tf.ceil(x),
  equal: (_x, m) => tf.equal(tf.argMax(m, 1), tf.argMin(m, 1)),
  eye: (_x, m) => tf.sub(tf.matMul(m, m, false, true), tf.eye(4)),
  floor: (x) => tf.floor(x),
  floorDiv: (x) => tf.floorDiv(x, 0.3),
  greaterEqual: (x) => tf.greaterEqual(x, 0),
  isFinite: (x) => tf.isFinite(x),
  isNaN: (x) => tf.isNaN(x),
  lessEqual: (x) => tf.lessEqual(x, 0),
  linspace: (_x, m) => tf.mul(m, tf.linspace(0, 1, 5)),
  logicalAnd: (x) => tf.logicalAnd(tf.greater(x, 0), tf.less(x, 1)),
  logicalNot: (x) => tf.logicalNot(tf.greater(x, 0)),
  logicalOr: (x) => tf.logicalOr(tf.greater(x, 0), tf.less(x, -1)),
  notEqual: (x) => tf.notEqual(x, 0),
  range: (_x, m) => tf.add(m, tf.range(0, 5, 1)),
  round: (x) => tf.round(x),
  scatter: (_x, m) =>
    tf.tensorScatterUpdate(m, tf.tensor2d([[1], [3]], [2, 1], 'int32'), tf.ones([2, 5])),
  scatterNd: () => tf.scatterND(tf.tensor2d([[1], [3]], [2, 1], 'int32'), tf.tensor1d([5, 6]), [4]),
  sign: (x) => tf.sign(x),
  step: (x) => tf.step(x),
  topkIndices: (_x, m) => tf.topk(m, 2).indices,
  unsortedSegmentSum: (_x, m) => tf.unsortedSegmentSum(m, tf.tensor1d([1, 0, 1, 2], 'int32'), 3),
  stridedSlice: (_x, m) => tf.stridedSlice(m, [0, 0], [4, 5], [1, 2]),
  gatherND: (_x, m) =>
    tf.gatherND(
      m,
      tf.tensor2d(
        [
          [0, 1],
          [2, 2],
        ],
        [2, 2],
        'int32',
      ),
    ),
};

const total = (x: Tensor) =>
  tf.sum(
    tf.mul(tf.cast(x, 'float32'), tf.reshape(tf.cos(tf.range(0, x.size, 1, 'float32')), x.shape)),
  ) as Scalar;
const definition: StepDefinition = {
  precision: 'float32',
  randomness: 'fed',
  key: () => '',
  step(state) {
    const { x, m } = state.networks['a']!.params as { x: Tensor4D; m: Tensor2D };
    const metrics: Record<string, Scalar> = {};
    for (const [name, run] of Object.entries({ ...differentiable, ...plain }))
      metrics[name] = total(run(x, m));
    for (const [name, run] of Object.entries(differentiable)) {
      const [dx, dm] = tf.grads(
        (a, b) =>
          tf.addN([total(run(a as Tensor4D, b as Tensor2D)), tf.sum(a!), tf.sum(b!)]) as Scalar,
      )([x, m]);
      metrics[`d/dx ${name}`] = total(dx!);
      metrics[`d/dm ${name}`] = total(dm!);
    }
    return { state, metrics };
  },
  evaluate: () => ({}),
};

describeWithEngine('operations in a graph', () => {
  const values = (name: string, length: number) =>
    Float32Array.from({ length }, (_, i) => 1.3 * Math.sin(1.7 * i + name.length));
  const state = stateWith({
    x: { shape: [2, 4, 4, 3], data: values('x', 96) },
    m: { shape: [4, 5], data: values('matrix', 20) },
  });
  let engine: Started;
  beforeAll(async () => {
    engine = await start('cpu', undefined);
  });

  it('give what they give alone', async () => {
    const programs = [
      eagerProgram(definition),
      graphProgram(
        engine.backend,
        {
          ...definition,
          evaluate: (_state, images) => ({ a: tf.reshape(images, [1, 1]) as Tensor2D }),
        },
        engine,
      ),
    ];
    const [expected, found] = await Promise.all(
      programs.map(async (program) => {
        await program.load(state);
        const { names, values: numbers } = await program.step({ a: emptyBatch }, emptyPlan);
        program.dispose();
        return Object.fromEntries(names.map((name, i) => [name, numbers[i]!]));
      }),
    );
    for (const [name, value] of Object.entries(found!)) {
      expect([name, Number.isFinite(value)]).toEqual([name, true]);
      expect([
        name,
        Math.abs(value - expected![name]!) <= 1e-4 * Math.max(1, Math.abs(expected![name]!)),
      ]).toEqual([name, true]);
    }
    expect(Object.keys(found!).length).toBeGreaterThan(200);
  });

  it('have the shapes and types that they have where they run: inferred, and executed', () => {
    const trace = (shapes: Started['shapes']) =>
      traceStep(
        {
          backend: engine.backend,
          constants: constantPool(),
          variables: variablesOf(state),
          definition,
          own: engine.operations,
          state,
          prefix: '',
          shapes,
        },
        { a: emptyBatch },
        emptyPlan,
      );
    expect(engine.shapes).toBeDefined();
    const [inferred, executed] = [trace(engine.shapes), trace(undefined)];
    expect(inferred.nodes).toEqual(executed.nodes);
    expect(inferred.nodes.length).toBeGreaterThan(1000);
    expect([...inferred.shaped]).toEqual([...executed.shaped]);
  });
});
