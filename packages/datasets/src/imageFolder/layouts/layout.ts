import type { Files } from '@codistill/core';
import type { Listed } from '../listed.ts';
import type { SplitOptions } from '../splitBySeed.ts';
import type { Walked } from '../walk.ts';
import type { ListTargetOptions } from './listTargets.ts';

/** The options that a layout looks at. */
export interface LayoutOptions extends SplitOptions, ListTargetOptions {
  readonly train?: string | undefined;
  readonly test?: string | undefined;
  readonly caseSensitive: boolean;
  /** A list of images, or of the classes of images. */
  readonly list?: string | undefined;
}

/** Lists the files of a data folder that is laid out in one way. */
export type Layout = (files: Files, options: LayoutOptions, walked: Walked) => Promise<Listed>;
