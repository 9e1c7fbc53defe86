export { armsOf, plannedRuns } from './arms.ts';
export { runsByCores } from './capacity.ts';
export { checkStudy } from './checkStudy.ts';
export { readConfigFile } from './config/configFile.ts';
export { died, methodWeightsInRun } from './errors.ts';
export { json, ownFolder, readResult, readStudy } from './folder.ts';
export { type LoadedModule, loadPlugins, loadRegistry } from './plugins/loadPlugins.ts';
export { presets } from './presets.ts';
export { paceAt, type RunView, runViews, secondsLeft } from './progress.ts';
export {
  buildReport,
  type MethodReport,
  type Report,
  type RunTiming,
  readTimings,
  type Spread,
} from './results/report.ts';
export { studyOfFolder } from './results/studyOfFolder.ts';
export { bothEnds, type EdgeFacts, edgesOf } from './run/edges.ts';
export { failing } from './run/failing.ts';
export type { Message } from './run/messages.ts';
export type { DivergedRun, FinishedRun, RunResult } from './run/result.ts';
export { weightsOf } from './run/weights.ts';
export { runStudy, type StudyEvent, type StudyOutcome } from './runStudy.ts';
export { armsAsSaved } from './savedArms.ts';
export { parseStudyFile, runtimes, type StudyFile, studyJsonSchema } from './schema.ts';
export { sharedRuns } from './sharedRuns.ts';
export { spawnWorker } from './spawn.ts';
export { completeStudy, type Study } from './study.ts';
export { withWeightsFrom } from './studyPaths.ts';
export { surroundingsOf } from './surroundings.ts';
export { formatUse, parseUse, parseUses } from './use/useText.ts';
