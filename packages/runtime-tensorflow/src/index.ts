export { type Availability, available, type Device } from './engine/available.ts';
export type { Candidate, Package } from './engine/packages.ts';
export type { Threads } from './engine/threads.ts';
export { type TensorflowOptions, type TensorflowRuntime, tensorflow } from './tensorflow.ts';
