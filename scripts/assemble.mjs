// Compiles the folder assembly/ of a package (AssemblyScript) and writes the bytes to a module of it.
// Run it by hand after a change:
// - node scripts/assemble.mjs packages/runtime-wasm src/engine/bytes.ts
// - node scripts/assemble.mjs packages/core src/data/resize/bytes.ts
import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const [folder, target] = process.argv.slice(2);
if (!folder || !target)
  throw new Error('Usage: node scripts/assemble.mjs packages/core src/data/resize/bytes.ts');
const build = mkdtempSync(path.join(tmpdir(), 'assembly-'));
// The files are named .as, because other tools treat .ts as TypeScript. The compiler requires .ts.
for (const file of readdirSync(path.join(folder, 'assembly'))) {
  copyFileSync(path.join(folder, 'assembly', file), path.join(build, file.replace(/\.as$/, '.ts')));
}
const options = [
  '-O3',
  '--noAssert',
  '--runtime',
  'stub',
  '--importMemory',
  '--enable',
  'simd',
  '-o',
  'kernels.wasm',
];
execFileSync('npx', ['--yes', '-p', 'assemblyscript@0.28.20', 'asc', 'index.ts', ...options], {
  cwd: build,
  stdio: 'inherit',
});
const bytes = readFileSync(path.join(build, 'kernels.wasm'));
rmSync(build, { recursive: true });

// Others own the memory, so a data segment would overwrite it.
const data = 11;
if (sections(bytes).includes(data))
  throw new Error(
    'The module has a data segment. Use no constant arrays, strings or functions with tables.',
  );
writeFileSync(
  path.join(folder, target),
  `// biome-ignore-all format: generated
/** assembly/ compiled by scripts/assemble.mjs, base64. */
export const kernelBytes =
  '${bytes.toString('base64')}';
`,
);

function sections(binary) {
  const ids = [];
  for (let at = 8; at < binary.length; ) {
    ids.push(binary[at++]);
    let size = 0;
    for (let shift = 0, more = true; more; shift += 7) {
      const byte = binary[at++];
      size |= (byte & 127) << shift;
      more = byte > 127;
    }
    at += size;
  }
  return ids;
}
