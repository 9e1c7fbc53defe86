export { readSafetensors } from './file/readSafetensors.ts';
export { readWeightFile } from './file/readWeightFile.ts';
export { floatsOf, type WeightFile } from './file/weightFile.ts';
export { exportTensors } from './names/exportTensors.ts';
export { type ImportOptions, importTensors, type NetworkTensors } from './names/importTensors.ts';
export { encodeWeights } from './start/encodeWeights.ts';
export { classesIn, importWeights } from './start/importWeights.ts';
export { startWeights, type WeightsRequest } from './start/startWeights.ts';
export { readStateDict } from './torch/readStateDict.ts';
