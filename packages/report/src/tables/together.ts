import { meanText, percent, type Values } from '../numbers.ts';
import type { Report } from '../report.ts';
import type { Table } from './table.ts';

/** Calibration, agreement and ensemble accuracy of the methods that have them. */
export function togetherTable({ methods }: Report): Table {
  const number = (values: Values) => meanText(values, (value) => value.toFixed(3));
  const share = (values: Values) => meanText(values, percent);
  return {
    id: 'ensemble',
    title: 'Calibration, agreement, ensemble',
    head: [
      'method',
      'NLL',
      'ECE',
      'agreement, %',
      'ensemble, %',
      'ensemble minus networks, points',
      'ensemble NLL',
      'ensemble ECE',
    ],
    rows: methods
      .filter(({ nll }) => nll.some((value) => value !== undefined))
      .map((method) => [
        method.id,
        number(method.nll),
        number(method.ece),
        share(method.disagreement.map((value) => (value === undefined ? undefined : 1 - value))),
        share(method.ensemble),
        share(method.ensemble.map((value, i) => minus(value, method.values[i]))),
        number(method.ensembleNll),
        number(method.ensembleEce),
      ]),
  };
}

/** The difference at a seed that has both values. */
const minus = (a: number | undefined, b: number | undefined) =>
  a === undefined || b === undefined ? undefined : a - b;
