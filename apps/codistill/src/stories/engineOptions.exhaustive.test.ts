import { describe, expect, it } from 'vitest';
import { codistill, temporary, tiny } from '../testing/command.ts';
import { expectParagraph } from '../testing/paragraph.ts';

const experiment = {
  dataset: 'digits',
  examples: 64,
  networks: { a: { backbone: { use: 'small-conv', width: 4 } } },
  strategy: 'independent',
  optimizer: 'sgd',
  learningRate: 'cosine',
  epochs: 1,
  batchSize: 32,
  seed: 1,
};

describe('what an engine does not have', () => {
  it.each([
    ['wasm', { precision: 'mixed-bfloat16' }, [], 'precision is "mixed-bfloat16"'],
    ['cpu', { precision: 'mixed-bfloat16' }, [], 'precision is "mixed-bfloat16"'],
    ['wasm', { randomness: 'stateless' }, [], 'randomness is "stateless"'],
    ['cpu', {}, ['--threads', '2'], 'The runtime "cpu" has one thread'],
    ['wasm', {}, ['--device', 'gpu'], 'The runtime "wasm" runs on the processor only'],
  ])('is refused before training: %s, %j %j', async (runtime, changes, flags, message) => {
    const cwd = temporary({ 'experiment.json': JSON.stringify({ ...experiment, ...changes }) });
    const run = ['run', 'experiment.json', '--runtime', runtime, ...flags, '--out', 'out'];
    const done = await codistill(cwd, ...run);
    expect(done.code).toBe(2);
    expect(done.stderr).toContain(message);
    expect(done.stderr).not.toMatch(/\n\s+at /);
    expect(done.stdout).toBe('');
  });

  it('is refused before the first of all arms of a study is trained', async () => {
    const { strategy: _, seed: __, ...base } = experiment;
    const cwd = temporary({
      'study.json': JSON.stringify({ ...base, precision: 'mixed-bfloat16' }),
    });
    const study = ['--config', 'study.json', '--methods', 'independent,label-smoothing'];
    expectParagraph(
      await codistill(cwd, 'compare', ...tiny, ...study, '--out', 'out'),
      'precision is "mixed-bfloat16", and the engine wasm has',
    );
  });
});
