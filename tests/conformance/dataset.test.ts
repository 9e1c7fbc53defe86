import { describeRegistry } from '@codistill/conformance';
import { dataWith, registry, settings } from './everything.ts';

const own = (count: number) => ({
  images: Uint8Array.from({ length: count * 64 }, (_, i) => (i * 37) % 256),
  labels: Array.from({ length: count }, (_, i) => i % 10),
});

// The right files are the right files: a checksum shows in damaged ones alone, which the datasets'
// own tests have.
const official = (...names: readonly string[]) => ({ ...dataWith(...names), unseen: ['verify'] });

describeRegistry(registry, {
  ...settings,
  kinds: ['dataset'],
  plugins: {
    'dataset/arrays': {
      needs: { train: own(40), test: own(20) },
      alternatives: { imageShape: [[4, 16, 1]], classes: [11], train: [own(30)], test: [own(10)] },
    },
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
