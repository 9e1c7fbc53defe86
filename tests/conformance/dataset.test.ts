import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describeRegistry } from '@codistill/conformance';
import { folderFiles, sharpDecoder } from '@codistill/node';
import { afterAll } from 'vitest';
import { folderOf, twoClasses } from '../../packages/datasets/src/testing/pictures.ts';
import { writeSmallMarket } from '../../packages/datasets/src/testing/smallMarket.ts';
import { tarShards } from '../../packages/datasets/src/testing/tarShards.ts';
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
  // A wrong checksum is rejected and a right one has no effect, and there is one form of files; the
  // tests of the datasets check all.
  const unseen = ['verify', 'checksums', 'files'];
  return { files: folderFiles(folder), needs: { checksums }, unseen };
};

// Fashion-MNIST has the layout of MNIST.
const { folder: layout } = await smallData('fashion-mnist', { train: 300, test: 300 });

const market = mkdtempSync(path.join(tmpdir(), 'codistill-small-market-'));
afterAll(() => rmSync(market, { recursive: true, force: true }));
await writeSmallMarket(market);
const pictures = await folderOf({
  ...(await twoClasses('train/', 12)),
  ...(await twoClasses('test/', 5)),
  'list.csv': new TextEncoder().encode(
    `path,label,kind\n${[0, 1, 2, 3, 4, 5].map((i) => `train/red/${i}.png,${1 + (i % 2)},${1 + (i % 3)}`).join('\n')}`,
  ),
});

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
    'dataset/image-folder': {
      files: folderFiles(pictures),
      decoder: sharpDecoder(),
      options: [{ layout: 'classes', testShare: 0.5, channels: 1 }],
      alternatives: {
        layout: ['classes'],
        train: ['test'],
        test: ['train'],
        list: ['list.csv'],
        columns: [['kind']],
        targets: ['numbers'],
      },
      // They concern files that cannot be used and large JPEG files, which the tests of the dataset
      // have.
      unseen: ['caseSensitive', 'skipBad', 'exact'],
    },
    'dataset/idx': {
      files: folderFiles(path.join(layout, 'fashion-mnist')),
      alternatives: {
        trainImages: ['t10k-images-idx3-ubyte'],
        trainLabels: ['t10k-labels-idx1-ubyte'],
        testImages: ['train-images-idx3-ubyte'],
        testLabels: ['train-labels-idx1-ubyte'],
        classes: [11],
      },
      // Both files of labels have the same content.
      unseen: ['trainLabels', 'testLabels'],
    },
    'dataset/parquet': {
      files: folderFiles('packages/datasets/src/parquet/golden/choice'),
      decoder: sharpDecoder(),
      needs: { folder: 'one' },
      alternatives: {
        folder: ['two'],
        image: ['other'],
        label: ['odd'],
        classes: [5],
        test: ['validation'],
      },
      // The first bounds memory and changes no example. The others concern images that cannot be used
      // and large JPEG images, which the tests of shards have.
      unseen: ['memory', 'skipBad', 'exact'],
    },
    'dataset/webdataset': {
      files: folderFiles(await folderOf(await tarShards())),
      decoder: sharpDecoder(),
      needs: { folder: 'one' },
      alternatives: {
        folder: ['two'],
        image: ['other.png'],
        label: ['odd'],
        classes: [5],
        test: ['validation'],
      },
      // As of parquet.
      unseen: ['skipBad', 'exact'],
    },
    'dataset/market1501': {
      files: folderFiles(market),
      decoder: sharpDecoder(),
      alternatives: { mean: [[0.5, 0.5, 0.45]], std: [[0.25, 0.25, 0.25]] },
    },
  },
});
