import { expect, it } from 'vitest';
import { withBatchNorms } from './batchNorms.ts';
import { type GraphNode, type Shaped, types } from './node.ts';

const training = { is_training: { flag: true }, epsilon: { real: 1e-5 } };
const node = (name: string, op: string, ...inputs: readonly string[]): GraphNode => ({
  name,
  op,
  inputs: inputs.map((input) => (input.includes(':') ? input : `${input}:0`)),
  attributes: op.startsWith('FusedBatchNorm') ? training : {},
});
/** A trace in which all outputs are images with `channels` channels. */
const traceOf = (nodes: readonly GraphNode[], channels = 16) => {
  const image: Shaped = { shape: [2, 4, 4, channels], type: types.float32 };
  return {
    nodes,
    shaped: new Map(
      nodes.flatMap(({ name }) => [0, 1, 2, 3, 4, 5].map((i) => [`${name}:${i}`, image] as const)),
    ),
  };
};
const read = [
  node('x', 'Placeholder'),
  node('scale', 'Placeholder'),
  node('offset', 'Placeholder'),
];
const norm = (name: string, x = 'x') => node(name, 'FusedBatchNormV3', x, 'scale', 'offset');
const back = (name: string, dy: string, of: string, x = 'x') =>
  node(name, 'FusedBatchNormGradV3', dy, x, 'scale', `${of}:3`, `${of}:4`, `${of}:5`);
/** The nodes as 'name op(inputs)', without those that are not read. */
const told = (nodes: readonly GraphNode[]) =>
  nodes
    .filter(({ op }) => op !== 'Placeholder')
    .map(({ name, op, inputs }) => `${name} ${op}(${inputs})`);

it('takes the relu into a batch norm, and its gradient, through reshapes that change nothing', () => {
  const nodes = [
    ...read,
    norm('n'),
    node('same', 'Reshape', 'n', 'offset'),
    node('y', 'Relu', 'same'),
    node('dy', 'Next', 'y'),
    node('dz', 'ReluGrad', 'dy', 'y'),
    back('g', 'dz', 'n'),
    node('end', 'Next', 'g', 'g:1', 'g:2', 'n:1'),
  ];
  expect(told(withBatchNorms(traceOf(nodes), 16))).toEqual([
    'n CodistillBatchNormRelu(x:0,scale:0,offset:0)',
    'dy Next(n:0)',
    'g CodistillBatchNormReluGrad(dy:0,x:0,scale:0,offset:0,n:3,n:4)',
    'end Next(g:0,g:1,g:2,n:1)',
  ]);
});

it('takes the sum before the relu too, and gives the gradient of what was added', () => {
  const nodes = [
    ...read,
    norm('n'),
    node('sum', 'Add', 'n', 'x'),
    node('y', 'Relu', 'sum'),
    node('dz', 'ReluGrad', 'x', 'y'),
    back('g', 'dz', 'n'),
    node('end', 'Next', 'g', 'dz'),
  ];
  expect(told(withBatchNorms(traceOf(nodes), 16))).toEqual([
    'n CodistillBatchNormAddRelu(x:0,scale:0,offset:0,x:0)',
    'g CodistillBatchNormAddReluGrad(x:0,x:0,scale:0,offset:0,n:3,n:4,n:0)',
    'end Next(g:0,g:3)',
  ]);
});

it('takes one of two batch norms that are added', () => {
  const nodes = [
    ...read,
    norm('a'),
    norm('b'),
    node('sum', 'AddV2', 'a', 'b'),
    node('y', 'Relu', 'sum'),
    node('end', 'Next', 'y'),
  ];
  expect(told(withBatchNorms(traceOf(nodes), 16))).toEqual([
    'a CodistillBatchNormAddRelu(x:0,scale:0,offset:0,b:0)',
    'b CodistillBatchNorm(x:0,scale:0,offset:0)',
    'end Next(a:0)',
  ]);
});

it.each([
  [
    'what is read before the relu',
    [norm('n'), node('y', 'Relu', 'n'), node('end', 'Next', 'n', 'y')],
  ],
  [
    'a sum that is read',
    [
      norm('n'),
      node('sum', 'Add', 'n', 'x'),
      node('y', 'Relu', 'sum'),
      node('end', 'Next', 'sum', 'y'),
    ],
  ],
  [
    'a sum with what comes of the batch norm itself',
    [
      norm('n'),
      node('m', 'Next', 'n:1'),
      node('sum', 'Add', 'n', 'm'),
      node('y', 'Relu', 'sum'),
      node('end', 'Next', 'y'),
    ],
  ],
])('leaves %s', (_what, nodes) => {
  const found = withBatchNorms(traceOf([...read, ...nodes]), 16);
  expect(told(found).slice(1)).toEqual(told(nodes).slice(1));
  expect(found.find(({ name }) => name === 'n')!.op).toBe('CodistillBatchNorm');
});

it('leaves a gradient of relu that others read', () => {
  const nodes = [
    ...read,
    norm('n'),
    node('y', 'Relu', 'n'),
    node('dz', 'ReluGrad', 'x', 'y'),
    back('g', 'dz', 'n'),
    node('end', 'Next', 'g', 'dz'),
  ];
  expect(told(withBatchNorms(traceOf(nodes), 16)).slice(1)).toEqual([
    'dz ReluGrad(x:0,n:0)',
    'g CodistillBatchNormGrad(dz:0,x:0,scale:0,offset:0,n:3,n:4)',
    'end Next(g:0,dz:0)',
  ]);
});

it('leaves channels that are no multiple of what it takes', () => {
  const nodes = [...read, norm('n'), node('y', 'Relu', 'n'), node('end', 'Next', 'y')];
  expect(withBatchNorms(traceOf(nodes, 24), 16)).toEqual(nodes);
});
