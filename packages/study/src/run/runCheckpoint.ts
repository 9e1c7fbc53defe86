import { existsSync } from 'node:fs';
import path from 'node:path';
import { readBytes } from './readBytes.ts';

/** The checkpoint file in a run's folder. */
export const checkpointFile = (folder: string): string =>
  path.join(folder, 'checkpoint.safetensors');
export const logFile = (folder: string): string => path.join(folder, 'metrics.jsonl');

/** The checkpoint from which to resume; undefined to start anew. */
export async function readCheckpoint(folder: string): Promise<Uint8Array | undefined> {
  const file = checkpointFile(folder);
  return existsSync(file) ? readBytes(file) : undefined;
}
