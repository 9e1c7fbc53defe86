import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Registry } from '@codistill/core';
import { folderFiles } from '@codistill/node';
import { writeReport } from '@codistill/report';
import type { LoadedModule, Study } from '@codistill/study';
import {
  buildReport,
  json,
  type Report,
  readTimings,
  runStudy,
  type StudyOutcome,
  studyOfFolder,
} from '@codistill/study';
import { exitCodes } from '../exit.ts';
import { comparisonTable, notes } from '../screen/comparisonTable.ts';
import { liveView, plainView, silentView } from '../screen/screen.ts';
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
  const view = options.json
    ? silentView
    : process.stdout.isTTY && !process.env['CI']
      ? liveView()
      : plainView(say);
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
      watch: view.watch,
      onStop: interruption.onStop,
    });
  } finally {
    await view.close();
    interruption.end();
  }
  for (const warning of outcome.warnings) say(warning);
  if (outcome.stopped) {
    say(`Stopped. What was done is kept in ${folder}; the same command goes on.`);
    return exitCodes.interrupted;
  }
  if (outcome.broken !== undefined) {
    say(`Stopped: ${outcome.broken} The same command goes on.`);
    return exitCodes.failure;
  }
  const report = await buildReport(folder, outcome.saved, outcome.arms);
  const timings = await readTimings(folder, outcome.arms, study.seeds);
  const files = folderFiles(folder);
  const before = await readFile(path.join(folder, 'report.json'), 'utf8').catch(() => '');
  const now = json(report);
  const page = path.join(folder, 'report.html');
  if (
    before !== new TextDecoder().decode(now) ||
    !existsSync(page) ||
    Object.keys(outcome.failures).length > 0
  ) {
    await files.write('report.json', now);
    await files.write('timing.json', json(timings));
    await writeReport(
      await studyOfFolder(folder, outcome.saved, outcome.arms, timings, outcome.failures),
      files,
    );
  }
  if (options.json)
    printJson({
      folder,
      ...report,
      timings,
      failures: outcome.failures,
      warnings: outcome.warnings,
    });
  else {
    print(comparisonTable(report, timings));
    for (const note of notes(report, outcome.failures)) print(note);
    print(
      `Kept in ${path.relative(options.cwd, folder) || folder}: report.html, report.json, and every run with its metrics and checkpoint.`,
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
    say('Saving ... (once more to stop at once)');
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
