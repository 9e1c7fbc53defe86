// The gradients of all TensorFlow.js operations, which its core does not register in Node. They are
// bundled at build time (tsup.gradients.ts).
import '@tensorflow/tfjs-core/dist/register_all_gradients.js';
