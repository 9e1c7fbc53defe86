export { readSafetensors } from './file/readSafetensors.ts';
export { floatsOf, type WeightFile } from './file/weightFile.ts';
export { exportTensors } from './names/exportTensors.ts';
export { type ImportOptions, importTensors, type NetworkTensors } from './names/importTensors.ts';
