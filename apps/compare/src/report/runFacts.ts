/** A line of metrics.jsonl. */
export interface MetricLine {
  readonly kind: 'step' | 'epoch';
  readonly step: number;
  readonly epoch: number;
  readonly perturbed?: readonly { readonly network: string; readonly perturbation: string }[];
  readonly [metric: string]: unknown;
}

/** What the steps of a run tell about the competition in it. */
export interface CompetitionFacts {
  /** By epoch and network: the share of steps in which its loss was the lowest. */
  readonly bestShare: readonly Readonly<Record<string, number>>[];
  /** The share of steps whose best network is another than in the step before. */
  readonly switchRate: number;
  /** Mean of second-lowest minus lowest loss. */
  readonly margin: number;
  /**
   * Of the steps with a perturbed network, the share in which it had the lowest loss; undefined
   * where none was perturbed.
   */
  readonly perturbedWins?: number;
  /** By perturbation: how often it hit, and how often its network won. */
  readonly byPerturbation: Readonly<
    Record<string, { readonly hits: number; readonly wins: number }>
  >;
  /**
   * What the group gained: how much lower the mean loss of the other networks is in the step after
   * a perturbed network won than after one lost; undefined where either is missing.
   */
  readonly gainAfterWin?: number;
}

/**
 * By edge name and epoch, the mean weight: who taught whom, and how much. Edges from the labels are
 * left out.
 */
export type Teaching = Readonly<Record<string, readonly number[]>>;

/**
 * A metric after every epoch, at the epoch's place; undefined after those without it: the test
 * split is not evaluated after each.
 */
export type Curve = readonly (number | undefined)[];

/** What a run's metrics say, for tables and charts. */
export interface RunFacts {
  readonly steps: number;
  /** By metric: train/..., validation/..., test/... */
  readonly curves: Readonly<Record<string, Curve>>;
  readonly teaching: Teaching;
  readonly competition?: CompetitionFacts;
}

/** Reads the lines of a run. */
export function runFacts(lines: readonly MetricLine[]): RunFacts {
  const curves = curvesOf(lines.filter(({ kind }) => kind === 'epoch'));
  const teaching = Object.fromEntries(
    Object.entries(curves)
      .filter(([name]) => name.startsWith('train/weight/') && !name.includes('/labels->'))
      .map(([name, values]) => [
        name.slice('train/weight/'.length),
        values.filter((value) => value !== undefined),
      ]),
  );
  const steps = lines.filter(({ kind }) => kind === 'step');
  const competition = competitionOf(steps);
  return { steps: steps.length, curves, teaching, ...(competition && { competition }) };
}

/** An epoch may have two lines, of which the second has all that the first has. */
function curvesOf(lines: readonly MetricLine[]): Record<string, Curve> {
  const epochs = (lines.at(-1)?.epoch ?? -1) + 1;
  const curves: Record<string, (number | undefined)[]> = {};
  for (const line of lines)
    for (const [name, value] of Object.entries(line))
      if (/^(train|validation|test)\//.test(name)) {
        curves[name] ??= new Array<undefined>(epochs).fill(undefined);
        curves[name][line.epoch] = value as number;
      }
  return curves;
}

const mean = (values: readonly number[]) =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

function competitionOf(steps: readonly MetricLine[]): CompetitionFacts | undefined {
  const peers = Object.keys(steps[0] ?? {}).filter(
    (name) => name.startsWith('score/') && !/[/@]/.test(name.slice(6)),
  );
  if (peers.length < 2) return undefined;
  const networks = peers.map((name) => name.slice(6));
  const epochs = Math.max(...steps.map(({ epoch }) => epoch)) + 1;
  const wins = Array.from({ length: epochs }, () =>
    Object.fromEntries(networks.map((id) => [id, 0])),
  );
  const count = new Array<number>(epochs).fill(0);
  const byPerturbation: Record<string, { hits: number; wins: number }> = {};
  let [switches, margin, perturbed, perturbedWins] = [0, 0, 0, 0];
  const after = { won: [] as number[], lost: [] as number[] };
  let previous:
    | { readonly best: string; readonly hit?: { readonly network: string; readonly won: boolean } }
    | undefined;
  for (const step of steps) {
    const scores = peers.map((name) => step[name] as number);
    const sorted = [...scores].sort((a, b) => a - b);
    const best = networks[scores.indexOf(sorted[0]!)]!;
    margin += sorted[1]! - sorted[0]!;
    wins[step.epoch]![best]!++;
    count[step.epoch]!++;
    if (previous && previous.best !== best) switches++;
    if (previous?.hit) {
      const { network, won } = previous.hit;
      after[won ? 'won' : 'lost'].push(mean(scores.filter((_, i) => networks[i] !== network)));
    }
    for (const hit of step.perturbed ?? []) {
      const facts = (byPerturbation[hit.perturbation] ??= { hits: 0, wins: 0 });
      facts.hits++;
      perturbed++;
      if (hit.network === best) {
        facts.wins++;
        perturbedWins++;
      }
    }
    const hit = step.perturbed?.length === 1 ? step.perturbed[0] : undefined;
    previous = { best, ...(hit && { hit: { network: hit.network, won: hit.network === best } }) };
  }
  return {
    bestShare: wins.map((epoch, i) =>
      Object.fromEntries(networks.map((id) => [id, epoch[id]! / Math.max(1, count[i]!)])),
    ),
    switchRate: switches / Math.max(1, steps.length - 1),
    margin: margin / steps.length,
    ...(perturbed > 0 && { perturbedWins: perturbedWins / perturbed }),
    byPerturbation,
    ...(after.won.length > 0 &&
      after.lost.length > 0 && { gainAfterWin: mean(after.lost) - mean(after.won) }),
  };
}
