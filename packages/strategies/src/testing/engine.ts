import { cpu } from '@codistill/runtime-cpu';

/** TensorFlow.js's own JavaScript engine with all gradients, for this package's tests. */
export const startEngine = () => cpu();
