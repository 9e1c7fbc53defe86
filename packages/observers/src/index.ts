export { checkpoint } from './checkpoint.ts';
export { earlyStop } from './earlyStop.ts';
export { flattened } from './flattened.ts';
export { type GrowingFile, growingFile } from './growingFile.ts';
export { jsonl, reportLine } from './jsonl.ts';
export { loggedSteps } from './loggedSteps.ts';
export { predictions } from './predictions.ts';
export { clock, progress, progressLine } from './progress.ts';
export { readPredictions, type SavedPredictions } from './readPredictions.ts';
