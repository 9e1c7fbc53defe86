#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { defineCommand, runMain } from 'citty';
import { createPlugin } from './createPlugin.ts';
import { kinds } from './templates.ts';

const { version } = JSON.parse(
  readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
) as { version: string };

const command = defineCommand({
  meta: {
    name: 'create-plugin',
    version,
    description:
      'Makes a package with a plugin for codistill, whose conformance tests pass at once.',
  },
  args: {
    name: {
      type: 'positional',
      required: true,
      description: 'The name of the package, such as my-strategy or @me/my-strategy',
    },
    kind: { type: 'string', default: 'strategy', description: `One of ${kinds.join(', ')}` },
    folder: { type: 'string', description: 'Where to; default: a folder of that name' },
  },
  run({ args }) {
    try {
      const files = createPlugin(args.name, args.kind, `^${version}`, args.folder);
      console.log(
        `${files.join('\n')}\n\nNext: npm install, npm test, and codistill compare --plugin . ...`,
      );
    } catch (error) {
      console.error((error as Error).message);
      process.exitCode = 2;
    }
  },
});

void runMain(command);
