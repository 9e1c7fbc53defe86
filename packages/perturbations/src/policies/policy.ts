import type { OperationName } from './operations.ts';

/** An operation with its probability and its level from 0 to 9, if it has magnitudes. */
type Step = readonly [name: OperationName, probability: number, level?: number];

/** Pairs of operations, one of which is drawn for each image. */
export type Policies = readonly (readonly [Step, Step])[];
