// Plugins are functions that know their kind, name and options. A registry is a value made from a
// list of plugins.
import type { z } from 'zod';
import type { Dataset, Framing, Order, Perturbation, PerturbationSchedule } from './data.ts';
import type { Method } from './experiment.ts';
import type { Strategy } from './flow.ts';
import type { Launcher } from './launcher.ts';
import type { Lesson } from './lesson.ts';
import type { Schedule } from './moment.ts';
import type { Backbone } from './network.ts';
import type { Observer } from './observer.ts';
import type { StartRuntime } from './program.ts';
import type { Optimizer } from './state.ts';
import type { Task } from './task.ts';

/** What a plugin of each kind creates. */
export interface Kinds {
  task: Task;
  strategy: Strategy;
  lesson: Lesson;
  backbone: Backbone;
  dataset: Dataset;
  order: Order;
  framing: Framing;
  perturbation: Perturbation;
  perturbationSchedule: PerturbationSchedule;
  optimizer: Optimizer;
  schedule: Schedule;
  method: Method;
  observer: Observer;
  runtime: StartRuntime;
  launcher: Launcher;
}
/** A kind of plugin. */
export type Kind = keyof Kinds;

/**
 * A plugin: `competitive({ teachers: 'better' })` in code, `{ use: 'competitive', teachers:
 * 'better' }` in a configuration.
 */
export interface Plugin<
  K extends Kind = Kind,
  N extends string = string,
  S extends z.ZodObject = z.ZodObject,
  V extends string = string,
> {
  (options?: z.input<S>): Kinds[K];
  readonly kind: K;
  /** The plugin's name, in kebab-case. */
  readonly id: N;
  /**
   * Each option with name, type, default and a sentence. Validation, `list`, `explain`, the editor
   * schema and the docs are derived from it.
   */
  readonly options: S;
  /** Named settings, which can be used like the id: `resnet20` is `resnet-cifar` with depth 20. */
  readonly variants?: Readonly<Record<V, z.input<S>>>;
  /** One sentence for `codistill list`. */
  readonly about: string;
  /** The publication that it follows. */
  readonly source?: string;
}
/** Any plugin, for lists of plugins. */
export interface AnyPlugin {
  readonly kind: Kind;
  readonly id: string;
  readonly options: z.ZodObject;
  readonly about: string;
  readonly source?: string;
  readonly variants?: Readonly<Record<string, object>>;
}
/** What a configuration may write for a plugin of kind K, given the plugins P. */
export type UseOf<P, K extends Kind> =
  P extends Plugin<K, infer N, infer S, infer V>
    ? N | V | ({ readonly use: N | V } & z.input<S>) | (K extends 'schedule' ? number : never)
    : never;
