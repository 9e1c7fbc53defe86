import { expect, it } from 'vitest';
import { keyOf, lineOf, metricsIn } from './lines.ts';

it('names become such as MLflow takes, and no two the same', () => {
  const names = ['loss/kl/a->b', 'loss/kl/a->b@c', 'disagreement/a|b', 'x%', 'validation/ä', 'a-b'];
  expect(names.map(keyOf)).toEqual([
    'loss/kl/a to b',
    'loss/kl/a to b at c',
    'disagreement/a and b',
    'x:25',
    'validation/:e4',
    'a-b',
  ]);
});

it('a line of the buffer holds every number of a report, also those that JSON does not have', () => {
  const values = Float64Array.of(0.1, Number.NaN, Number.POSITIVE_INFINITY, -1e300);
  const report = {
    kind: 'step',
    moment: { step: 7 },
    metrics: { names: ['a', 'b', 'c', 'd'], values },
  };
  const line = lineOf(report as never);
  expect(metricsIn(line.trim(), 5)).toEqual(
    [0.1, 'NaN', Number.MAX_VALUE, -1e300].map((value, i) => ({
      key: `step/${'abcd'[i]}`,
      value,
      timestamp: 5,
      step: 7,
    })),
  );
});
