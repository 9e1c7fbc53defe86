import { existsSync } from 'node:fs';
import path from 'node:path';
import { describeRegistry, type KindSettings } from '@codistill/conformance';
import { folderFiles } from '@codistill/node';
import { registry, settings } from './everything.ts';

// The datasets of official files, on the files themselves: those that the folder in CODISTILL_DATA
// has. The others' tests say what they skip.

const data = process.env['CODISTILL_DATA'];
const official = (...names: readonly string[]): Partial<KindSettings> => ({
  ...(data &&
    names.some((name) => existsSync(path.join(data, name))) && { files: folderFiles(data) }),
  // The right files are the right files: a checksum shows in others alone, which the datasets' own
  // tests have.
  unseen: ['verify', 'checksums'],
});

describeRegistry(registry, {
  ...settings,
  kinds: ['dataset'],
  plugins: {
    'dataset/arrays': 'skip',
    'dataset/digits': 'skip',
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
