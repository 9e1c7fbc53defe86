// Observers of a run.
import type { DatasetFacts, Files } from './data.ts';
import type { Experiment } from './experiment.ts';
import type { NetworkId } from './ids.ts';
import type { Metric } from './metric.ts';
import type { Moment } from './moment.ts';
import type { StepPlan } from './plan.ts';
import type { Predictions } from './predictions.ts';
import type { StepMetrics } from './program.ts';
import type { Fitted } from './task.ts';

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
   * What the networks answered in the evaluations of this report, one entry for each split, or
   * each part of it, that was evaluated. It costs no further pass. Present unless `kind` is 'step'.
   * @throws if a later report was already made, because only the latest predictions are held.
   */
  predictions?(): readonly Predictions[];
}

/** How a run ended: after its last epoch or by an observer, or as `TrainOptions` asked. */
export type Ending = 'ended' | 'interrupted' | 'superseded';

/** A report as `train` yields it, when all observers have seen it. */
export interface YieldedReport extends Report {
  /** How the run ends. Present only in its last report. */
  readonly ends?: Ending;
  /**
   * A checkpoint of the run at this report, as a safetensors file, with what all observers save.
   * @throws if a later report was already made; `Diverged` if the state is not finite.
   */
  checkpoint(): Promise<Uint8Array>;
}

/**
 * What an observer may ask for. 'stop' ends the run cleanly, with a last report of kind 'epoch' or
 * 'end'; checkpoints contain the decision, so a resumed run ends there too. 'checkpoint' keeps one.
 */
export type Wish = 'stop' | 'checkpoint';

/**
 * Why a checkpoint is kept: what observers wished for at this report, and whether the run is
 * interrupted or ends after it.
 */
export type Reason = Wish | 'interrupted' | 'ended';

/** What an observer is given before the first step. */
export interface RunBegin {
  /** The experiment as plain JSON. */
  readonly experiment: Experiment;
  /** What the task learned from the examples trained on, such as the number of outputs. */
  readonly fitted: Fitted;
  /** The task's main metric, by which epochs are selected and compared. */
  readonly main: Metric;
  /** Classes, channels and sizes of the dataset. */
  readonly facts: DatasetFacts;
  /** The number of examples trained on, and of each evaluation, such as 'test'. */
  readonly examples: Readonly<Record<string, number>>;
  readonly stepsPerEpoch: number;
  /** The names of all metrics that the history will contain. */
  readonly metrics: readonly string[];
  /** The observer's own folder, where the run gives it one. */
  readonly files?: Files;
  /**
   * What the observer saved in the checkpoint that is resumed, and the number of steps taken up to
   * it. Absent in a new run, and where the checkpoint has no state of this observer.
   */
  readonly resumed?: { readonly step: number; readonly saved: string };
}

/**
 * Reads the reports of a run. It never changes training.
 *
 * After a report, `see` is called on all observers, in their order. If one of them wishes for a
 * checkpoint, the run is interrupted, or it ends, a checkpoint is made: `save` on all, then the
 * state is read, then `keep` on all, then `kept` on all. Then the report is yielded.
 *
 * An error in an observer ends the run with that error; all observers that began are still closed.
 */
export interface Observer {
  /** Unique in a run. What the observer saves is found by it. */
  readonly name: string;
  /**
   * Called before any file is touched, with the names of all metrics that the history will contain.
   * Throws InputError if the observer needs another metric.
   */
  check?(metrics: readonly string[]): void;
  /**
   * Called before the first step, after all checks. An observer that writes cuts its own files back
   * here to what it saved; in a new run, to nothing.
   */
  begin?(given: RunBegin): void | Promise<void>;
  see(report: Report): void | Wish | Promise<void | Wish>;
  /**
   * The observer's own state as text, for the checkpoint. What it wrote before is on the disk when
   * this returns. The text contains no time, so equal runs save equal text.
   */
  save?(): string | Promise<string>;
  /**
   * The place to write a checkpoint, a whole safetensors file, and what must be there with it. An
   * observer that writes the run's checkpoint comes last, because a run resumes behind it.
   */
  keep?(report: Report, checkpoint: Uint8Array, why: ReadonlySet<Reason>): void | Promise<void>;
  /** Called when all observers have kept the checkpoint: the place for timing, events, sending. */
  kept?(report: Report): void | Promise<void>;
  /**
   * Called once for every observer that began, also if another one throws. 'interrupted' includes a
   * loop that was left. After 'superseded' nothing may be written, because another process now
   * owns the run.
   */
  close?(how: Ending | 'failed'): void | Promise<void>;
}

/** An observer as `defineObserver` takes it: without a name, it is called like its plugin. */
export type ObserverDefinition = Omit<Observer, 'name'> & Partial<Pick<Observer, 'name'>>;
