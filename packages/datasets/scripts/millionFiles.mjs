// node packages/datasets/scripts/millionFiles.mjs [FILES] [--links symbolic|hard] opens image-folder
// on that many links to a hundred JPEG files, twice, each time in a process of its own, and prints
// the seconds and the peak memory. FILES is 1000000 by default. It needs the built packages.
import { execFileSync } from 'node:child_process';
import { linkSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(import.meta.url);
const load = (name) =>
  import(createRequire(new URL('../../node/package.json', import.meta.url)).resolve(name));
const perClass = 1000;
const sources = 100;

/** Opens the folder with a cache, and prints how long it took and the peak memory. */
async function open(root, cache) {
  const { folderFiles, sharpDecoder } = await import('../../node/dist/index.js');
  const { imageFolder } = await import('../dist/index.js');
  const began = performance.now();
  const { splits, facts } = await imageFolder({ testShare: 0 }).open(folderFiles(root), {
    decoder: sharpDecoder(),
    cache: folderFiles(cache),
  });
  const seconds = (performance.now() - began) / 1000;
  console.log(
    `${splits.train.size} files of ${facts.classes} classes: ${seconds.toFixed(1)} s, peak memory ${Math.round(process.resourceUsage().maxRSS / 1024)} MiB`,
  );
}

async function measure(count, hard) {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'codistill-million-'));
  try {
    const { default: sharp } = await load('sharp');
    for (let i = 0; i < sources; i++)
      await sharp({
        create: { width: 500, height: 375, channels: 3, background: { r: 2 * i, g: 90, b: 30 } },
      })
        .jpeg()
        .toFile(path.join(folder, `${i}.jpg`));
    for (let i = 0; i < count; i++) {
      const own = path.join(folder, 'images', `class${Math.floor(i / perClass)}`);
      if (i % perClass === 0) mkdirSync(own, { recursive: true });
      const source = path.join(folder, `${i % sources}.jpg`);
      (hard ? linkSync : symlinkSync)(source, path.join(own, `image${i}.jpg`));
    }
    // What changed a moment ago is not kept.
    await new Promise((done) => setTimeout(done, 3000));
    for (const what of ['first', 'second']) {
      const args = [here, 'open', path.join(folder, 'images'), path.join(folder, 'cache')];
      process.stdout.write(`${what}: ${execFileSync(process.execPath, args)}`);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const [, , first, ...rest] = process.argv;
if (first === 'open') await open(...rest);
else await measure(Number(first ?? 1e6), rest.join(' ') === '--links hard');
