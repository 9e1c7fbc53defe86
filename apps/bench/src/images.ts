import { readFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineCommand } from 'citty';
import { notOffered } from './errors.ts';
import { imagesFiles } from './imagesFiles.ts';
import { type ImagesTimes, imagesTable } from './imagesTable.ts';
import { type ImagesTask, imagesTasks } from './imagesTask.ts';
import { type PeerProcess, startPeer } from './peerProcess.ts';
import { peersPython, scripts } from './peers.ts';
import { commandLine, list, say, tell } from './workloads.ts';

const here = path.dirname(fileURLToPath(import.meta.url));
const cores = os.availableParallelism();

/**
 * `pnpm bench images` loads encoded images with our loader and with PyTorch's DataLoader, which
 * take turns in one run. A turn is an epoch, without its first batches.
 */
export const images = defineCommand({
  meta: {
    name: 'images',
    description: "Images a second that are decoded and augmented, beside PyTorch's DataLoader.",
  },
  args: {
    tasks: {
      type: 'string',
      default: Object.keys(imagesTasks).join(','),
      description:
        'photographs: 500 pixels to a random resized crop of 224; large: the same of 1600 pixels; small: files of 32 pixels, from the second epoch on',
    },
    workers: {
      type: 'string',
      default: [...new Set([Math.ceil(cores / 2), cores])].join(','),
      description: "Our threads and PyTorch's processes; several with commas",
    },
    rounds: { type: 'string', default: '5', description: 'How often each loader has its turn' },
    json: { type: 'string', description: 'Write the numbers to this file' },
    markdown: { type: 'string', description: 'Write the table to this file' },
  },
  async run({ args }) {
    const [rounds] = wholeNumbers('rounds', args.rounds);
    const workers = wholeNumbers('workers', args.workers);
    const python = await peersPython(say);
    const all: ImagesTimes[] = [];
    for (const name of list(args.tasks)) {
      if (!Object.hasOwn(imagesTasks, name))
        throw notOffered('tasks', name, Object.keys(imagesTasks).join(' or '));
      const task = await imagesFiles(name as keyof typeof imagesTasks, python, say);
      all.push(...(await timesOf(task, workers, rounds!, python)));
    }
    await tell(args, all, imagesTable(all, commandLine()));
  },
});

/** Starts all loaders, of which each has a turn in each round. */
async function timesOf(
  task: ImagesTask,
  workers: readonly number[],
  rounds: number,
  python: string,
): Promise<readonly ImagesTimes[]> {
  const found: (ImagesTimes & { imagesPerSecond: number[]; cpuMilliseconds: number[] })[] = [];
  const started: PeerProcess[] = [];
  try {
    for (const loader of ['codistill', 'pytorch'] as const)
      for (const count of workers) {
        const [command, script] =
          loader === 'codistill'
            ? [process.execPath, path.join(here, 'imagesEngine.js')]
            : [python, path.join(scripts, 'torch_images.py')];
        const given = JSON.stringify({ ...task, workers: count });
        const peer = await startPeer(loader, command, [script, given], {}, (file) =>
          readFile(file, 'utf8'),
        );
        started.push(peer);
        found.push({
          task: task.name,
          loader,
          workers: count,
          imagesPerSecond: [],
          cpuMilliseconds: [],
          version: peer.version,
        });
      }
    for (let round = 0; round < rounds; round++)
      for (const [i, peer] of started.entries()) {
        const before = await peer.cpuMilliseconds();
        const ms = await peer.step();
        const cpu = (await peer.cpuMilliseconds()) - before;
        const { timed, untimed, batch } = task;
        found[i]!.imagesPerSecond.push((1000 * timed * batch) / ms);
        found[i]!.cpuMilliseconds.push(cpu / ((timed + untimed) * batch));
        say(`${task.name}, ${found[i]!.loader}, ${found[i]!.workers} workers: ${ms.toFixed(0)} ms`);
      }
  } finally {
    for (const peer of started) peer.stop();
  }
  return found;
}

function wholeNumbers(name: string, text: string): readonly number[] {
  return list(text).map((each) => {
    const value = Number(each);
    if (!Number.isInteger(value) || value < 1) throw notOffered(name, each, 'whole numbers from 1');
    return value;
  });
}
