import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Registry } from '@codistill/core';
import { folderFiles } from '@codistill/node';
import { type Report, type ReportJson, reportJson, writeReport } from '@codistill/report';
import type { LoadedModule, Study } from '@codistill/study';
import {
  json,
  launcherOf,
  readReport,
  runStudy,
  type StudyOutcome,
  timingsOf,
} from '@codistill/study';
import { exitCodes } from '../exit.ts';
import { comparisonTable, notes } from '../screen/comparisonTable.ts';
import { liveScreen, plainScreen, silentScreen } from '../screen/screen.ts';
import { print, printJson, say } from './command.ts';
import { onInterrupt } from './interrupt.ts';

export interface CompareOptions {
  readonly cwd: string;
  readonly folder: string;
  readonly json: boolean;
  readonly command: string;
  readonly jobs?: number;
  readonly modules: readonly LoadedModule[];
  readonly anyway: boolean;
  /** Start all jobs that can, and leave them to work on. */
  readonly detach: boolean;
}

/** Runs the missing runs of a study and reports the results. Returns the exit code. */
export async function compareStudy(
  study: Study,
  registry: Registry,
  options: CompareOptions,
): Promise<number> {
  const { folder } = options;
  const outcome = await runOnScreen(study, registry, options);
  const { arms, failures, warnings } = outcome;
  for (const warning of warnings) say(warning);
  if (outcome.left) {
    say(leftText(outcome.left, folder));
    return options.detach ? exitCodes.ok : exitCodes.interrupted;
  }
  if (outcome.stopped) {
    const { outlives } = launcherOf(study.launcher, registry).launcher;
    const jobs = outlives ? ' Jobs that were not cancelled work on.' : '';
    say(`Stopped.${jobs} The finished work is saved in ${folder}; the same command continues.`);
    return exitCodes.interrupted;
  }
  if (outcome.broken !== undefined) {
    say(`Stopped: ${outcome.broken} The same command continues.`);
    return exitCodes.failure;
  }
  const report = await readReport(folder, { arms, failures });
  const results = reportJson(report);
  const timings = timingsOf(report);
  const isNew = await isAnother(folder, results);
  if (isNew || Object.keys(failures).length > 0) {
    const files = folderFiles(folder);
    await files.write('report.json', json(results));
    await files.write('timing.json', json(timings));
    await writeReport(report, files);
  }
  if (options.json) printJson({ folder, ...results, timings, failures, warnings });
  else {
    print(comparisonTable(report));
    for (const note of notes(report, failures)) print(note);
    print(
      `Saved in ${path.relative(options.cwd, folder) || folder}: report.html, report.json, and every run with its metrics and checkpoint.`,
    );
  }
  return isWhole(report) ? exitCodes.ok : exitCodes.failure;
}

/** '4 jobs work on without this command ...' */
function leftText({ working, toStart }: NonNullable<StudyOutcome['left']>, folder: string): string {
  const [jobs, runs] = [working.length, toStart.length];
  const later =
    runs === 0
      ? ''
      : ` ${runs} ${runs === 1 ? 'run starts' : 'runs start'} when it is given again.`;
  return `${jobs} ${jobs === 1 ? 'job works' : 'jobs work'} on without this command, in ${folder}.${later} The same command follows them and reports; with --cancel it ends them.`;
}

/** Runs a study and shows its progress. An interruption saves first. */
async function runOnScreen(
  study: Study,
  registry: Registry,
  { json: silent, jobs, folder, cwd, command, modules, anyway, detach }: CompareOptions,
): Promise<StudyOutcome> {
  const isLive = process.stdout.isTTY && !process.env['CI'];
  const screen = silent ? silentScreen : isLive ? liveScreen(say) : plainScreen(say);
  const { outlives = false } = launcherOf(study.launcher, registry).launcher;
  const interruption = onInterrupt(outlives, () => screen.close());
  try {
    return await runStudy(study, {
      ...{ registry, modules, anyway, folder, cwd, command, detach },
      ...(jobs !== undefined && { jobs }),
      checkpointSeconds: Number(process.env['CODISTILL_CHECKPOINT_SECONDS'] ?? 30),
      watch: screen.watch,
      onStop: interruption.onStop,
    });
  } finally {
    await screen.close();
    interruption.end();
  }
}

/** Whether the report in a folder has other results, or no page. */
async function isAnother(folder: string, results: ReportJson): Promise<boolean> {
  const before = await readFile(path.join(folder, 'report.json'), 'utf8').catch(() => '');
  return (
    before !== new TextDecoder().decode(json(results)) ||
    !existsSync(path.join(folder, 'report.html'))
  );
}

/** Whether every run has a result. */
const isWhole = ({ methods, teachers }: Report) =>
  [...methods, ...teachers].every(({ runs }) => runs.every(({ status }) => status === 'finished'));
