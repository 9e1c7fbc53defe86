import type { Runtime } from '@codistill/core';
import { chooseRuntime, threadsFor } from '@codistill/node';
import type { EngineInfo, EngineWish } from './messages.ts';

/**
 * The engine of this process, started, and what to say of it. @throws InputError where the one
 * asked for cannot start.
 */
export async function startEngine({
  runtime: want,
  device,
  threads,
  networks,
}: EngineWish): Promise<{ readonly runtime: Runtime; readonly engine: EngineInfo }> {
  const { runtime, because } = await chooseRuntime({
    want,
    ...(device && { device }),
    ...(threads !== undefined && { threads: threadsFor(networks, threads) }),
    ...(!process.env['TF_NUM_INTRAOP_THREADS'] && { tensorflowThreads: threadsFor(networks) }),
  });
  const setting = (runtime as { readonly threads?: string }).threads ?? 'default';
  return {
    runtime,
    engine: { name: runtime.name, device: runtime.device, threads: setting, because },
  };
}
