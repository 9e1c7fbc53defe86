import type { Use } from '@codistill/core';
import { otherData, otherEngine, otherVersions } from '../errors.ts';
import { type Sources, versionsOf } from '../sources.ts';
import { formatUse } from '../use/useText.ts';
import type { EngineInfo, Expected } from './messages.ts';

/** What a study was checked with, for its runs on a dataset that may train on other machines. */
export function expectedOf(
  { name, device, threads }: EngineInfo,
  { versions, data }: Sources,
  dataset: Use,
): Expected {
  const splits = data?.splits[formatUse(dataset)];
  return {
    engine: { name, device, threads },
    versions: { 'Node.js': process.versions.node, ...versions },
    ...(splits && { splits }),
  };
}

/**
 * A package that only the command or only the run can see says nothing: pnpm gives each its own.
 * @throws InputError if this machine has other versions than the one that checked the study.
 */
export function checkVersions({ versions, engine }: Expected): void {
  const here: Readonly<Record<string, string>> = {
    'Node.js': process.versions.node,
    ...versionsOf(engine.name),
  };
  const differing = Object.keys(versions).filter(
    (name) => name in here && here[name] !== versions[name],
  );
  if (differing.length === 0) return;
  throw otherVersions(
    differing.map((name) => `${name} ${here[name]} instead of ${versions[name]}`),
  );
}

/** @throws InputError if a run got another engine than the study was checked with. */
export function checkEngine({ engine }: Expected, here: EngineInfo): void {
  const text = ({ name, device, threads }: Expected['engine']) =>
    `${name} on ${device}${threads === 'default' ? '' : ` with the threads ${threads}`}`;
  if (text(engine) !== text(here)) throw otherEngine(text(here), text(engine));
}

/** @throws InputError if the splits of a dataset have other digests than in the check. */
export function checkSplits(
  { splits = {} }: Expected,
  here: Readonly<Record<string, string>>,
  folder: string,
): void {
  const differing = Object.keys(splits).filter((name) => here[name] !== splits[name]);
  if (differing.length > 0) throw otherData(folder, differing);
}
