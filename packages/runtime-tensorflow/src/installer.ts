#!/usr/bin/env node
import { realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { InputError } from '@codistill/core';
import { defineCommand, runMain } from 'citty';
import { install } from './install/install.ts';
import { type Status, status } from './install/status.ts';

export { type Installed, install } from './install/install.ts';
export { type KindStatus, type Status, status } from './install/status.ts';

const json = {
  type: 'boolean',
  description: 'Print the result as JSON, and nothing else on standard output.',
} as const;

const command = defineCommand({
  meta: {
    name: 'codistill-libtensorflow',
    description: 'Brings a current libtensorflow for @tensorflow/tfjs-node.',
  },
  subCommands: {
    install: defineCommand({
      meta: {
        name: 'install',
        description:
          'Fetch the libraries, compile the addon, check it by a gradient. Again: says what is there.',
      },
      args: {
        gpu: {
          type: 'boolean',
          description: 'The CUDA build, for @tensorflow/tfjs-node-gpu, with the NVIDIA libraries.',
        },
        json,
      },
      run: ({ args }) =>
        orMessage(async () => {
          const done = await install(
            args.gpu ? 'gpu' : 'cpu',
            args.json ? (line) => console.error(line) : (line) => console.log(line),
          );
          if (args.json) console.log(JSON.stringify(done, undefined, 2));
          else console.log(done.changed ? `Installed: ${done.addon}` : 'Nothing to do.');
        }),
    }),
    status: defineCommand({
      meta: {
        name: 'status',
        description: 'What is installed, whether it loads, and whether a GPU is used.',
      },
      args: { json },
      run: ({ args }) =>
        orMessage(async () => {
          const found = await status();
          console.log(args.json ? JSON.stringify(found, undefined, 2) : inWords(found));
        }),
    }),
  },
});

function inWords({ processor, cache, engines }: Status): string {
  const lines = engines.map(({ kind, package: name, source, checked, reason }) =>
    checked
      ? `${kind}: ${name}, TensorFlow ${checked.tensorflow} (${source}), ${checked.gpu ? 'uses a GPU' : kind === 'gpu' ? 'uses no GPU, but the processor' : 'on the processor'}`
      : `${kind}: ${name === undefined ? '' : `${name}, `}not usable: ${reason}`,
  );
  return [`processor: ${processor.name}, ${processor.features}`, `cache: ${cache}`, ...lines].join(
    '\n',
  );
}

async function orMessage(f: () => Promise<void>): Promise<void> {
  try {
    await f();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    console.error(error.message);
    process.exitCode = 2;
  }
}

const main = process.argv[1];
if (main !== undefined && realpathSync(main) === fileURLToPath(import.meta.url))
  await runMain(command);
