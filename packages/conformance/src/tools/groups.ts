import type { NetworkSpec } from '@codistill/core';
import { tinyNetwork } from './experiment.ts';

/** Networks that a strategy may support. */
export interface Group {
  readonly name: string;
  readonly networks: Readonly<Record<string, NetworkSpec>>;
}

const frozenTeacher: NetworkSpec = {
  backbone: tinyNetwork(5).backbone,
  frozen: true,
  weights: 'given by the test',
};
const average = (network: string, spec: NetworkSpec): NetworkSpec => ({
  backbone: spec.backbone,
  follows: { network, decay: 0.9 },
});
const copy = (network: string, spec: NetworkSpec): NetworkSpec => ({
  backbone: spec.backbone,
  follows: { network, everySteps: 3 },
});

/**
 * The groups of networks to try a strategy on. It must support at least one of them, and must throw
 * an InputError that says what it lacks for the others.
 */
export const groups: readonly Group[] = [
  {
    name: 'three networks of unlike width',
    networks: { a: tinyNetwork(3), b: tinyNetwork(4), c: tinyNetwork(5) },
  },
  {
    name: 'three equal networks',
    networks: { a: tinyNetwork(4), b: tinyNetwork(4), c: tinyNetwork(4) },
  },
  { name: 'one network', networks: { a: tinyNetwork(4) } },
  {
    name: 'a frozen teacher and two networks',
    networks: { t: frozenTeacher, a: tinyNetwork(4), b: tinyNetwork(3) },
  },
  { name: 'a network with exits', networks: { a: tinyNetwork(4, 'exits') } },
  { name: 'a network with gated branches', networks: { a: tinyNetwork(4, 'branches') } },
  {
    name: 'two networks and the moving average of each',
    networks: {
      a: tinyNetwork(4),
      b: tinyNetwork(4),
      aa: average('a', tinyNetwork(4)),
      bb: average('b', tinyNetwork(4)),
    },
  },
  {
    name: 'a network with branches and its moving average',
    networks: { a: tinyNetwork(4, 'branches'), aa: average('a', tinyNetwork(4, 'branches')) },
  },
  {
    name: 'two networks and a stale copy of each',
    networks: {
      a: tinyNetwork(3),
      b: tinyNetwork(4),
      aa: copy('a', tinyNetwork(3)),
      bb: copy('b', tinyNetwork(4)),
    },
  },
];
