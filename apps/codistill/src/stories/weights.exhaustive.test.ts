import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { codistill, readJson, temporary, tiny } from '../testing/command.ts';
import { expectParagraph } from '../testing/paragraph.ts';

describe('weights in a study', () => {
  it('are found wherever the command is given, and a changed file is no longer the same study', async () => {
    const cwd = temporary();
    const words = [...tiny, '--epochs', '1', '--seeds'];
    const teacher = await codistill(
      cwd,
      'compare',
      ...words,
      '5,6',
      '--methods',
      'independent',
      '--out',
      'first',
    );
    expect(teacher.code, teacher.stderr).toBe(0);
    const checkpoint = (seed: number) =>
      readFileSync(
        path.join(cwd, 'first/runs/independent', `seed-${seed}`, 'checkpoint.safetensors'),
      );
    writeFileSync(path.join(cwd, 'teacher.safetensors'), checkpoint(5));
    const backbone = { use: 'small-conv', width: 4 };
    const file = {
      methods: {
        taught: {
          strategy: 'distill',
          networks: {
            t: { backbone, frozen: true, weights: 'teacher.safetensors#b' },
            a: { backbone },
          },
        },
      },
    };
    writeFileSync(path.join(cwd, 'study.json'), JSON.stringify(file));
    const here = ['--config', 'study.json', ...words];
    const ran = await codistill(cwd, 'compare', ...here, '1,', '--out', 'out');
    expect(ran.code, ran.stderr).toBe(0);
    expect(readJson(cwd, 'out/runs/taught/seed-1/experiment.json')).toMatchObject({
      networks: { t: { weights: '../teacher.safetensors#b' } },
    });

    mkdirSync(path.join(cwd, 'below'));
    const inPlace = JSON.stringify(file).replace('teacher.saf', '../teacher.saf');
    writeFileSync(path.join(cwd, 'below', 'study.json'), inPlace);
    const below = await codistill(
      path.join(cwd, 'below'),
      'compare',
      ...here,
      '1,2',
      '--out',
      '../out',
    );
    expect(below.code, below.stderr).toBe(0);

    writeFileSync(path.join(cwd, 'teacher.safetensors'), checkpoint(6));
    const changed = await codistill(cwd, 'compare', ...here, '1,2,3', '--out', 'out');
    expectParagraph(changed, 'the weights in ../teacher.safetensors changed after taught/seed-1');
  });
});
