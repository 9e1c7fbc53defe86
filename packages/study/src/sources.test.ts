import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { defineDataset, type Files, type InMemorySplit, inMemory } from '@codistill/core';
import { openDataset } from '@codistill/core/engine';
import { folderFiles } from '@codistill/node';
import { describe, expect, it } from 'vitest';
import { temporary } from '../../../apps/codistill/src/testing/folder.ts';
import { loadPlugins } from './plugins/loadPlugins.ts';
import { type DataSource, recordingFiles, splitDigests } from './run/dataSource.ts';
import { changesOf, moduleSources, type Sources, sourcesId, versionsOf } from './sources.ts';

const plugin = `import { defineStrategy, supervised } from '@codistill/core';
import { weight } from './weight.js';
export const mine = defineStrategy({ id: 'mine', about: 'Mine.', variants: { ours: {} }, create: () => ({ flow: (peers) => ({ edges: supervised(peers, { weight }) }) }) });
`;

/** Images of one value, read from one file for each split, with `size` examples of 4x4 each. */
const inFiles = (edge = 4) => {
  return defineDataset({
    id: 'in-files',
    about: 'Bytes.',
    create: () => ({
      open: async (files) =>
        inMemory(
          {
            classes: 4,
            channels: 1,
            size: { height: edge, width: edge },
            mean: [0.5],
            std: [0.5],
          },
          { train: await read(files, 'train'), test: await read(files, 'test') },
        ),
    }),
  })();

  async function read(files: Files, split: string): Promise<InMemorySplit> {
    const bytes = await files.read(`${split}.bin`);
    return {
      pixels: Uint8Array.from(
        { length: bytes.length * edge * edge },
        (_, i) => bytes[Math.floor(i / edge / edge)]!,
      ),
      targets: { kind: 'class', values: Int32Array.from(bytes, (byte) => byte % 4) },
    };
  }
};

async function dataIn(folder: string, edge?: number): Promise<DataSource> {
  const { files, digests } = recordingFiles(folderFiles(folder));
  const dataset = inFiles(edge);
  const splits = await splitDigests(
    await openDataset('in-files', dataset, files, { batchSize: 64 }),
  );
  const source = { 'in-files': splits };
  return { files: await digests(source), splits: source };
}

describe('what runs are made of', () => {
  it('names the files of a plugin that changed, were added or removed', async () => {
    const cwd = temporary({ 'mine.js': plugin, 'weight.js': 'export const weight = 1;\n' });
    const now = async (): Promise<Sources> => ({
      versions: {},
      modules: await moduleSources((await loadPlugins(['./mine.js'], cwd)).modules),
    });
    const write = (name: string, text: string) => writeFileSync(path.join(cwd, name), text);
    const before = await now();
    expect(before.modules[0]!.plugins).toEqual(['strategy mine', 'strategy ours']);
    const what = async () => changesOf(before, await now()).map((change) => change.what);
    expect(await what()).toEqual([]);
    expect(sourcesId(await now())).toBe(sourcesId(before));

    const named = 'the strategy "mine", strategy "ours"';
    write('mine.js', `${plugin}\n`);
    expect(await what()).toEqual([`${named} (mine.js)`]);
    write('mine.js', plugin);
    write('weight.js', 'export const weight = 2;\n');
    expect(await what()).toEqual([`${named} (weight.js)`]);
    write('mine.js', plugin.replace('./weight.js', './other.js'));
    write('other.js', 'export const weight = 1;\n');
    expect(await what()).toEqual([`${named} (mine.js, weight.js removed, other.js added)`]);
    write('new.js', plugin.replace("'mine'", "'new'").replace('ours:', 'theirs:'));
    const { modules } = await loadPlugins(['./new.js'], cwd);
    expect(changesOf(before, { versions: {}, modules: await moduleSources(modules) })).toEqual([]);
  });

  it.each<readonly [string, number, (folder: string) => string, RegExp | undefined]>([
    ['nothing', 4, (folder) => folder, undefined],
    ['another folder with the same', 4, () => temporary(bytes(8)), undefined],
    ['a label', 4, () => temporary({ ...bytes(8), 'test.bin': '\x01\x02' }), /test\.bin/],
    ['more examples', 4, () => temporary(bytes(9)), /train\.bin/],
    ['the order', 4, () => temporary({ ...bytes(8), 'train.bin': '76543210' }), /train\.bin/],
    ['one byte of many large images', 600, () => temporary(bytes(500, 77)), /train\.bin/],
  ])('finds in the data: %s', async (_what, edge, other, message) => {
    const folder = temporary(bytes(edge === 4 ? 8 : 500));
    const data = async (where: string): Promise<Sources> => ({
      versions: {},
      modules: [],
      data: await dataIn(where, edge),
    });
    const changes = changesOf(await data(folder), await data(other(folder)));
    if (message === undefined) expect(changes).toEqual([]);
    else expect(changes.map(({ what }) => what)).toEqual([expect.stringMatching(message)]);
  });

  it('finds a file of which only ranges were read, unless all examples are digested', async () => {
    const { files, digests } = recordingFiles(
      folderFiles(temporary({ 'ranges.bin': '0123', 'whole.bin': '4567' })),
    );
    expect(new TextDecoder().decode(await files.read('ranges.bin', [1, 3]))).toBe('12');
    await files.read('whole.bin');
    const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
    const whole = { 'whole.bin': sha256('4567') };
    expect(await digests({ made: { train: 'whole 1', test: 'whole 2' } })).toEqual(whole);
    expect(await digests({ one: { train: 'known 1' }, two: { train: 'whole 1' } })).toEqual(whole);
    expect(await digests({ made: { train: 'some 1', test: 'whole 2' } })).toEqual({
      ...whole,
      'ranges.bin': sha256('0123'),
    });
    expect(await digests({ made: { train: 'known 1', test: 'known 2' } })).toEqual({});
  });

  it('finds what data of no file is made of, another version, and other weights', () => {
    const made = (digest: string): Sources => ({
      versions: { codistill: '1.0.0', '@tensorflow/tfjs-core': '4.0.0' },
      modules: [],
      data: {
        files: {},
        splits: { made: { train: digest, test: 'whole 1' } },
        weights: { 't.safetensors': digest },
      },
    });
    expect(changesOf(made('whole 1'), made('whole 2')).map(({ what }) => what)).toEqual([
      'the weights in t.safetensors',
      'the data (made: split train)',
    ]);
    const next = { ...made('whole 1'), versions: { codistill: '1.1.0', other: '1' } };
    expect(changesOf(made('whole 1'), next).map(({ what }) => what)).toEqual([
      'codistill (1.0.0, now 1.1.0)',
    ]);
    expect(Object.keys(versionsOf('wasm'))).toEqual([
      'codistill',
      '@tensorflow/tfjs-core',
      '@tensorflow/tfjs-backend-wasm',
    ]);
  });
});

/**
 * `count` examples. With `changed`, one example that no sample includes has other pixels and the
 * same label.
 */
const bytes = (count: number, changed?: number) => {
  const train = Array.from({ length: count }, (_, i) => (i === changed ? 40 : 0) + 48 + (i % 8));
  return { 'train.bin': String.fromCharCode(...train), 'test.bin': '\x01\x03' };
};
