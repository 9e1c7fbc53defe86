import { existsSync } from 'node:fs';
import path from 'node:path';
import { describeRegistry, type KindSettings } from '@codistill/conformance';
import { folderFiles } from '@codistill/node';
import { registry, settings } from './everything.ts';

// Tests of datasets with the official files that the folder CODISTILL_DATA contains. The tests of
// the other datasets say why they are skipped.

const data = process.env['CODISTILL_DATA'];
const official = (...names: readonly string[]): Partial<KindSettings> => ({
  ...(data &&
    names.some((name) => existsSync(path.join(data, name))) && { files: folderFiles(data) }),
  // The official files always have the right checksum. The datasets' own tests check wrong ones.
  unseen: ['verify', 'checksums', 'files'],
});

describeRegistry(registry, {
  ...settings,
  kinds: ['dataset'],
  plugins: {
    'dataset/arrays': 'skip',
    'dataset/digits': 'skip',
    'dataset/idx': 'skip',
    'dataset/cifar10': official('cifar-10-batches-bin', 'data_batch_1.bin', 'data_batch_1.bin.gz'),
    'dataset/cifar100': official('cifar-100-binary', 'train.bin', 'train.bin.gz'),
    'dataset/fashion-mnist': official(
      'fashion-mnist',
      'FashionMNIST',
      'train-images-idx3-ubyte',
      'train-images-idx3-ubyte.gz',
    ),
  },
});
