// Errors about checkpoint files: what was found, what was expected, what to do.
import { InputError, listed } from '../errors.ts';

export const notSafetensors = (path: string, why: string) =>
  new InputError(`${path} is not a safetensors file: ${why}.`);
export const cutShort = (path: string, found: number, expected: number) =>
  new InputError(
    `${path} is cut short: ${found} bytes were found and ${expected} expected. Restore it from a copy, or fetch it again; a checkpoint may also be removed, to start again.`,
  );
export const notCheckpoint = (path: string, found: string | undefined, expected: string) =>
  new InputError(
    `${path} is not a checkpoint that this version can read: its format is ${found === undefined ? 'absent' : `"${found}"`}, "${expected}" was expected. Use the version that wrote it, or start again.`,
  );
export const anotherExperiment = (path: string, fields: readonly string[]) =>
  new InputError(
    `${path} is of another experiment. These fields differ (there / here): ${fields.join('; ')}. Use another folder, or the experiment of this one.`,
  );
export const anotherEngine = (
  path: string,
  fields: readonly { readonly field: string; readonly found: string; readonly expected: string }[],
) =>
  new InputError(
    `${path} was made with ${fields.map(({ field, found, expected }) => `the ${field === 'name' ? 'engine' : field} "${found}", this run has "${expected}"`).join('; ')}. The last bits would differ: resume with the same, or begin anew.`,
  );
export const anotherFit = (path: string, facts: readonly string[]) =>
  new InputError(
    `${path} was trained on other targets: what the task learned from them differs in ${facts.join('; ')} (of the checkpoint / of the data now). Restore the data that the run began with, or start a new run.`,
  );
export const observerMissing = (path: string, name: string, known: readonly string[]) =>
  new InputError(
    `${path} has the state of the observer "${name}", and the observers of this run are: ${listed(known)}. Add it with the options that it had, or begin anew.`,
  );
export const otherPositions = (path: string, saved: number, known: readonly string[]) =>
  new InputError(
    `${path} was written by codistill 0.1.0, which saved the states of ${saved} observers by position, and they do not fit the observers of this run: ${listed(known)}. Give the observers of that run first and in the same order, or begin anew; evaluating it and starting from its weights work as they are.`,
  );
/** That what a run is made of has changed since its checkpoint. */
export const otherSources = (path: string, changed: readonly string[]): string =>
  `${path} was made with something else than there is now: ${changed.map((name) => (name === 'data' ? 'the content of the dataset' : name === 'decoder' ? 'the library that decodes images' : name)).join(', ')} changed.`;
export const changedSince = (sentence: string) =>
  new InputError(
    `${sentence} Put back what was there, begin anew, or go on with --anyway, which is the option \`anyway\` of \`train\` in code.`,
  );
