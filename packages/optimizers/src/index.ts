export { adamw } from './adamw.ts';
export { constant } from './rates/constant.ts';
export { cosine } from './rates/cosine.ts';
export { plateau } from './rates/plateau.ts';
export { averageDecay, burnIn, linear, sigmoidRamp, stopAt } from './rates/ramps.ts';
export { steps } from './rates/steps.ts';
export { sgd } from './sgd.ts';
