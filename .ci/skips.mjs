// The skips that CI expects: where, of which files, and the reason that the tests give. Any other
// skip fails CI.
const engine = 'the TensorFlow engine is not installed, npm run native installs it';

export const expectedSkips = [
  // A clone is tested as a newcomer has it: without the fast engine.
  { run: 'clone', files: /^packages\/runtime-tensorflow\//, why: engine },
  // In the checkout there is the engine; of the official files, those of CIFAR-100.
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
  // CI runs as root.
  { files: /^packages\/node\/src\/folderFiles\.test\.ts$/, why: 'nothing is denied to root' },
];
