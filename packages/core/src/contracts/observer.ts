// Observers of a run.
import type { NetworkId } from './ids.ts';
import type { Moment } from './moment.ts';
import type { StepPlan } from './plan.ts';
import type { StepMetrics } from './program.ts';

/** What an observer reads after a step or an epoch. */
export interface Report {
  /**
   * 'step': after every step. 'epoch': after every epoch, or within an epoch if an observer ends
   * the run there. 'end': if an observer ends the run after an epoch whose report lacks the test
   * split; the report repeats the metrics of that epoch and adds those of the test split.
   */
  readonly kind: 'step' | 'epoch' | 'end';
  readonly moment: Moment;
  /** What the host decided for the step. Present only if `kind` is 'step'. */
  readonly plan?: StepPlan;
  /** Which network was perturbed in the step, and how. Empty unless `kind` is 'step'. */
  readonly perturbed: readonly { readonly network: NetworkId; readonly perturbation: string }[];
  /** The metrics of the step, or of the epoch. */
  readonly metrics: StepMetrics;
  /**
   * A checkpoint of the run at this report, as a safetensors file.
   * @throws if a later report was already made; `Diverged` if the state is not finite.
   */
  checkpoint(): Promise<Uint8Array>;
}

/**
 * Reads the reports of a run. An error in it ends the run with that error; all observers are still
 * closed.
 */
export interface Observer {
  /**
   * Returning 'stop' ends the run cleanly, with a last report of kind 'epoch' or 'end'. Checkpoints
   * made from this report afterwards, by later observers or by the training loop, contain the
   * decision.
   */
  see(report: Report): void | 'stop' | Promise<void | 'stop'>;
  /**
   * Called before the first step with the names of all metrics that the history will contain.
   * Throws InputError if the observer needs another metric.
   */
  check?(metrics: readonly string[]): void;
  /** The observer's own state as text. Checkpoints contain it. */
  save?(): string;
  /** Restores what `save` returned, when a run is resumed. */
  load?(saved: string): void;
  /** Called once, when the run ends or fails. */
  close?(): Promise<void>;
}
