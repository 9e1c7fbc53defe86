import type { Varying } from '@codistill/core';
import { beforeAll, expect, test } from 'vitest';
import { codistillation } from './codistillation.ts';
import { competitive } from './competitive.ts';
import { mutual } from './mutual.ts';
import { self } from './self.ts';
import { teacherFree } from './teacherFree.ts';
import { startEngine } from './testing/engine.ts';
import { type Case, type Outcome, runFlow } from './testing/run.ts';

beforeAll(async () => {
  await startEngine();
});

const peers = [
  { id: 'a', features: [6, 2, 2, 3] },
  { id: 'b', features: [6, 2, 2, 4] },
  { id: 'c', features: [6, 2, 2, 3] },
];
const exits = ['a/exit1', 'a/exit2', 'a/exit3'].map((id) => ({ id, features: [6, 2, 2, 3] }));
const scheduled: readonly (readonly [
  string,
  (half: Varying, three: Varying) => Parameters<typeof runFlow>[0],
  Case,
])[] = [
  ['mutual', (weight, temperature) => mutual({ weight, temperature }), { peers }],
  [
    'competitive',
    (features, temperature) => competitive({ features, temperature, kl: features }),
    { peers },
  ],
  [
    'self',
    (alpha, temperature) => self({ alpha, temperature, features: alpha, deepest: temperature }),
    { peers: exits },
  ],
  [
    'codistillation',
    (weight, temperature) =>
      codistillation({ weight, temperature, exchange: 'logits', reverse: true, burnIn: 0 }),
    { peers },
  ],
  ['teacher-free', (ce, temperature) => teacherFree({ ce, kl: ce, temperature }), { peers }],
];

test.each(scheduled)(
  '%s takes schedules where it takes numbers, and gives the same',
  (_name, build, given) => {
    const fixed = runFlow(build(0.5, 3), given);
    const varied = runFlow(
      build(
        () => 0.5,
        () => 3,
      ),
      given,
    );
    const all = ({ loss, terms, grads }: Outcome) => [
      loss,
      ...Object.values(terms),
      ...Object.values(grads).flat(),
    ];
    expect(Object.keys(varied.terms)).toEqual(Object.keys(fixed.terms));
    for (const [i, x] of all(varied).entries()) expect(x).toBeCloseTo(all(fixed)[i]!, 5);
  },
);
