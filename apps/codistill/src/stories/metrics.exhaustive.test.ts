import type { ReportJson } from '@codistill/report';
import { describe, expect, it } from 'vitest';
import { codistill, readJson, temporary, tiny } from '../testing/command.ts';
import { expectParagraph } from '../testing/paragraph.ts';

const study = (more: object) =>
  JSON.stringify({
    epochs: 2,
    seeds: [1],
    learningRate: 'plateau',
    observers: ['early-stop'],
    ...more,
  });
const words = ['compare', ...tiny, '--config', 'study.json', '--out', 'out'];

describe('plateau and early-stop', () => {
  it('read the main metric of every method, whatever its heads are called', async () => {
    const methods = [
      'independent',
      'mutual',
      'self',
      'born-again',
      'one',
      'okddip',
      'pcl',
      'mean-teacher',
    ];
    const cwd = temporary({ 'study.json': study({ methods }) });
    const { code, stderr } = await codistill(cwd, ...words);
    expect(code, stderr).toBe(0);
    const report = readJson<ReportJson>(cwd, 'out', 'report.json');
    for (const method of report.methods) expect(method.runs[0]!.status, method.id).toBe('finished');
  });

  it.each([
    [
      'of a head that a method has not',
      {
        methods: ['independent', 'self'],
        learningRate: { use: 'plateau', metric: 'validation/accuracy/a' },
      },
      'The method "self" cannot be trained. The schedule "plateau" reads the metric "validation/accuracy/a"',
    ],
    [
      'without validation',
      { methods: ['mutual'], validation: { fraction: 0, seed: 0 } },
      'It has no validation split: the fraction of `validation` is 0.',
    ],
    [
      'misspelt',
      { methods: ['mutual'], learningRate: { use: 'plateau', metric: 'validation/acc' } },
      'to one of: validation/accuracy, ',
    ],
    [
      'of test',
      { methods: ['mutual'], observers: [{ use: 'early-stop', metric: 'test/accuracy' }] },
      'The observer "early-stop" reads the metric "test/accuracy"',
    ],
    [
      'of a network that is not there',
      { methods: ['mutual'], observers: [{ use: 'early-stop', metric: 'validation/accuracy/c' }] },
      'Did you mean "validation/accuracy',
    ],
    [
      'in a weight',
      { methods: [{ use: 'mutual', weight: { use: 'plateau', metric: 'loss' } }] },
      'reads the metric "loss"',
    ],
  ])('a metric %s is refused before training', async (_, more, message) => {
    const cwd = temporary({ 'study.json': study(more) });
    expectParagraph(await codistill(cwd, ...words), message);
  });

  it('a dry run refuses it too', async () => {
    const cwd = temporary({ 'study.json': study({ validation: { fraction: 0, seed: 0 } }) });
    const { stderr, ...ended } = await codistill(cwd, ...words, '--dry-run');
    const said = stderr.replace(/^Timing .*\n/, '');
    expectParagraph({ ...ended, stderr: said }, 'It has no validation split');
  });
});
