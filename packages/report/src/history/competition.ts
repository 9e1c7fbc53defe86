import { ofPeer, parseMetric, parsePeer } from '@codistill/core';
import { type MetricLine, numberIn } from './metricLine.ts';

/** A summary of the competition in a run, from the steps in its log. */
export interface CompetitionSummary {
  /**
   * Number of steps in the log. A long run logs only some steps: two consecutive ones at intervals.
   */
  readonly steps: number;
  /**
   * The share of steps in which each network's loss was the lowest, by epoch and network; undefined
   * if the log has no step of the epoch.
   */
  readonly bestShare: readonly (Readonly<Record<string, number>> | undefined)[];
  /**
   * The share of steps whose best network differs from that of the previous step; undefined if the
   * log has no two consecutive steps.
   */
  readonly switchRate?: number;
  /** Mean difference between the second-lowest and the lowest loss. */
  readonly margin: number;
  /**
   * The share of steps with a perturbed network in which that network had the lowest loss;
   * undefined if no network was perturbed.
   */
  readonly perturbedWins?: number;
  /** How often each perturbation was applied, and how often its network won. */
  readonly byPerturbation: Readonly<
    Record<string, { readonly hits: number; readonly wins: number }>
  >;
  /**
   * The gain of the group: how much lower the mean loss of the other networks is in the step after
   * a perturbed network won than in the step after one lost; undefined if either is missing.
   */
  readonly gainAfterWin?: number;
}

interface Previous {
  readonly step: number;
  readonly best: string;
  readonly hit?: { readonly network: string; readonly won: boolean };
}

/** A sum and its number of terms. */
const sums = () => ({ sum: 0, count: 0 });
const put = (into: ReturnType<typeof sums>, value: number) => {
  into.sum += value;
  into.count++;
};
const meanOf = ({ sum, count }: ReturnType<typeof sums>) => (count > 0 ? sum / count : undefined);

/**
 * Summarizes steps that are added one by one. With fewer than two networks, there is no summary.
 */
export function competitionOf(): {
  add(step: MetricLine): void;
  summary(): CompetitionSummary | undefined;
} {
  let networks: readonly string[] | undefined;
  const epochs: { readonly wins: Record<string, number>; count: number }[] = [];
  const byPerturbation: Record<string, { hits: number; wins: number }> = {};
  const [switches, margin, perturbedWins, won, lost] = [sums(), sums(), sums(), sums(), sums()];
  let previous: Previous | undefined;

  const add = (step: MetricLine) => {
    networks ??= networksOf(step);
    const scores = networks.map((id) => numberIn(step[ofPeer('score', id)]));
    if (networks.length < 2 || !scores.every(Number.isFinite)) return;
    const sorted = [...scores].sort((a, b) => a - b);
    const best = networks[scores.indexOf(sorted[0]!)]!;
    put(margin, sorted[1]! - sorted[0]!);
    const epoch = (epochs[step.epoch] ??= { wins: {}, count: 0 });
    epoch.wins[best] = (epoch.wins[best] ?? 0) + 1;
    epoch.count++;
    const before = previous?.step === step.step - 1 ? previous : undefined;
    if (before) put(switches, before.best === best ? 0 : 1);
    if (before?.hit) {
      const others = scores.filter((_, i) => networks![i] !== before.hit!.network);
      put(before.hit.won ? won : lost, others.reduce((sum, one) => sum + one, 0) / others.length);
    }
    for (const hit of step.perturbed ?? []) {
      const counts = (byPerturbation[hit.perturbation] ??= { hits: 0, wins: 0 });
      counts.hits++;
      if (hit.network === best) counts.wins++;
      put(perturbedWins, hit.network === best ? 1 : 0);
    }
    const hit = step.perturbed?.length === 1 ? step.perturbed[0] : undefined;
    previous = {
      step: step.step,
      best,
      ...(hit && { hit: { network: hit.network, won: hit.network === best } }),
    };
  };

  const summary = (): CompetitionSummary | undefined => {
    if (margin.count === 0) return undefined;
    const [switchRate, wins] = [meanOf(switches), meanOf(perturbedWins)];
    const [afterWin, afterLoss] = [meanOf(won), meanOf(lost)];
    return {
      steps: margin.count,
      bestShare: Array.from({ length: epochs.length }, (_, i) => {
        const epoch = epochs[i];
        return epoch && sharesOf(networks!, epoch);
      }),
      ...(switchRate !== undefined && { switchRate }),
      margin: margin.sum / margin.count,
      ...(wins !== undefined && { perturbedWins: wins }),
      byPerturbation,
      ...(afterWin !== undefined &&
        afterLoss !== undefined && { gainAfterWin: afterLoss - afterWin }),
    };
  };
  return { add, summary };
}

const sharesOf = (
  networks: readonly string[],
  { wins, count }: { readonly wins: Readonly<Record<string, number>>; readonly count: number },
) => Object.fromEntries(networks.map((id) => [id, (wins[id] ?? 0) / count]));

/** The networks with their own score. Early exits and following networks have none. */
const networksOf = (step: MetricLine): string[] =>
  Object.keys(step).flatMap((name) => {
    const { measure, of } = parseMetric(name);
    return measure === 'score' && of !== undefined && parsePeer(of).network === of ? [of] : [];
  });
