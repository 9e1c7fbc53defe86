import { mkdirSync, readFileSync, rmSync, symlinkSync, truncateSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { codistill, type Ended, filesBelow, temporary, tiny } from '../testing/command.ts';

const plugins = `import { defineDataset, defineStrategy, supervised } from '@codistill/core';
const strategy = (id, flow) => defineStrategy({ id, about: 'Wrong.', create: () => ({ flow }) });
export const unknownPeer = strategy('unknown-peer', (peers) => ({ edges: supervised(peers).map((edge) => ({ ...edge, to: 'q' })) }));
export const readsBack = strategy('reads-back', (peers) => ({ edges: peers[0].score.dataSync()[0] > 0 ? supervised(peers) : [] }));
export const throwing = strategy('throwing', () => { throw new Error('oh no'); });
export const noEdges = strategy('no-edges', () => ({ edges: [] }));
export const wrongLabels = defineDataset({ id: 'wrong-labels', about: 'Labels out of range.', create: () => ({
  classes: 3, imageShape: [8, 8, 1], mean: [0], std: [1], splits: ['train'],
  open: async () => ({ size: 90, labels: Int32Array.from({ length: 90 }, (_, i) => i % 4), read: async (indices) => new Uint8Array(indices.length * 64) }),
}) });
`;
const files = {
  'plugins.js': plugins,
  'empty.js': 'export const nothing = 1;\n',
  'broken.js': 'export const = 1;\n',
  'list.json': '[1, 2]',
  'half.json': '{ "dataset": "digits",',
  'unknown.json': '{ "epoch": 3 }',
  'type.json': '{ "epochs": "many" }',
  'none.json': '{ "networks": {} }',
  'frozen.json': JSON.stringify({
    networks: { t: { backbone: 'small-conv', frozen: true, weights: { method: 'circle', network: 't' } }, a: { backbone: 'small-conv' } },
    methods: { circle: { strategy: 'independent' } },
  }),
  'experiment.json': '{ "dataset": "digits" }',
  'notes.txt': 'not a checkpoint',
};

const cases: readonly (readonly [what: string, words: string, message: string])[] = [
  ['an unknown command', 'compere', 'Did you mean "compare"?'],
  ['an unknown option', 'compare --epoch 3', 'Did you mean "epochs"?'],
  ['an option without a value', 'compare --epochs', '--epochs needs a value'],
  ['a word too many', 'compare digits', 'does not know what to do with "digits"'],
  ['a missing word', 'evaluate', 'needs a CHECKPOINT'],
  ['no number', 'compare --epochs many', 'a whole number from 1'],
  ['no seeds', 'compare --seeds 0', 'at least one seed'],
  ['an unknown method', 'compare --methods mutal', 'Did you mean "mutual"?'],
  ['one method twice', 'compare --methods mutual,mutual', 'Two methods are called "mutual"'],
  ['an unknown option of a method', 'compare --methods mutual:heat=2', 'has no option "heat"'],
  ['an option of a wrong type', 'compare --methods mutual:update=sometimes', 'option "update" is "sometimes"'],
  ['an unknown backbone', 'compare --networks resnet9', 'Did you mean "resnet8"?'],
  ['an unknown dataset', 'compare --dataset digit', 'Did you mean "digits"?'],
  ['an unknown preset', 'compare --preset paper2', 'Did you mean "paper"?'],
  ['an unknown runtime', 'compare --runtime cuda', 'one of auto, tensorflow, wasm, cpu'],
  ['a GPU of an engine that has none', 'compare --runtime wasm --device gpu', 'runs on the processor only'],
  ['a missing study file', 'compare --config nothing.json', 'does not exist'],
  ['a file that holds a list', 'compare --config list.json', 'holds a list'],
  ['half a file', 'compare --config half.json', 'cannot be read'],
  ['an unknown field', 'compare --config unknown.json', 'Did you mean "epochs"?'],
  ['a field of a wrong type', 'compare --config type.json', '"epochs" = "many"'],
  ['no networks', 'compare --config none.json', 'at least one network'],
  ['methods that wait for each other', 'compare --config frozen.json', 'circle'],
  ['a missing plugin', 'compare --plugin ./nothing.js', 'does not exist'],
  ['a plugin package that is not installed', 'list --plugin no-such-package', 'node_modules'],
  ['a plugin without plugins', 'compare --plugin ./empty.js', 'exports no plugin'],
  ['a plugin that is no JavaScript', 'compare --plugin ./broken.js', 'cannot be loaded'],
  ['missing data', 'compare --dataset cifar100 --data .', 'train.bin'],
  ['more examples than there are', 'compare --examples 5000', 'Ask for 1290 at most'],
  ['a batch larger than the data', 'compare --batch-size 5000', 'A batch has 5000 examples'],
  ['labels out of range', 'compare --plugin ./plugins.js --dataset wrong-labels', 'The label of example 3 is 3'],
  ['an edge to an unknown peer', 'compare --plugin ./plugins.js --methods unknown-peer', 'names the peer "q"'],
  ['a strategy that reads a tensor', 'compare --plugin ./plugins.js --methods reads-back', 'dataSync() was called inside the training step'],
  ['a strategy that throws', 'compare --plugin ./plugins.js --methods throwing', 'The method "throwing" fails before its first step: oh no'],
  ['a strategy without edges', 'compare --plugin ./plugins.js --methods no-edges', 'no edges'],
  ['a folder that is in no folder', 'compare --out notes.txt/out', 'no folder'],
  ['a folder of something else', 'compare --out .', 'holds files, but no study'],
  ['half an experiment', 'run experiment.json', 'experiment.json'],
  ['no study to report of', 'report .', 'holds no study'],
  ['a checkpoint that is none', 'evaluate notes.txt', 'notes.txt'],
  ['a checkpoint that is not there', 'evaluate nothing.safetensors', 'does not exist'],
  ['an unknown kind', 'list strategy-like', 'one of methods, strategies'],
  ['something that cannot be explained', 'explain mutal', 'Did you mean "mutual"?'],
];

/** One paragraph, and no stack. */
function expectParagraph({ code, stderr }: Ended, message: string): void {
  expect(stderr).toContain(message);
  expect(stderr.trim().split('\n')).toHaveLength(1);
  expect(stderr).not.toMatch(/\n\s+at /);
  expect(code).toBe(2);
}

describe('bad input ends with 2 and a paragraph, and leaves no file', () => {
  const cwd = temporary(files);
  const before = filesBelow(cwd);
  for (const [what, words, message] of cases) {
    it(what, async () => {
      const engine = words.startsWith('compare') && !words.includes('--runtime') ? ['--runtime', 'cpu'] : [];
      expectParagraph(await codistill(cwd, ...words.split(' '), ...engine), message);
      expect(filesBelow(cwd)).toEqual(before);
    });
  }
});

describe('a study that was begun', () => {
  it('refuses a checkpoint that is cut short and another engine, and stops at a full disk', async () => {
    const cwd = temporary();
    const compare = (...more: string[]) => codistill(cwd, 'compare', ...tiny, '--epochs', '1', '--seeds', '1,', '--out', 'out', ...more);
    expect((await compare('--methods', 'independent')).code).toBe(0);
    const run = path.join(cwd, 'out', 'runs', 'independent', 'seed-1');

    // As if the disk were full when mutual first saves.
    const full = path.join(cwd, 'out', 'runs', 'mutual', 'seed-1');
    mkdirSync(full, { recursive: true });
    symlinkSync('/dev/full', path.join(full, 'timing.jsonl'));
    const stopped = await compare('--methods', 'independent,mutual');
    expect(stopped.code).toBe(1);
    expect(stopped.stderr).toContain('no space is left');
    expect(stopped.stderr).not.toMatch(/\n\s+at /);

    rmSync(path.join(full, 'timing.jsonl'));
    rmSync(path.join(run, 'result.json'));
    expectParagraph(await compare('--methods', 'independent', '--runtime', 'cpu'), 'engine: "wasm" / "cpu"');
    truncateSync(path.join(run, 'checkpoint.safetensors'), 3000);
    const cut = await compare('--methods', 'independent');
    expect(cut.code).toBe(2);
    expect(cut.stderr.trim().split('\n').at(-1)).toMatch(/checkpoint\.safetensors is cut short: 3000 bytes/);
    expect(readFileSync(path.join(run, 'metrics.jsonl'), 'utf8')).not.toBe('');
  });
});
