import { createHash } from 'node:crypto';
import { describeRegistry, type ObserverSettings } from '@codistill/conformance';
import type { Files } from '@codistill/core';
import { registry, settings } from './everything.ts';

const short = (bytes: Uint8Array | string) =>
  createHash('sha256').update(bytes).digest('hex').slice(0, 12);

/** Files in memory. Of a file with times, only its name is compared. */
const inFiles: ObserverSettings['outlet'] = () => {
  const written: string[] = [];
  const files: Files = {
    read: async () => Promise.reject(new Error('nothing is here yet')),
    write: async (path, bytes) => void written.push(`${path} is ${short(bytes)}`),
    append: async (path, text) =>
      void written.push(text.includes('seconds') ? `${path} grows` : `${path} and ${short(text)}`),
    stat: async () => undefined,
    entries: async function* () {},
    claim: async () => true,
  };
  return { options: { files }, written: () => written };
};

/** Lines, without the remaining time. */
const inLines: ObserverSettings['outlet'] = () => {
  const written: string[] = [];
  return {
    options: { write: (line: string) => void written.push(line.replace(/, [\d:]+ left/, '')) },
    written: () => written,
  };
};

describeRegistry(registry, {
  ...settings,
  kinds: ['observer'],
  plugins: {
    'observer/checkpoint': { outlet: inFiles },
    'observer/jsonl': { outlet: inFiles },
    'observer/progress': { outlet: inLines },
  },
});
