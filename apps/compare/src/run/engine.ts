import os from 'node:os';
import type { Runtime } from '@codistill/core';
import { chooseRuntime } from '@codistill/node';
import type { EngineFacts, EngineWish } from './messages.ts';

/** The engine of this process, started, and what to say of it. @throws InputError where the one asked for cannot start. */
export async function startEngine({
  runtime: want,
  device,
  threads,
  networks,
}: EngineWish): Promise<{ readonly runtime: Runtime; readonly facts: EngineFacts }> {
  const { runtime, because } = await chooseRuntime({
    want,
    ...(device && { device }),
    ...((threads !== undefined || !process.env['TF_NUM_INTRAOP_THREADS']) && { threads: threadsFor(networks, threads) }),
  });
  const setting = (runtime as { readonly threads?: string }).threads ?? 'default';
  return { runtime, facts: { name: runtime.name, device: runtime.device, threads: setting, because } };
}

/** Networks run side by side, one thread each; threads that are left over go into their operations. */
function threadsFor(networks: number, threads = os.availableParallelism()): { readonly intra: number; readonly inter: number } {
  return { intra: Math.max(1, Math.floor(threads / networks)), inter: threads };
}
