import { renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { beatMilliseconds, beatName, type Progress } from './beat/readBeat.ts';

// The thread that counts in the file `beat` of a folder while its process lives.

const file = path.join(workerData as string, beatName);
let beat = 0;
let progress: Progress | undefined;
parentPort!.on('message', (told: Progress) => {
  progress = told;
});

function write(): void {
  beat++;
  try {
    writeFileSync(`${file}.next`, `${JSON.stringify({ beat, ...progress })}\n`);
    renameSync(`${file}.next`, file);
  } catch {
    // The folder is gone, or the disk is full. The process itself will say so.
  }
}
write();
setInterval(write, beatMilliseconds);
