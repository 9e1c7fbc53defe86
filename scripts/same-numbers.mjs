// node scripts/same-numbers.mjs OLD NEW [--only NAME,...]: trains the experiments of
// same-numbers.json with two built checkouts and compares their results bit for bit: every metric
// of metrics.jsonl that the old checkout has, and every tensor of the checkpoint. Lists the names
// that only the new checkout writes. Exits with 1 if a number differs.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const [oldCheckout, newCheckout, flag, only] = process.argv.slice(2);
if (!oldCheckout || !newCheckout) {
  console.error('Two built checkouts are needed: node scripts/same-numbers.mjs OLD NEW');
  process.exit(2);
}
const wanted = flag === '--only' ? only.split(',') : undefined;
const experiments = JSON.parse(readFileSync(new URL('same-numbers.json', import.meta.url), 'utf8'));

const commandOf = (checkout) =>
  ['apps/codistill', 'apps/compare']
    .map((app) => path.resolve(checkout, app, 'dist/main.js'))
    .find((file) => existsSync(file));

/** Trains an experiment. Returns its metric lines and the tensors of its checkpoint. */
function run(checkout, { engine, experiment, weightsOf }, folder, name) {
  const file = path.join(folder, `${name}.json`);
  const written = JSON.parse(
    JSON.stringify(experiment).replaceAll('CHECKPOINT', path.join(folder, `${weightsOf}`)),
  );
  writeFileSync(file, JSON.stringify(written));
  const out = path.join(folder, name);
  const command = [commandOf(checkout), 'run', file, '--out', out, '--runtime', engine];
  execFileSync(process.execPath, [...command, '--threads', '1'], { stdio: 'pipe' });
  const lines = readFileSync(path.join(out, 'metrics.jsonl'), 'utf8').trim().split('\n');
  return {
    lines: lines.map((line) => JSON.parse(line)),
    tensors: tensorsOf(readFileSync(path.join(out, 'checkpoint.safetensors'))),
  };
}

function tensorsOf(bytes) {
  const length = Number(bytes.readBigUInt64LE(0));
  const { __metadata__, ...entries } = JSON.parse(bytes.subarray(8, 8 + length).toString());
  return Object.fromEntries(
    Object.entries(entries).map(
      ([
        name,
        {
          dtype,
          shape,
          data_offsets: [from, to],
        },
      ]) => [
        name,
        `${dtype} ${shape} ${bytes.subarray(8 + length + from, 8 + length + to).toString('hex')}`,
      ],
    ),
  );
}

/** The differences in sentences, the tensors that differ, and the new names. */
function compare(before, after) {
  const differs = [];
  const tensors = [];
  const added = new Set();
  if (before.lines.length !== after.lines.length)
    differs.push(`${before.lines.length} lines of metrics, then ${after.lines.length}`);
  before.lines.forEach((line, i) => {
    const other = after.lines[i] ?? {};
    for (const [name, value] of Object.entries(line))
      if (JSON.stringify(other[name]) !== JSON.stringify(value))
        differs.push(`${line.kind} ${line.step}: ${name} was ${value}, is ${other[name]}`);
    for (const name of Object.keys(other)) if (!(name in line)) added.add(name);
  });
  for (const name of new Set([...Object.keys(before.tensors), ...Object.keys(after.tensors)]))
    if (before.tensors[name] !== after.tensors[name]) tensors.push(name);
  return { differs, tensors, added: [...added] };
}

const folder = mkdtempSync(path.join(os.tmpdir(), 'codistill-same-numbers-'));
let unequal = 0;
try {
  for (const [name, entry] of Object.entries(experiments)) {
    if (wanted && !wanted.includes(name)) continue;
    // Both checkouts start from the weights of the old checkout's checkpoint.
    const before = run(oldCheckout, entry, folder, name);
    const after = run(newCheckout, entry, folder, `${name}-new`);
    const { differs, tensors, added } = compare(before, after);
    const equal = differs.length + tensors.length === 0;
    if (!equal) unequal++;
    const verdict = equal
      ? 'equal'
      : `UNEQUAL: ${differs.length} metrics and ${tensors.length} tensors`;
    const counts = `${before.lines.length} lines, ${Object.keys(before.tensors).length} tensors`;
    console.log(`${name} on ${entry.engine}: ${verdict}; ${counts}`);
    for (const sentence of differs.slice(0, 5)) console.log(`  ${sentence}`);
    if (tensors.length > 0) console.log(`  tensors: ${tensors.slice(0, 5).join(', ')}`);
    if (added.length > 0) console.log(`  new names: ${added.join(', ')}`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exit(unequal > 0 ? 1 : 0);
