import { ofPeer, parseMetric, parsePeer } from '@codistill/core';
import { type MetricLine, numberIn } from './metricLine.ts';

/** What the steps in a run's log tell about the competition in it. */
export interface CompetitionSummary {
  /** Steps in the log. A long run logs some of its steps alone, two in a row of every so many. */
  readonly steps: number;
  /**
   * By epoch and network: the share of steps in which its loss was the lowest; undefined where no
   * step of the epoch is in the log.
   */
  readonly bestShare: readonly (Readonly<Record<string, number>> | undefined)[];
  /**
   * The share of steps whose best network is another than in the step before; undefined where no
   * two steps in a row are in the log.
   */
  readonly switchRate?: number;
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

interface Previous {
  readonly step: number;
  readonly best: string;
  readonly hit?: { readonly network: string; readonly won: boolean };
}

/** A sum, and of how many. */
const sums = () => ({ sum: 0, count: 0 });
const put = (into: ReturnType<typeof sums>, value: number) => {
  into.sum += value;
  into.count++;
};
const meanOf = ({ sum, count }: ReturnType<typeof sums>) => (count > 0 ? sum / count : undefined);

/** Sums up steps that are given one by one; of fewer than two networks there is no summary. */
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

/** Those with a score of their own: exits and following networks have none. */
const networksOf = (step: MetricLine): string[] =>
  Object.keys(step).flatMap((name) => {
    const { measure, of } = parseMetric(name);
    return measure === 'score' && of !== undefined && parsePeer(of).network === of ? [of] : [];
  });
