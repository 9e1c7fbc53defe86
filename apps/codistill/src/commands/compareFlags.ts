import { nameOf, optionsOf, type Use } from '@codistill/core';
import { parseUse, type StudyFile } from '@codistill/study';
import { wrongFlag } from '../errors.ts';
import { oneOf } from './command.ts';

/** Applies --examples-seed to the examples that a command line or a study file asks for. */
export function drawnBy(
  text: string | undefined,
  examples: StudyFile['examples'],
): Pick<StudyFile, 'examples'> {
  const seed = oneOf('examples-seed', text, ['study', 'run']);
  if (text === undefined || seed === undefined) return {};
  if (examples === undefined)
    throw wrongFlag('examples-seed', text, 'a number of examples beside it, by --examples');
  return { examples: { count: typeof examples === 'number' ? examples : examples.count, seed } };
}

/** The dataset, without the files that cannot be used. */
export function skippingBad(dataset: StudyFile['dataset']): Use {
  if (dataset === undefined)
    throw wrongFlag('skip-bad', 'true', 'a dataset beside it, such as --dataset image-folder,');
  return { use: nameOf(dataset as Use), ...optionsOf(dataset as Use), skipBad: true };
}

/** '3' means the seeds 1, 2, 3. '4,7,' or '7,' lists seeds. */
export function parseSeeds(text: string): number | number[] {
  const parts = text.split(',').filter((part) => part !== '');
  if (parts.length === 0 || parts.some((part) => !/^\d{1,15}$/.test(part)))
    throw wrongFlag(
      'seeds',
      text,
      'a number of seeds such as 3, or a list of them such as 1,2 or 7,',
    );
  if (text.includes(',')) return parts.map(Number);
  if (Number(text) < 1) throw wrongFlag('seeds', text, 'at least one seed');
  return Number(text);
}

/** A number, or a plugin. */
export const parseRate = (text: string) =>
  Number.isFinite(Number(text)) ? Number(text) : parseUse(text);
