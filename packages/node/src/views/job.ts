import type { DatasetFacts, Fitted, Kind, Use } from '@codistill/core';
import type { ViewRecipe } from '@codistill/core/engine';
import type { JobExamples } from './source.ts';

/** A plugin that a worker imports. */
export interface Needed {
  readonly kind: Kind;
  readonly id: string;
  /** A URL, or a name that a worker can import. */
  readonly module: string;
}

/** A view recipe as data, with the source of its examples. */
export interface ViewJob extends JobExamples {
  readonly needed: readonly Needed[];
  readonly order: Use;
  readonly task: Use;
  readonly augment: readonly Use[];
  readonly pool: readonly Use[];
  readonly names: { readonly augment: readonly string[]; readonly pool: readonly string[] };
  readonly when?: Use;
  /** What the recipe has besides plugins and what the task learned. */
  readonly facts: Omit<
    ViewRecipe,
    'task' | 'fitted' | 'framing' | 'order' | 'augment' | 'pool' | 'when'
  >;
  readonly stepsPerEpoch: number;
  readonly fitted: Fitted;
  readonly framing?: { readonly train: Use; readonly evaluate: Use };
  /** The facts of the dataset. */
  readonly stated: DatasetFacts;
}
