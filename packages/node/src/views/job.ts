import type { DatasetFacts, Fitted, Kind, NetworkId, Use, ViewId } from '@codistill/core';
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
  readonly facts: Pick<ViewRecipe, 'imageShape' | 'stored' | 'mean' | 'std'> & {
    readonly seed: number;
    readonly networks: readonly NetworkId[];
    readonly perturbable: readonly NetworkId[];
    readonly viewIds: readonly ViewId[];
    readonly views: 'shared' | 'own';
    readonly shards?: NonNullable<ViewRecipe['shards']>;
    readonly batchSize: number;
    readonly epochs: number;
  };
  readonly stepsPerEpoch: number;
  readonly fitted: Fitted;
  readonly framing?: { readonly train: Use; readonly evaluate: Use };
  /** The facts of the dataset. */
  readonly stated: DatasetFacts;
}
