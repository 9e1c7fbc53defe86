import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, copyFile, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { defineCommand } from 'citty';
import { engineFailed } from './errors.ts';
import { startEngine } from './peers.ts';
import { median } from './step.ts';

/**
 * Milliseconds of a ResNet-20 step on WebAssembly, for our runtime and for the prototype that
 * showed that it is possible.
 */
export interface WasmTimes {
  readonly batch: number;
  readonly codistill: SideTimes;
  readonly reference: SideTimes;
}
export interface SideTimes {
  readonly medianMs: number;
  readonly minMs: number;
  readonly firstMs: number;
  readonly runs: readonly number[];
}

const here = path.dirname(fileURLToPath(import.meta.url));

/**
 * Times both in turn, each alone, `rounds` times. The reference comes first: the script
 * `wasm-gradients.mjs` of the folder `reference` runs its own number of steps, then ours runs the
 * same number. The first step of each process is reported separately.
 */
export async function benchWasm(
  given: { readonly reference: string; readonly batch: number; readonly rounds: number },
  say: (line: string) => void,
): Promise<WasmTimes> {
  const script = await referenceScript(given.reference);
  const [ours, theirs]: [number[][], number[][]] = [[], []];
  for (let round = 0; round < given.rounds; round++) {
    theirs.push(await referenceSteps(script, given.batch));
    say(
      `round ${round + 1}: reference ${theirs
        .at(-1)!
        .map((ms) => ms.toFixed(0))
        .join(', ')} ms`,
    );
    ours.push(await codistillSteps(given.batch, theirs.at(-1)!.length));
    say(
      `round ${round + 1}: codistill ${ours
        .at(-1)!
        .map((ms) => ms.toFixed(0))
        .join(', ')} ms`,
    );
  }
  return { batch: given.batch, codistill: timesOf(ours), reference: timesOf(theirs) };
}

/** A table of both, in Markdown. */
export function wasmTable({ batch, codistill, reference }: WasmTimes): string {
  const row = (name: string, { medianMs, minMs, firstMs }: SideTimes) =>
    `| ${name} | ${medianMs.toFixed(0)} | ${minMs.toFixed(0)} | ${firstMs.toFixed(0)} | ${(medianMs / reference.medianMs).toFixed(2)} |`;
  return [
    `ResNet-20, batch ${batch}, SGD, float32, WebAssembly on one thread.`,
    '',
    '| | median ms | minimum ms | first step ms | of the reference |',
    '|---|---|---|---|---|',
    row('codistill', codistill),
    row('reference', reference),
  ].join('\n');
}

export const wasmCommand = defineCommand({
  meta: {
    name: 'wasm',
    description:
      'Times a ResNet-20 step of the wasm runtime beside the prototype of its gradients.',
  },
  args: {
    reference: {
      type: 'string',
      required: true,
      valueHint: 'FOLDER',
      description: 'The folder of wasm-gradients.mjs',
    },
    batch: { type: 'string', default: '128', description: 'Examples in a batch' },
    rounds: { type: 'string', default: '2', description: 'How often each is run' },
  },
  async run({ args }) {
    const times = await benchWasm(
      { reference: args.reference, batch: Number(args.batch), rounds: Number(args.rounds) },
      (line) => process.stderr.write(`${line}\n`),
    );
    console.log(wasmTable(times));
  },
});

/** The script, copied to a place where the packages that it imports can be found. */
async function referenceScript(folder: string): Promise<string> {
  const from = path.resolve(folder, 'wasm-gradients.mjs');
  await access(from);
  const to = path.join(here, '../node_modules/.cache/reference/wasm-gradients.mjs');
  await mkdir(path.dirname(to), { recursive: true });
  await copyFile(from, to);
  return to;
}

async function referenceSteps(script: string, batch: number): Promise<number[]> {
  const child = spawn(process.execPath, [script, String(batch)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exit = once(child, 'exit');
  const steps: number[] = [];
  let said = '';
  for await (const line of createInterface({ input: child.stdout })) {
    said = `${said}${line}\n`.slice(-2000);
    const ms = /^step \d+: (\d+) ms/.exec(line)?.[1];
    if (ms !== undefined) steps.push(Number(ms));
  }
  const [code] = (await exit) as [number | null];
  if (code !== 0 || steps.length < 2) throw engineFailed('reference', said);
  return steps;
}

async function codistillSteps(batch: number, steps: number): Promise<number[]> {
  const peer = await startEngine(
    'codistill-wasm',
    { model: 'resnet20', image: 32, peers: 1, batch, precision: 'float32' },
    '',
  );
  try {
    const runs = [peer.firstMs];
    while (runs.length < steps) runs.push(await peer.step());
    return runs;
  } finally {
    peer.stop();
  }
}

function timesOf(rounds: readonly (readonly number[])[]): SideTimes {
  const runs = rounds.flatMap((round) => round.slice(1));
  return {
    medianMs: median(runs),
    minMs: Math.min(...runs),
    firstMs: median(rounds.map(([first]) => first!)),
    runs,
  };
}
