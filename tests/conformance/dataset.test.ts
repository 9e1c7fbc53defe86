import { describeRegistry } from '@codistill/conformance';
import { folderFiles } from '@codistill/node';
import { smallData } from '../smallData.ts';
import { registry, settings } from './everything.ts';

// Datasets of official files are tested with small files of the same layout.
// `officialFiles.exhaustive.test.ts` tests the official files.

const own = (count: number) => ({
  images: Uint8Array.from({ length: count * 64 }, (_, i) => (i * 37) % 256),
  labels: Array.from({ length: count }, (_, i) => i % 10),
});

const small = async (name: Parameters<typeof smallData>[0]) => {
  const { folder, checksums } = await smallData(name, { train: 400, test: 200 });
  // A wrong checksum is rejected and a right one has no effect; the tests of the datasets check
  // both.
  return { files: folderFiles(folder), needs: { checksums }, unseen: ['verify', 'checksums'] };
};

describeRegistry(registry, {
  ...settings,
  kinds: ['dataset'],
  plugins: {
    'dataset/arrays': {
      needs: { train: own(40), test: own(20) },
      alternatives: { imageShape: [[4, 16, 1]], classes: [11], train: [own(30)], test: [own(10)] },
    },
    'dataset/cifar10': await small('cifar10'),
    'dataset/cifar100': await small('cifar100'),
    'dataset/fashion-mnist': await small('fashion-mnist'),
  },
});
