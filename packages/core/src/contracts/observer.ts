// Who looks on at a run.
import type { NetworkId } from './ids.ts';
import type { Moment } from './moment.ts';
import type { StepPlan } from './plan.ts';
import type { StepMetrics } from './program.ts';

export interface Report {
  /**
   * 'step', after every step; 'epoch', after every epoch, and where an observer ends a run within
   * one; 'end', where it ends the run after an epoch whose report lacks the test split: the same
   * measures with those of test.
   */
  readonly kind: 'step' | 'epoch' | 'end';
  readonly moment: Moment;
  /** What the host decided for the step; of kind 'step' alone. */
  readonly plan?: StepPlan;
  /** Empty but for kind 'step'. */
  readonly perturbed: readonly { readonly network: NetworkId; readonly perturbation: string }[];
  readonly metrics: StepMetrics;
  checkpoint(): Promise<Uint8Array>;
}

/** Looks on. What throws in it ends the run with that error; every observer is closed all the same. */
export interface Observer {
  /**
   * 'stop' ends the run cleanly, with a last report of kind 'epoch' or 'end'. The decision is kept with
   * checkpoints that are made of this report from then on: by observers that follow, and by the loop's user.
   */
  see(report: Report): void | 'stop' | Promise<void | 'stop'>;
  /**
   * Called before the first step with the names of all metrics that the history will have. Throws
   * InputError where the observer needs another.
   */
  check?(metrics: readonly string[]): void;
  save?(): string;
  load?(saved: string): void;
  close?(): Promise<void>;
}
