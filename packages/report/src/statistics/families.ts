import type { Metric } from '../metric.ts';
import { type Comparison, compareCounts, comparePaired, holm } from './compare.ts';
import type { Measurement } from './measurement.ts';

/** A method compared with another at equal seeds. */
export interface PairedResult extends Comparison {
  readonly method: string;
  readonly to: string;
  /** The p of the permutation test, corrected for the number of pairs of the family (Holm). */
  readonly corrected: number;
  /**
   * Whether the difference is established: its 95 % interval excludes zero, and `corrected` is at
   * most 0.05.
   */
  readonly established: boolean;
  /** The difference at every seed that both methods have. */
  readonly differences: readonly { readonly seed: number; readonly value: number }[];
  /** Seeds that are left out because a value is not finite. */
  readonly notFinite: readonly number[];
}

/** All comparisons with one method, corrected together. */
export interface Family {
  /**
   * With 'baseline', every method is compared; with 'control', the methods with the same
   * perturbation.
   */
  readonly role: 'baseline' | 'control';
  readonly to: string;
  /**
   * Whether `to` is perturbed and therefore only compared with methods of the same perturbation.
   */
  readonly samePerturbation: boolean;
  readonly pairs: readonly PairedResult[];
  /** Methods that are not compared, and the reasons. */
  readonly leftOut: readonly { readonly method: string; readonly why: string }[];
}

/** A method's values of the main metric, by seed. */
export interface MeasuredMethod {
  readonly id: string;
  readonly values: ReadonlyMap<number, Measurement>;
  /** A text that is equal for equal perturbations; undefined if the method has none. */
  readonly perturbation?: string;
  /** A text that is equal for methods that share their runs. */
  readonly trainedAs?: string;
}

/**
 * A text that is equal for methods that share all their runs, made from the methods that trained
 * them.
 */
export const trainedAs = (
  runs: readonly (string | undefined)[],
): { readonly trainedAs?: string } =>
  runs.length > 0 && runs.every((of) => of !== undefined) ? { trainedAs: runs.join() } : {};

/**
 * Compares every method with the baseline, and with the control if there is one. A perturbed
 * control is compared only with methods of the same perturbation; any other control is compared
 * with all methods.
 *
 * @param better - Whether higher or lower values are better, which `superiority` uses.
 */
export function familiesOf(
  methods: readonly MeasuredMethod[],
  baseline: string,
  control?: string,
  better: Metric['better'] = 'higher',
): Family[] {
  const others = methods.filter(({ id }) => id !== baseline);
  const against = (id: string) => methods.find((method) => method.id === id)!;
  const first = family('baseline', others, against(baseline), better);
  if (control === undefined || control === baseline) return [first];
  const { perturbation } = against(control);
  const asked = others.filter(({ id }) => id !== control);
  const same = (method: MeasuredMethod) =>
    perturbation === undefined || method.perturbation === perturbation;
  const second = family('control', asked.filter(same), against(control), better);
  const unlike = asked
    .filter((method) => !same(method))
    .map((method) => ({
      method: method.id,
      why:
        method.perturbation === undefined
          ? 'it is not perturbed'
          : 'it is perturbed in another way',
    }));
  return [
    first,
    {
      ...second,
      samePerturbation: perturbation !== undefined,
      leftOut: [...second.leftOut, ...unlike],
    },
  ];
}

function family(
  role: Family['role'],
  methods: readonly MeasuredMethod[],
  to: MeasuredMethod,
  better: Metric['better'],
): Family {
  // A training is not compared with itself.
  const isOne = (method: MeasuredMethod) =>
    to.trainedAs !== undefined && method.trainedAs === to.trainedAs;
  const compared = methods.flatMap((method) =>
    isOne(method) ? [] : pairedWith(method, to, better),
  );
  const corrected = holm(compared.map(({ permutation }) => permutation));
  return {
    role,
    to: to.id,
    samePerturbation: false,
    pairs: compared.map((pair, i) => ({
      ...pair,
      corrected: corrected[i]!,
      established:
        pair.interval !== null &&
        (pair.interval.low > 0 || pair.interval.high < 0) &&
        corrected[i]! <= 0.05,
    })),
    leftOut: methods
      .filter(({ id }) => compared.every(({ method }) => method !== id))
      .map((method) => ({
        method: method.id,
        why: isOne(method)
          ? `it is the same training as ${to.id}`
          : `it has no result at a seed of ${to.id}`,
      })),
  };
}

function pairedWith(
  method: MeasuredMethod,
  to: MeasuredMethod,
  better: Metric['better'],
): Omit<PairedResult, 'corrected' | 'established'>[] {
  const shared = [...method.values.keys()].filter((seed) => to.values.has(seed));
  const of = ({ values }: MeasuredMethod, seed: number) => values.get(seed)!;
  const isNumber = (seed: number) =>
    Number.isFinite(of(method, seed).value) && Number.isFinite(of(to, seed).value);
  const seeds = shared.filter(isNumber);
  if (seeds.length === 0) return [];
  const comparison = compared(
    seeds.map((seed) => of(method, seed)),
    seeds.map((seed) => of(to, seed)),
  );
  return [
    {
      ...comparison,
      superiority: better === 'higher' ? comparison.superiority : 1 - comparison.superiority,
      method: method.id,
      to: to.id,
      differences: seeds.map((seed) => ({
        seed,
        value: of(method, seed).value - of(to, seed).value,
      })),
      notFinite: shared.filter((seed) => !isNumber(seed)),
    },
  ];
}

/** Compares counts if all measurements are counts. */
function compared(a: readonly Measurement[], b: readonly Measurement[]): Comparison {
  const shares = (all: readonly Measurement[]) => all.flatMap(({ share }) => share ?? []);
  const [left, right] = [shares(a), shares(b)];
  if (left.length === a.length && right.length === b.length) return compareCounts(left, right);
  const values = (all: readonly Measurement[]) => all.map(({ value }) => value);
  return comparePaired(values(a), values(b));
}
