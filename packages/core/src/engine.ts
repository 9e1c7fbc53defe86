// What runtimes, loaders, conformance tests and programs that run studies need besides `index.ts`.
export {
  type Checkpoint,
  checkResume,
  decodeCheckpoint,
  differingFields,
  type EpochSums,
  encodeCheckpoint,
} from './checkpoint/checkpoint.ts';
export { storedBytes } from './checkpoint/storedTensors.ts';
export {
  type EvaluationPart,
  evaluationBatch,
  evaluationBatches,
  evaluationParts,
} from './data/evaluationBatches.ts';
export { experimentSchema, parseExperiment } from './data/experiment.ts';
export { type ImageShape, imageSizeOf, sizeText } from './data/imageSize.ts';
export type { Rates } from './data/networkSchedules.ts';
export { type OpeningOptions, openDataset } from './data/openDataset.ts';
export { givePixelsBack, isPixelArray, takePixels } from './data/pixelArrays.ts';
export { closingData, type Resolved, resolveExperiment } from './data/resolve.ts';
export { targetsAt } from './data/targetsAt.ts';
export {
  momentAt,
  type NamedPerturbation,
  type ViewRecipe,
  viewMaker,
} from './data/views.ts';
export { checkHolds } from './flow/checkHolds.ts';
export { flowLoss } from './flow/flowLoss.ts';
export { plainIssues, reasonOf, valueAt } from './issues.ts';
export { type EdgeName, edgeName, labels, pairName, parseEdge } from './names/edges.ts';
export { checkNetworkNames, isMember, namesOf } from './names/networks.ts';
export { ensemble } from './names/peers.ts';
export {
  type Attributes,
  compositeOf,
  registerComposites,
  type Tensors,
} from './operations/register.ts';
export { nestedKind } from './plugins/nested.ts';
export { eagerProgram } from './program/eagerProgram.ts';
export { checkOneThread, type OneThreadOptions } from './program/engineOptions.ts';
export { withoutHostReads } from './program/hostReads.ts';
export { randomValues } from './random/device.ts';
export { countActivations } from './scope/countActivations.ts';
export { countParameters } from './scope/countParameters.ts';
export { applyScope, initScope } from './scope/scope.ts';
export { type TensorShapes, tensorShapes } from './scope/tensorShapes.ts';
export { type FirstFlow, type FirstNetworks, firstFlow, firstNetworks } from './step/firstStep.ts';
export { tidied, valueAndGrad } from './step/gradient.ts';
export { type GivenWeights, initState, initWeights, type Weights } from './step/initState.ts';
export { liftPlan } from './step/lift.ts';
export {
  deployedPeer,
  learns,
  looksOf,
  type NetworkSetup,
  type Setup,
} from './step/setup.ts';
export { flattenState, unflattenState } from './step/state.ts';
export { planKey, stepDefinition } from './step/step.ts';
export { checkWeights, type FittedWeights, type StartWeights } from './step/weights.ts';
export { passesOf } from './task/passesOf.ts';
export { splitOf } from './task/splitOf.ts';
export { beginRun } from './train/beginRun.ts';
export { type Evaluated, evaluatorOf, gathered } from './train/evaluate.ts';
export { planAt, tryPlans } from './train/planAt.ts';
export { isUse, useSchema } from './use.ts';
