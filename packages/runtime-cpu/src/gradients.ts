// The gradients of every operation of TensorFlow.js, which its core does not register in Node;
// bundled at build time (tsup.gradients.ts).
import '@tensorflow/tfjs-core/dist/register_all_gradients.js';
