import type { Registry, Runtime } from '@codistill/core';
import { chooseRuntime, threadsFor } from '@codistill/node';
import type { EngineInfo, EngineWish } from './messages.ts';

/**
 * Starts the engine of this process and returns it with its description.
 * @throws InputError if the requested engine cannot start.
 */
export async function startEngine(
  { runtime: want, device, threads, networks }: EngineWish,
  registry: Registry,
): Promise<{ readonly runtime: Runtime; readonly engine: EngineInfo }> {
  const { runtime, because } = await chooseRuntime({
    want,
    registry,
    ...(device && { device }),
    ...(threads !== undefined && { threads: threadsFor(networks, threads) }),
    ...(!process.env['TF_NUM_INTRAOP_THREADS'] && { tensorflowThreads: threadsFor(networks) }),
  });
  return {
    runtime,
    engine: {
      name: runtime.name,
      device: runtime.device,
      threads: runtime.threads ?? 'default',
      because,
    },
  };
}
