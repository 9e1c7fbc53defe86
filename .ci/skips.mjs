// The skips that CI expects: the run, a pattern of the files, and the reason that the tests give.
// Any other skip fails CI.
const engine = 'the TensorFlow engine is not installed, npm run native installs it';

export const expectedSkips = [
  // The clone is tested as a new user has it, without the fast engine.
  { run: 'clone', files: /^packages\/runtime-tensorflow\//, why: engine },
  // The checkout has the engine, and CIFAR-100 as the only official dataset.
  {
    run: 'checkout',
    files: /^packages\/datasets\/src\/official\.exhaustive\.test\.ts$/,
    why: 'CODISTILL_DATA has no CIFAR-10',
  },
  {
    run: 'checkout',
    files: /^packages\/datasets\/src\/official\.exhaustive\.test\.ts$/,
    why: 'CODISTILL_DATA has no Fashion-MNIST',
  },
  {
    run: 'checkout',
    files: /^tests\/conformance\/officialFiles\.exhaustive\.test\.ts$/,
    why: 'its files are not here',
  },
  // PyTorch's wheels are too large for every run; small golden files stand for it.
  {
    run: 'checkout',
    files: /^packages\/weights\/src\/models\.exhaustive\.test\.ts$/,
    why: 'no Python environment with torchvision and timm',
  },
  // CI runs as root.
  { files: /^packages\/node\/src\/folderFiles\.test\.ts$/, why: 'nothing is denied to root' },
];
