import { cpu } from '@codistill/runtime-cpu';

/** TensorFlow.js's own JavaScript engine, with every gradient, for this package's tests. */
export const startEngine = () => cpu();
