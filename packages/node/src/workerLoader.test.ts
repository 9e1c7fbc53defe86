import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import {
  createRegistry,
  type Experiment,
  type Files,
  InputError,
  inlineLoader,
  type Loader,
  type LoaderRequest,
  noFiles,
  type Pass,
  pluginsOf,
} from '@codistill/core';
import { resolveExperiment } from '@codistill/core/engine';
import sharp from 'sharp';
import { build } from 'tsup';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { folderFiles } from './folderFiles.ts';
import { sharpDecoder } from './sharpDecoder.ts';
import * as plugins from './testing/plugins.ts';
import { type WorkerLoaderOptions, workerLoader } from './workerLoader.ts';

const decoder = sharpDecoder();

// Threads run built code, so the test builds the worker and the plugins next to it.
const here = path.dirname(fileURLToPath(import.meta.url));
const out = path.join(here, '..', 'node_modules', '.cache', `views-${process.pid}`);
const code = pathToFileURL(path.join(out, 'viewWorker.js'));
const module = pathToFileURL(path.join(out, 'plugins.js')).href;
beforeAll(async () => {
  mkdirSync(out, { recursive: true });
  await build({
    config: false,
    entry: {
      viewWorker: path.join(here, 'viewWorker.ts'),
      plugins: path.join(here, 'testing', 'plugins.ts'),
    },
    outDir: out,
    format: 'esm',
    target: 'node20',
    tsconfig: path.join(here, '..', 'tsconfig.json'),
    noExternal: [/^@codistill/],
    external: [/^@tensorflow/, 'sharp'],
    dts: false,
    silent: true,
    esbuildOptions: (options) => {
      options.conditions = ['codistill-source'];
    },
  });
});
afterAll(() => rmSync(out, { recursive: true, force: true }));

const experiment = (changes: Partial<Experiment> = {}): Experiment => ({
  dataset: 'specks',
  networks: { a: { backbone: 'linear' }, b: { backbone: 'linear' } },
  strategy: 'independent',
  augment: [{ use: 'jitter', sd: 0.02 }],
  perturb: { when: 'often', pool: ['jitter', { use: 'jitter', sd: 0.5 }] },
  optimizer: 'descent',
  learningRate: 'tenth',
  epochs: 3,
  batchSize: 8,
  seed: 5,
  ...changes,
});
async function request(
  changes: Partial<Experiment> = {},
  from: string = module,
  files: Files = noFiles,
): Promise<LoaderRequest> {
  const registry = createRegistry([
    { ...(from !== '' && { module: from }), plugins: pluginsOf(plugins) },
  ]);
  return {
    resolved: await resolveExperiment(experiment(changes), registry, files, { decoder }),
    registry,
    files,
    decoder,
    fromStep: 0,
  };
}

async function all<T>(stream: AsyncIterable<T>): Promise<readonly T[]> {
  const found: T[] = [];
  // The pixels of a batch are overwritten by the next.
  for await (const one of stream) found.push(structuredClone(one));
  return found;
}

let loader: Loader | undefined;
afterEach(async () => {
  await loader?.close();
  loader = undefined;
});
async function open(given: LoaderRequest, options: WorkerLoaderOptions = {}): Promise<Loader> {
  loader = await workerLoader({ code, ...options })(given);
  return loader;
}

describe('workerLoader', () => {
  for (const [name, changes, options] of [
    ['one thread', {}, {}],
    ['three threads, far ahead', {}, { workers: 3, ahead: 9 }],
    ['a view for each network', { views: 'own' }, { workers: 2 }],
    ['a shard for each network, of fewer examples', { shards: 'own', examples: 40 }, { ahead: 1 }],
    ['pixels that are copied', { dataset: { use: 'specks', shared: false } }, {}],
    [
      'framed, of another size',
      { image: { size: { height: 2, width: 5 }, train: 'anywhere', evaluate: 'anywhere' } },
      { workers: 2 },
    ],
  ] as const) {
    it(`makes the same bits as in line: ${name}`, async () => {
      const given = await request(changes);
      const inLine = inlineLoader(given);
      const threads = await open(given, {
        ...options,
        notice: (sentence) => {
          throw new Error(sentence);
        },
      });
      const steps = given.resolved.stepsPerEpoch * 3;
      for (const step of [...Array.from({ length: steps }, (_, i) => i), 3, 0, steps - 1]) {
        expect(await threads.views(step)).toEqual(await inLine.views(step));
      }
    });
  }

  it('makes the batches of evaluations in order, with the same bits as in line', async () => {
    const image = { size: 4, train: 'anywhere', evaluate: 'anywhere' };
    for (const [changes, aheadBytes] of [
      [{}, 1],
      [{}, 2 ** 20],
      [{ image }, 2 ** 20],
      [{ dataset: { use: 'specks', shared: false } }, 1],
    ] as const) {
      const given = await request(changes);
      const threads = await open(given, { workers: 2, aheadBytes });
      const positions = Int32Array.from({ length: 29 }, (_, i) => (7 * i) % 60);
      const pass: Pass = { name: 'test', parts: [{ split: 'train', positions, role: 'test' }] };
      const views = threads.views(0);
      const made = await all(threads.evaluate(pass));
      expect(made.map((batch) => batch.positions.length)).toEqual([8, 8, 8, 5]);
      expect(made).toEqual(await all(inlineLoader(given).evaluate(pass)));
      expect(await views).toEqual(await inlineLoader(given).views(0));
      await threads.close();
    }
  });

  it('decodes files of several sizes in threads, which list nothing, with the same bits as in line', async () => {
    const folder = path.join(out, 'pictures');
    mkdirSync(folder);
    for (let i = 0; i < 24; i++) {
      const [width, height] = [9 + i, 31 - i];
      const raw = Uint8Array.from({ length: 3 * width * height }, (_, k) => (k * (i + 3)) % 256);
      const picture = sharp(raw, { raw: { width, height, channels: 3 } });
      const bytes =
        i % 2 === 0 ? picture.png() : picture.jpeg().withMetadata({ orientation: 1 + (i % 8) });
      writeFileSync(path.join(folder, `${i % 4}-${i}`), await bytes.toBuffer());
    }
    const given = await request(
      {
        dataset: 'pictures',
        image: { size: 8, train: 'anywhere', evaluate: 'anywhere' },
        views: 'own',
        batchSize: 6,
      },
      module,
      folderFiles(folder),
    );
    // A file that comes later belongs to no thread's examples.
    writeFileSync(path.join(folder, '0-0-later'), 'no image');
    const inLine = inlineLoader(given);
    const threads = await open(given, {
      workers: 2,
      notice: (sentence) => {
        throw new Error(sentence);
      },
    });
    for (let step = 0; step < given.resolved.stepsPerEpoch; step++)
      expect(await threads.views(step)).toEqual(await inLine.views(step));
    for (const pass of given.resolved.passes)
      expect(await all(threads.evaluate(pass))).toEqual(await all(inLine.evaluate(pass)));
    expect(given.resolved.passes.map(({ name }) => name)).toEqual(['validation']);
  });

  it('hands views over: what two networks share is one object here too', async () => {
    const threads = await open(
      await request({ perturb: { when: 'often', pool: [{ use: 'jitter', sd: 0.5 }] } }),
    );
    const shared = [];
    for (let step = 0; step < 12; step++) {
      const { a, b } = await threads.views(step);
      shared.push(a === b);
    }
    expect(shared).toContain(true);
    expect(shared).toContain(false);
  });

  it('passes on what a plugin throws, with its kind, at its step', async () => {
    for (const input of [true, false]) {
      const given = await request({ augment: [{ use: 'faulty', input }] });
      const inLine = inlineLoader(given);
      const threads = await open(given);
      const outcomes = { failed: 0, fine: 0 };
      for (let step = 0; step < 8; step++) {
        const expected = await inLine.views(step).then(
          () => undefined,
          (error: Error) => error,
        );
        const found = await threads.views(step).then(
          () => undefined,
          (error: Error) => error,
        );
        expect(found?.message).toBe(expected?.message);
        if (found) expect(found instanceof InputError).toBe(input);
        outcomes[found ? 'failed' : 'fine']++;
      }
      expect(outcomes.failed).toBeGreaterThan(0);
      expect(outcomes.fine).toBeGreaterThan(0);
      await threads.close();
    }
  });

  it('ends its threads, and then refuses', async () => {
    const threads = await open(await request(), { workers: 2 });
    await threads.views(0);
    await threads.close();
    await expect(threads.views(1)).rejects.toThrow('closed');
  });

  it('says that a thread died, at the first step and at every later one', async () => {
    const dying = path.join(out, 'dies.mjs');
    writeFileSync(
      dying,
      `import { parentPort } from 'node:worker_threads';
       parentPort.on('message', () => { throw new Error('struck by lightning'); });
       parentPort.postMessage({ ready: true });`,
    );
    const threads = await open(await request(), { code: pathToFileURL(dying) });
    await expect(threads.views(0)).rejects.toThrow('struck by lightning');
    await expect(threads.views(1)).rejects.toThrow('struck by lightning');
  });

  describe('works in line, with the same bits, and says why', () => {
    for (const [name, why, changes, from, options] of [
      ['a plugin without a module', 'comes from no module', {}, '', {}],
      [
        'a module that no thread can import',
        'cannot import',
        {},
        'codistill-plugin-that-is-nowhere',
        {},
      ],
      [
        'an option that is code',
        'is code',
        { augment: [{ use: 'faulty', inner: () => 0 }], perturb: undefined },
        module,
        {},
      ],
      [
        'too many pixels',
        'more than 100 bytes',
        { dataset: { use: 'specks', shared: false } },
        module,
        { shareBytes: 100 },
      ],
    ] as const) {
      it(name, async () => {
        const given = await request(changes as Partial<Experiment>, from);
        const said: string[] = [];
        const threads = await open(given, {
          ...options,
          notice: (sentence) => said.push(sentence),
        });
        expect(said).toHaveLength(1);
        expect(said[0]).toContain(why);
        if (name !== 'an option that is code')
          expect(await threads.views(2)).toEqual(await inlineLoader(given).views(2));
      });
    }
  });

  it('says that it is not built', async () => {
    const given = await request();
    await expect(open(given, { code: new URL('nowhere.js', code) })).rejects.toThrow(
      'is not built',
    );
  });
});
