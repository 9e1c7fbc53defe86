export { multiLabel } from './multiLabel.ts';
export { regression } from './regression.ts';
export { retrieval } from './retrieval.ts';
