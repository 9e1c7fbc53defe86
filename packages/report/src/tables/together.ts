import { differenceUnit, titled, valueText, valueUnit } from '../metric.ts';
import { meanText, percent, type Values } from '../numbers.ts';
import type { MethodResults, Report } from '../report.ts';
import type { Table } from './table.ts';

/** Calibration, agreement and the ensemble's main metric, of the methods that have them. */
export function togetherTable({ methods, metric }: Report): Table {
  const number = (values: Values) => meanText(values, (value) => value.toFixed(3));
  const measured = (values: Values) => meanText(values, (value) => valueText(metric, value));
  const having = methods.filter((method) => hasAny(method.nll) || hasAny(method.ensemble));
  // Numbers have no calibration, and how far networks differ is not a share.
  const calibrated = having.length === 0 || having.some(({ nll }) => hasAny(nll));
  const shares = metric.unit === 'share';
  const together = ({ disagreement }: MethodResults) =>
    shares
      ? meanText(
          disagreement.map((value) => (value === undefined ? undefined : 1 - value)),
          percent,
        )
      : measured(disagreement);
  return {
    id: 'ensemble',
    title: calibrated ? 'Calibration, agreement, ensemble' : 'Disagreement, ensemble',
    head: [
      'method',
      ...(calibrated ? ['NLL', 'ECE'] : []),
      shares ? 'agreement, %' : titled('disagreement', valueUnit(metric)),
      titled('ensemble', valueUnit(metric)),
      titled('ensemble minus networks', differenceUnit(metric)),
      ...(calibrated ? ['ensemble NLL', 'ensemble ECE'] : []),
    ],
    rows: having.map((method) => [
      method.id,
      ...(calibrated ? [number(method.nll), number(method.ece)] : []),
      together(method),
      measured(method.ensemble),
      measured(method.ensemble.map((value, i) => minus(value, method.values[i]))),
      ...(calibrated ? [number(method.ensembleNll), number(method.ensembleEce)] : []),
    ]),
  };
}

const hasAny = (values: Values): boolean => values.some((value) => value !== undefined);

/** The difference at a seed that has both values. */
const minus = (a: number | undefined, b: number | undefined) =>
  a === undefined || b === undefined ? undefined : a - b;
