import type { Experiment } from '@codistill/core';
import type { Arm } from './arms.ts';
import type { Study } from './study.ts';

/** An arm in study.json, with the experiment of the study's first seed. */
export type SavedArm = Omit<Arm, 'experiment'> & { readonly experiment: Experiment };

export const saveArms = (arms: readonly Arm[], { seeds }: Study): readonly SavedArm[] =>
  arms.map((arm) => ({ ...arm, experiment: arm.experiment(seeds[0]!) }));

/** The arms of a saved study, so that a report needs no plugins. */
export const armsAsSaved = (saved: readonly SavedArm[]): readonly Arm[] =>
  saved.map((arm) => ({ ...arm, experiment: (seed) => ({ ...arm.experiment, seed }) }));
