import path from 'node:path';
import { expect, it } from 'vitest';
import { temporary } from '../../../../apps/codistill/src/testing/folder.ts';
import { moduleFiles } from './moduleFiles.ts';

it('a module and the local files that it imports, in every way that an import is written', async () => {
  const cwd = temporary({
    'mine.ts': `import { a } from './a.ts';
import {
  b,
} from "./lib/b.js";
export * from './c';
const d = await import('./d.mjs');
import './e.cjs';
import f from './f.json' with { type: 'json' };
const table = new URL('./table.bin', import.meta.url);
import { z } from 'zod';
import { readFile } from 'node:fs/promises';
import './nowhere.js';
`,
    'a.ts': "export const a = 1; import './mine.ts';\n",
    'lib/b.ts': "export { g } from '../g/index.js';\r\n",
    'c/index.js': '',
    'd.mjs': 'export default 1;\n',
    'e.cjs': "const h = require('./lib/h');\n",
    'lib/h.js': '',
    'f.json': '{}',
    'g/index.ts': '',
    'table.bin': 'x',
    'unused.ts': '',
    zod: '',
  });
  const found = await moduleFiles(path.join(cwd, 'mine.ts'));
  expect(found.map((file) => path.relative(cwd, file)).sort()).toEqual([
    'a.ts',
    'c/index.js',
    'd.mjs',
    'e.cjs',
    'f.json',
    'g/index.ts',
    'lib/b.ts',
    'lib/h.js',
    'mine.ts',
    'table.bin',
  ]);
});
