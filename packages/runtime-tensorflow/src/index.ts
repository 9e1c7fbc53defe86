export { type Availability, available, type Device } from './engine/available.ts';
export type { Threads } from './engine/threads.ts';
export { type TensorflowOptions, type TensorflowRuntime, tensorflow } from './tensorflow.ts';
