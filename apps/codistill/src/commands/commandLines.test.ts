import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { InputError } from '@codistill/core';
import { armsOf } from '@codistill/study';
import { parseArgs } from 'citty';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commands } from '../commandLine.ts';
import { temporary } from '../testing/folder.ts';
import { comparisonOf } from './compare.ts';

// What a command does before it starts a process, with lines that are right, nearly right or wrong.

const cwd = temporary({
  'study.json': '{ "epochs": 1 }',
  'half.json': '{ "epochs": ',
  'mine.js': 'export const nothing = 1;\n',
  'notes.txt': 'x',
});
const all = await Promise.all(Object.values(commands).map(({ load }) => load()));
const compare = all.find(({ name }) => name === 'compare')!;

/** The content and time of every file in the folder. */
const snapshot = () =>
  readdirSync(cwd, { recursive: true, encoding: 'utf8' })
    .sort()
    .map((name) => [
      name,
      statSync(path.join(cwd, name)).mtimeMs,
      readFileSync(path.join(cwd, name), 'utf8'),
    ]);

/** The attempt succeeds, or fails with one paragraph for the author of the line. */
async function endsWell(attempt: () => unknown): Promise<void> {
  try {
    await attempt();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    expect(error.message.split('\n')).toHaveLength(1);
    expect(error.message).not.toMatch(/\bat .+:\d+:\d+/);
  }
}

const flags = [...new Set(all.flatMap(({ citty }) => Object.keys(citty.args ?? {})))];
const values = fc.oneof(
  fc.constantFrom(
    'independent',
    'mutual:temperature=2',
    'mutual,distill',
    'competitive:teachers=best',
    'resnet8',
    'small-conv:width=4',
    'digits',
  ),
  fc.constantFrom(
    '3',
    '0',
    '-1',
    '1e9',
    '1,2',
    '7,',
    '1,1',
    'NaN',
    '',
    ',',
    ':',
    'a=b',
    '[',
    '__proto__',
    'constructor',
    '--',
    '-',
    '..',
  ),
  fc.constantFrom(
    'wasm',
    'cpu',
    'gpu',
    'sgd',
    'cosine:peak=0.1',
    'steps:at=[0.5',
    'flip',
    'paper',
    'study.json',
    'half.json',
    './mine.js',
    'notes.txt',
  ),
  fc.string({ maxLength: 6 }),
);
const flag = fc.tuple(
  fc.oneof(fc.constantFrom(...flags), fc.string({ maxLength: 5 })),
  values,
  fc.constantFrom('=', ' ', 'none'),
);
const written = flag.map(([name, value, how]) =>
  how === '=' ? [`--${name}=${value}`] : how === ' ' ? [`--${name}`, value] : [`--${name}`],
);
const line = fc.array(
  fc.oneof(
    { weight: 5, arbitrary: written },
    { weight: 1, arbitrary: values.map((value) => [value]) },
  ),
  { maxLength: 5 },
);

describe('command lines, by the thousand: no stack trace, no file touched', () => {
  const before = snapshot();

  it('every command takes its words, or says in one paragraph what is wrong with them', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...all), line, (command, words) =>
        endsWell(() => {
          command.check(words.flat());
          parseArgs(words.flat(), (command.citty.args ?? {}) as never);
        }),
      ),
      { numRuns: 5000 },
    );
    expect(snapshot()).toEqual(before);
  });

  it('a comparison is complete, or refused before anything is written', async () => {
    let complete = 0;
    const known = fc.constantFrom(
      ...Object.keys(compare.citty.args ?? {}).filter(
        (name) => name !== 'json' && name !== 'dry-run',
      ),
    );
    const nearlyRight = fc
      .array(fc.tuple(known, values), { maxLength: 3 })
      .map((pairs) => pairs.map(([name, value]) => `--${name}=${value}`));
    await fc.assert(
      fc.asyncProperty(fc.oneof(nearlyRight, line), (parts) =>
        endsWell(async () => {
          const words = parts.flat();
          compare.check(words);
          const { study, registry } = await comparisonOf(
            parseArgs(words, compare.citty.args as never),
            words,
            cwd,
          );
          for (const arm of armsOf(study, registry)) arm.experiment(study.seeds[0]!);
          complete++;
        }),
      ),
      { numRuns: 2000 },
    );
    expect(complete).toBeGreaterThan(100);
    expect(snapshot()).toEqual(before);
  });

  it('a study file is read, or refused, and stays as it is', async () => {
    const fields = fc.dictionary(
      fc.constantFrom(
        'dataset',
        'networks',
        'methods',
        'seeds',
        'epochs',
        'plugins',
        'preset',
        'x',
      ),
      fc.jsonValue(),
    );
    const texts = fc.oneof(
      fields.map((value) => JSON.stringify(value)),
      fc.json(),
      fc.string(),
      fc.json().map((text) => text.slice(1)),
    );
    await fc.assert(
      fc.asyncProperty(texts, async (text) => {
        writeFileSync(path.join(cwd, 'study.json'), text);
        const words = ['--config', 'study.json'];
        const held = snapshot();
        await endsWell(async () => {
          const { study, registry } = await comparisonOf(
            parseArgs(words, compare.citty.args as never),
            words,
            cwd,
          );
          armsOf(study, registry);
        });
        expect(snapshot()).toEqual(held);
      }),
      { numRuns: 2000 },
    );
  });
});
