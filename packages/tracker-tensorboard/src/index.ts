export { tensorboard } from './tensorboard.ts';
