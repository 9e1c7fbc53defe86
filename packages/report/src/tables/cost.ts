import { titled, valueText, valueUnit } from '../metric.ts';
import type { Report } from '../report.ts';
import { costOf } from './costOf.ts';
import type { Table } from './table.ts';

/** The cost of a run of each method; no rows if no cost is known. */
export function costTable({ methods, metric }: Report): Table {
  const costs = methods.map((method) => ({ method, cost: costOf(method) }));
  const isKnown = costs.some(({ cost }) => Object.keys(cost).length > 0);
  return {
    id: 'cost',
    title: 'Cost of a run',
    head: [
      'method',
      titled(metric.name, valueUnit(metric)),
      'steps',
      'forward passes',
      'backward passes',
      'passes of its teachers',
      'seconds',
      'memory, MB',
    ],
    rows: (isKnown ? costs : []).map(({ method, cost }) => {
      const whole = (value: number | undefined) => value?.toFixed(0) ?? '';
      return [
        method.id,
        method.summary ? valueText(metric, method.summary.mean) : '',
        whole(cost.steps),
        whole(cost.forwardPasses),
        whole(cost.backwardPasses),
        whole(cost.teacherPasses),
        cost.seconds?.toFixed(1) ?? '',
        whole(cost.megabytes),
      ];
    }),
  };
}
