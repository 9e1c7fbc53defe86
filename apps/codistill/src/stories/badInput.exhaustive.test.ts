import { describe, expect, it } from 'vitest';
import { codistill, filesBelow, temporary } from '../testing/command.ts';
import { expectParagraph } from '../testing/paragraph.ts';

const plugins = `import { defineBackbone, defineDataset, defineStrategy, inMemory, supervised } from '@codistill/core';
const strategy = (id, flow) => defineStrategy({ id, about: 'Wrong.', create: () => ({ flow }) });
export const unknownPeer = strategy('unknown-peer', (peers) => ({ edges: supervised(peers).map((edge) => ({ ...edge, to: 'q' })) }));
export const readsBack = strategy('reads-back', (peers) => ({ edges: peers[0].score.dataSync()[0] > 0 ? supervised(peers) : [] }));
export const throwing = strategy('throwing', () => { throw new Error('oh no'); });
export const teachesAll = strategy('teaches-all', (peers) => ({ edges: peers.map(({ id }) => ({ ...supervised(peers)[0], to: id })) }));
export const throwsEarly = defineStrategy({ id: 'throws-early', about: 'Wrong.', create: () => { throw new Error('not today'); } });
export const throwingNetwork = defineBackbone({ id: 'throwing-network', about: 'Wrong.', create: () => ({
  heads: ['logits'], deployed: 'logits', forward: () => { throw new Error('no layers'); },
}) });
export const noEdges = strategy('no-edges', () => ({ edges: [] }));
export const wrongLabels = defineDataset({ id: 'wrong-labels', about: 'Labels out of range.', create: () => ({
  open: async () => inMemory({ classes: 3, channels: 1, size: { height: 8, width: 8 }, mean: [0], std: [1] }, {
    train: { pixels: new Uint8Array(90 * 64), targets: { kind: 'class', values: Int32Array.from({ length: 90 }, (_, i) => i % 4) } },
  }),
}) });
`;
/** A frozen network `t` that starts from `weights`, and a network that learns. */
const withTeacher = (weights: unknown) => ({
  t: { backbone: 'small-conv', frozen: true, weights },
  a: { backbone: 'small-conv' },
});
const files = {
  'plugins.js': plugins,
  'empty.js': 'export const nothing = 1;\n',
  'broken.js': 'export const = 1;\n',
  'list.json': '[1, 2]',
  'half.json': '{ "dataset": "digits",',
  'unknown.json': '{ "epoch": 3 }',
  'type.json': '{ "epochs": "many" }',
  'none.json': '{ "networks": {} }',
  'throwing.js': "throw new Error('not loaded');\n",
  'circle.json': JSON.stringify({
    networks: withTeacher({ method: 'circle', network: 't' }),
    methods: { circle: { strategy: 'independent' } },
  }),
  'frozen.json': JSON.stringify({
    methods: {
      bad: {
        strategy: 'teaches-all',
        networks: withTeacher({ method: 'independent', network: 'b' }),
      },
    },
  }),
  'weights.json': JSON.stringify({
    methods: { bad: { strategy: 'distill', networks: withTeacher('nowhere.safetensors') } },
  }),
  // The first bytes of CIFAR-100.
  'short/train.bin': 'x'.repeat(100),
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
  [
    'a misspelt option of a method',
    'compare --methods mutual:temprature=2',
    'Did you mean "temperature"?',
  ],
  [
    'an option of a wrong type',
    'compare --methods mutual:update=sometimes',
    'option "update" is "sometimes"',
  ],
  ['an unknown backbone', 'compare --networks resnet9', 'Did you mean "resnet8"?'],
  ['an unknown dataset', 'compare --dataset digit', 'Did you mean "digits"?'],
  ['an unknown preset', 'compare --preset paper2', 'Did you mean "paper"?'],
  [
    'an unknown runtime',
    'compare --runtime cuda',
    'No runtime is called "cuda". Known: auto, tensorflow, wasm, cpu',
  ],
  [
    'a GPU of an engine that has none',
    'compare --runtime wasm --device gpu',
    'runs on the processor only',
  ],
  ['a missing study file', 'compare --config nothing.json', 'does not exist'],
  ['a file that holds a list', 'compare --config list.json', 'holds a list'],
  ['half a file', 'compare --config half.json', 'cannot be read'],
  ['an unknown field', 'compare --config unknown.json', 'Did you mean "epochs"?'],
  ['a field of a wrong type', 'compare --config type.json', '"epochs" = "many"'],
  ['no networks', 'compare --config none.json', 'at least one network'],
  ['no networks in words', 'compare --networks ,', 'has "networks" = []'],
  ['methods that wait for each other', 'compare --config circle.json', 'circle'],
  ['a missing plugin', 'compare --plugin ./nothing.js', 'does not exist'],
  ['a plugin package that is not installed', 'list --plugin no-such-package', 'node_modules'],
  ['a plugin without plugins', 'compare --plugin ./empty.js', 'exports no plugin'],
  ['a plugin that is no JavaScript', 'compare --plugin ./broken.js', 'cannot be loaded'],
  [
    'a plugin that throws when it is loaded',
    'compare --plugin ./throwing.js',
    'cannot be loaded: not loaded',
  ],
  [
    'data that is cut short',
    'compare --dataset cifar100 --data short',
    'short/train.bin has 100 bytes where 153700000 were expected',
  ],
  ['missing data', 'compare --dataset cifar100 --data .', 'train.bin'],
  ['more examples than there are', 'compare --examples 5000', 'Ask for 1290 at most'],
  ['a batch larger than the data', 'compare --batch-size 5000', 'A batch has 5000 examples'],
  [
    'labels out of range',
    'compare --plugin ./plugins.js --dataset wrong-labels',
    'the label of example 3 is 3',
  ],
  [
    'an edge to an unknown peer',
    'compare --plugin ./plugins.js --methods unknown-peer',
    'names the peer "q"',
  ],
  [
    'an edge to a frozen peer',
    'compare --plugin ./plugins.js --config frozen.json',
    'teaches "t", which does not learn (it is frozen',
  ],
  [
    'weights that are not there',
    'compare --config weights.json',
    'nowhere.safetensors, which does not exist',
  ],
  [
    'a strategy that reads a tensor',
    'compare --plugin ./plugins.js --methods reads-back',
    'dataSync() was called inside the training step',
  ],
  [
    'a strategy that throws',
    'compare --plugin ./plugins.js --methods throwing',
    'The method "throwing" fails before its first step: oh no',
  ],
  [
    'a strategy that throws as it is made',
    'compare --plugin ./plugins.js --methods throws-early',
    '"throws-early" fails before its first step: not today',
  ],
  [
    'a backbone that throws',
    'compare --plugin ./plugins.js --networks throwing-network',
    'fails before its first step: no layers',
  ],
  [
    'the same, counted',
    'list backbones --plugin ./plugins.js',
    'The backbone "throwing-network" fails before its first step: no layers',
  ],
  [
    'the same, explained',
    'explain throwing --plugin ./plugins.js',
    'The method "throwing" fails before its first step: oh no',
  ],
  ['a strategy without edges', 'compare --plugin ./plugins.js --methods no-edges', 'no edges'],
  ['a folder that is in no folder', 'compare --out notes.txt/out', 'not a folder'],
  ['a folder of something else', 'compare --out .', 'holds files, but no study'],
  ['half an experiment', 'run experiment.json', 'experiment.json'],
  ['no study to report of', 'report .', 'holds no study'],
  ['a checkpoint that is none', 'evaluate notes.txt', 'notes.txt'],
  ['a folder without a checkpoint', 'evaluate short', 'checkpoint.safetensors does not exist'],
  ['an experiment that is a folder', 'run short', 'short is a folder'],
  ['a study that is a folder', 'compare --config short', 'short is a folder'],
  ['a checkpoint that is not there', 'evaluate nothing.safetensors', 'does not exist'],
  ['an unknown kind', 'list strategy-like', 'one of methods, strategies'],
  ['something that cannot be explained', 'explain mutal', 'Did you mean "mutual"?'],
];

describe('bad input ends with 2 and a paragraph, and leaves no file', () => {
  const cwd = temporary(files);
  const before = filesBelow(cwd);
  for (const [what, words, message] of cases) {
    it(what, async () => {
      const engine =
        words.startsWith('compare') && !words.includes('--runtime') ? ['--runtime', 'cpu'] : [];
      expectParagraph(await codistill(cwd, ...words.split(' '), ...engine), message);
      expect(filesBelow(cwd)).toEqual(before);
    });
  }
});
