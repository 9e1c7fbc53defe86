import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Registry } from '@codistill/core';
import { folderFiles } from '@codistill/node';
import { type Report, reportJson, writeReport } from '@codistill/report';
import type { LoadedModule, Study } from '@codistill/study';
import { json, readReport, runStudy, type StudyOutcome, timingsOf } from '@codistill/study';
import { exitCodes } from '../exit.ts';
import { comparisonTable, notes } from '../screen/comparisonTable.ts';
import { liveScreen, plainScreen, silentScreen } from '../screen/screen.ts';
import { print, printJson, say } from './command.ts';

export interface CompareOptions {
  readonly cwd: string;
  readonly folder: string;
  readonly json: boolean;
  readonly command: string;
  readonly jobs?: number;
  readonly modules: readonly LoadedModule[];
  readonly anyway: boolean;
}

/** Runs what is missing of a study, and says what came out. Gives the exit code. */
export async function compareStudy(
  study: Study,
  registry: Registry,
  options: CompareOptions,
): Promise<number> {
  const { folder } = options;
  const screen = options.json
    ? silentScreen
    : process.stdout.isTTY && !process.env['CI']
      ? liveScreen()
      : plainScreen(say);
  const interruption = onInterrupt();
  let outcome: StudyOutcome;
  try {
    outcome = await runStudy(study, {
      registry,
      modules: options.modules,
      anyway: options.anyway,
      folder,
      cwd: options.cwd,
      command: options.command,
      ...(options.jobs !== undefined && { jobs: options.jobs }),
      checkpointSeconds: Number(process.env['CODISTILL_CHECKPOINT_SECONDS'] ?? 30),
      watch: screen.watch,
      onStop: interruption.onStop,
    });
  } finally {
    await screen.close();
    interruption.end();
  }
  for (const warning of outcome.warnings) say(warning);
  if (outcome.stopped) {
    say(`Stopped. The finished work is saved in ${folder}; the same command continues.`);
    return exitCodes.interrupted;
  }
  if (outcome.broken !== undefined) {
    say(`Stopped: ${outcome.broken} The same command continues.`);
    return exitCodes.failure;
  }
  const { arms, failures, warnings } = outcome;
  const report = await readReport(folder, { arms, failures });
  const results = reportJson(report);
  const files = folderFiles(folder);
  const before = await readFile(path.join(folder, 'report.json'), 'utf8').catch(() => '');
  const now = json(results);
  const page = path.join(folder, 'report.html');
  if (
    before !== new TextDecoder().decode(now) ||
    !existsSync(page) ||
    Object.keys(failures).length > 0
  ) {
    await files.write('report.json', now);
    await files.write('timing.json', json(timingsOf(report)));
    await writeReport(report, files);
  }
  if (options.json)
    printJson({
      folder,
      ...results,
      timings: timingsOf(report),
      failures,
      warnings,
    });
  else {
    print(comparisonTable(report));
    for (const note of notes(report, failures)) print(note);
    print(
      `Saved in ${path.relative(options.cwd, folder) || folder}: report.html, report.json, and every run with its metrics and checkpoint.`,
    );
  }
  return isWhole(report) ? exitCodes.ok : exitCodes.failure;
}

/** Whether every run has a result. */
const isWhole = ({ methods, teachers }: Report) =>
  [...methods, ...teachers].every(({ runs }) => runs.every(({ status }) => status === 'finished'));

/**
 * Ctrl-C, or an end asked for: everything is saved first; the second time nothing is waited for.
 */
function onInterrupt() {
  let stop: () => void = () => {};
  const signals = ['SIGINT', 'SIGTERM'] as const;
  const hear = () => {
    say('Saving ... (press Ctrl-C again to stop at once)');
    stop();
  };
  for (const signal of signals) process.on(signal, hear);
  return {
    onStop: (how: () => void) => {
      stop = how;
    },
    end: () => {
      for (const signal of signals) process.off(signal, hear);
    },
  };
}
