export { cacheFolder } from './cacheFolder.ts';
export {
  type ChosenRuntime,
  chooseRuntime,
  type Device,
  type RuntimeName,
  type RuntimeWish,
  type Threads,
} from './chooseRuntime.ts';
export { type Environment, environment } from './environment.ts';
export { folderFiles } from './folderFiles.ts';
export { type CheckedExample, checkExamples } from './look/checkExamples.ts';
export { contactSheet } from './look/contactSheet.ts';
export { countExamples, type NumberRange, type SplitCount } from './look/countExamples.ts';
export { type SheetImage, type SheetRow, sheetRows } from './look/sheetRows.ts';
export { sharpDecoder } from './sharpDecoder.ts';
export { threadsFor } from './threadsFor.ts';
export { type WorkerLoaderOptions, workerLoader } from './workerLoader.ts';
