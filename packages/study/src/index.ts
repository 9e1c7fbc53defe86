export { type Arm, armsOf, type PlannedRun, plannedRuns } from './arms.ts';
export type { AttemptEnd, AttemptEvent } from './attempts/events.ts';
export { checkpointAt, hasBegun } from './attempts/files.ts';
export type { Progress } from './beat/readBeat.ts';
export { cancelRuns, cancelStudy } from './cancel.ts';
export { runsByCores } from './capacity.ts';
export { type CheckedStudy, checkStudy } from './checkStudy.ts';
export { readConfigFile } from './config/configFile.ts';
export { readUserText } from './config/textFile.ts';
export { cannotLeave, died, methodWeightsInRun } from './errors.ts';
export { exitCodes } from './exitCodes.ts';
export { json, ownFolder, readResult, readStudy, type SavedStudy } from './folder.ts';
export type { RunEnding, RunNews } from './launch/followLaunch.ts';
export { launcherOf } from './launcherOf.ts';
export { defaultMetric, defaultMetrics, metricText } from './mainMetric.ts';
export {
  type LoadedModule,
  type LoadedPlugins,
  loadPlugins,
  loadRegistry,
} from './plugins/loadPlugins.ts';
export { presets } from './presets.ts';
export type { Stop } from './processes.ts';
export {
  paceAt,
  type RunState,
  type RunStatus,
  type StudyEvent,
  secondsLeft,
  waitingRun,
} from './progress.ts';
export { type ReadReportOptions, readReport } from './results/readReport.ts';
export {
  type ProgressState,
  type RunProgress,
  readStatus,
  type StudyStatus,
} from './results/readStatus.ts';
export { type RunTiming, timingsOf } from './results/timing.ts';
export type { DataSource } from './run/dataSource.ts';
export { bothEnds, type EdgeDescription, edgesOf } from './run/edges.ts';
export { failing } from './run/failing.ts';
export { machineBytes } from './run/memory.ts';
export type {
  Checked,
  CheckedExperiment,
  CheckJob,
  EngineInfo,
  EngineWish,
  EvaluateJob,
  Expected,
  Failure,
  Message,
  Surroundings,
  TrainedNetwork,
  TrainJob,
  WeightsPlace,
} from './run/messages.ts';
export { opening } from './run/opening.ts';
export type { DivergedRun, FinishedRun, RunIdentity, RunResult } from './run/result.ts';
export { fileWeightsOf, methodWeightsOf } from './run/weights.ts';
export { type WorkOptions, workIn } from './run/workIn.ts';
export { memorySize, type RunMemory, totalOf } from './runMemory.ts';
export { type RunStudyOptions, runStudy, type StudyOutcome } from './runStudy.ts';
export { armsAsSaved, type SavedArm } from './savedArms.ts';
export {
  parseStudyFile,
  type StudyFile,
  studyJsonSchema,
  studySchema,
} from './schema.ts';
export { type SharedRuns, sharedRuns } from './sharedRuns.ts';
export type { ModuleSource, Sources } from './sources.ts';
export { type Ending, spawnWorker, type Working } from './spawn.ts';
export {
  completeStudy,
  type MethodEntry,
  type Study,
  type StudyMethod,
  type WrittenEntry,
} from './study.ts';
export { withWeightsFrom } from './studyPaths.ts';
export { surroundingsOf } from './surroundings.ts';
export { trainFolder } from './trainFolder.ts';
export type { NamedLauncher } from './training.ts';
export { formatUse, parseUse, parseUses } from './use/useText.ts';
