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
export { sharpDecoder } from './sharpDecoder.ts';
export { threadsFor } from './threadsFor.ts';
export { type WorkerLoaderOptions, workerLoader } from './workerLoader.ts';
