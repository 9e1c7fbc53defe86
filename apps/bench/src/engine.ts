// Runs one of our engines for the benchmark: prints 'ready', then reads lines and prints the
// milliseconds of one step for each. The argument is JSON with variant and workload.
import { createInterface } from 'node:readline';
import type { Runtime } from '@codistill/core';
import { initState, stepDefinition } from '@codistill/core/engine';
import { threadsFor } from '@codistill/node';
import { planOf, setupOf, viewsOf, type Workload } from './workload.ts';

const workload = JSON.parse(process.argv[2]!) as Workload & {
  readonly variant: 'graph' | 'graph-stock' | 'eager' | 'wasm';
};

async function start(): Promise<Runtime> {
  if (workload.variant === 'wasm') return (await import('@codistill/runtime-wasm')).wasm();
  const { tensorflow } = await import('@codistill/runtime-tensorflow');
  return tensorflow({
    device: 'cpu',
    threads: threadsFor(workload.peers),
    ...(workload.variant === 'eager' && { eager: true }),
    ...(workload.variant === 'graph-stock' && { kernels: 'tensorflow' }),
  });
}

const runtime = await start();
const setup = setupOf(workload);
const state = await initState(setup);
const views = viewsOf(workload);
const begin = performance.now();
const program = await runtime.program(stepDefinition(setup));
await program.load(state);
await program.step(views, planOf(workload, 0));
const say = (value: object) => process.stdout.write(`${JSON.stringify(value)}\n`);
say({ ready: true, version: runtime.device, firstMs: performance.now() - begin });

let step = 0;
for await (const _line of createInterface({ input: process.stdin })) {
  const plan = planOf(workload, ++step);
  const from = performance.now();
  await program.step(views, plan);
  say({ ms: performance.now() - from });
}
program.dispose();
