import { describe, expect, it } from 'vitest';
import { pages } from './blocks.ts';
import { checkSpans } from './inline/check.ts';
import { spansIn, spansOf } from './inline/spans.ts';

// Checks inline code in the text of every page: the compiler checks calls, the program's parser
// checks command lines, and schemas check fields and options. Names and paths must exist.

const all = [
  ...pages(),
  ...['index', 'digits', 'few-labels', 'cifar100', 'speed'].map(
    (name) => `docs/results/${name}.md`,
  ),
];

describe('code in the text of pages', () => {
  it('is right on every page', async () => {
    const spans = all.flatMap(spansOf);
    expect(spans.length).toBeGreaterThan(1000);
    const said = await checkSpans(spans);
    const complaints = said.flatMap((text, i) =>
      text === undefined ? [] : [`${spans[i]!.page}:${spans[i]!.line} ${text}`],
    );
    expect(complaints).toEqual([]);
  }, 120_000);

  it('is found in tables and over the end of a line, and not in blocks', () => {
    const text =
      'One `a b` and `c\nd`.\n\n```ts\nconst x = `no`;\n```\n\n| `e \\| f` | ``g ` h`` |\n\n    `no`\n';
    expect(spansIn(text, 'x.md')).toEqual([
      { page: 'x.md', line: 1, text: 'a b' },
      { page: 'x.md', line: 1, text: 'c d' },
      { page: 'x.md', line: 8, text: 'e | f' },
      { page: 'x.md', line: 8, text: 'g ` h' },
    ]);
  });

  const right = [
    'arrays({ imageShape: [8, 8, 1], classes: 4, train: { images, labels } })',
    'folderFiles(root)',
    "await files.read('train.bin')",
    'open(split, files)',
    'codistill compare --methods independent,mutual:temperature=2 --evaluate 3',
    'codistill explain METHOD',
    '--seeds 1,2',
    'npm run native',
    'packages/core/src/step/step.ts',
    "shards: 'own'",
    "{ use: 'mutual', weight: { use: 'sigmoid-ramp' } }",
    'temperature=(linear:from=4:to=1)',
    'mutual-paper',
    'evaluatorOf',
    'tf.less',
    '@codistill/strategies',
    'CODISTILL_DATA',
  ];
  const wrong: readonly (readonly [text: string, because: string])[] = [
    ['arrays({ images, labels, ... })', 'leaves arguments out'],
    ['arrays({ images, labels })', "'images' does not exist"],
    ['arrays({ imageShape: [8, 8], classes: 4, train: { images, labels } })', 'not assignable'],
    ['folderFiles(root, other)', 'Expected 1 arguments'],
    ['stream(seed)', 'Expected 3 arguments'],
    ["heNormal('sideways')", 'not assignable'],
    ["tensorflow({ kernels: 'fast' })", 'not assignable'],
    ['workerLoader({ wokers: 1 })', 'wokers'],
    ['wokerLoader({ workers })', 'no package exports'],
    ['open(split)', 'Expected 2 arguments'],
    ['await files.raed(name)', 'raed'],
    ['codistill compare --sedes 3', 'sedes'],
    ['codistill compar --seeds 3', 'no command'],
    ['codistill explain mutul', 'mutul'],
    ['codistill compare --methods mutual:temprature=2', 'temprature'],
    ['codistill compare --evaluate sometimes', 'evaluate'],
    ['codistill compare --config studies/none.json', 'none.json'],
    ['--sedes', 'no command has'],
    ['--preset few', 'few'],
    ['npm run nativ', 'no script'],
    ['pnpm vitest run packages/none', 'no file'],
    ['pnpm bench step --stepz 3', 'stepz'],
    ['packages/core/src/step/stepp.ts', 'no file'],
    ["shards: 'mine'", 'no option and no field'],
    ["sherds: 'own'", 'no option or field'],
    ['"examples": { "count": 0 }', 'no option and no field'],
    ["{ use: 'mutual', wieght: 1 }", 'wieght'],
    ['temprature=2', 'no option'],
    ['mutual-papr', 'names nothing'],
    ['evaluateExample', 'names nothing'],
    ['tf.lesss', 'names nothing'],
    ['@codistill/strategy', 'names nothing'],
    ['CODISTILL_DIR', 'names nothing'],
  ];
  const span = (text: string) => ({ page: 'README.md', line: 1, text });

  it('is told to be wrong where it is, and only there', async () => {
    const said = await checkSpans([...wrong.map(([text]) => text), ...right].map(span));
    expect(said.slice(wrong.length)).toEqual(right.map(() => undefined));
    for (const [i, [text, because]] of wrong.entries())
      expect(said[i] ?? 'nothing', text).toContain(because);
  }, 60_000);
});
