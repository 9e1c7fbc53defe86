import type { Fitted, Kind, NetworkId, Targets, Use, ViewId } from '@codistill/core';
import type { ViewRecipe } from '@codistill/core/engine';

/** A plugin that a worker imports. */
export interface Needed {
  readonly kind: Kind;
  readonly id: string;
  /** A URL, or a name that a worker can import. */
  readonly module: string;
}

/**
 * A view recipe as data, with the pixels of the training examples in memory shared between threads.
 */
export interface ViewJob {
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
  /** Of the training examples. */
  readonly targets: Targets;
  /** [examples, height, width, channels]. */
  readonly pixels: SharedArrayBuffer;
}
