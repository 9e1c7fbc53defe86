import type { Files } from '@codistill/core';
import type { Listed } from '../listed.ts';
import type { SplitOptions } from '../splitBySeed.ts';
import type { Walked } from '../walk.ts';

/** The options that a layout looks at. */
export interface LayoutOptions extends SplitOptions {
  readonly train?: string | undefined;
  readonly test?: string | undefined;
  readonly caseSensitive: boolean;
}

/** Lists the files of a data folder that is laid out in one way. */
export type Layout = (files: Files, options: LayoutOptions, walked: Walked) => Promise<Listed>;
